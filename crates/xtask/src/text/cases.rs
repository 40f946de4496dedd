//! The written cases of dates, and dateparser's answers to them.

use anyhow::{Context as _, Result, ensure};
use rafid_text::dates::{Context, parse};
use std::io::Write as _;
use std::process::{Command, Stdio};

static CASES: &str = include_str!("../../../text/tests/data/dates.tsv");

/// Answers a case a line with a date or null.
const SCRIPT: &str = "
import datetime, json, sys, warnings
import dateparser
warnings.simplefilter('ignore')
for line in sys.stdin:
    language, fetched, text = json.loads(line)
    parts = language.replace('_', '-').split('-')
    settings = {}
    if fetched:
        settings['RELATIVE_BASE'] = datetime.datetime.fromisoformat(fetched.replace('Z', '+00:00')).replace(tzinfo=None)
    given = {'languages': [parts[0]]} if parts[0] else {}
    if len(parts) > 1:
        given['region'] = parts[1]
    found = None
    for options in (given, {}):
        try:
            found = dateparser.parse(text, settings=settings, **options)
            break
        except ValueError:
            continue
        except Exception:
            break
    print(json.dumps(found and found.strftime('%Y-%m-%d')))
";

/// A case: language, time of fetching, text, and the expected reading.
struct Case {
    fields: [&'static str; 4],
}

impl Case {
    fn all() -> impl Iterator<Item = Case> {
        CASES.lines().filter(|line| !line.starts_with('#')).map(|line| {
            let mut fields = line.split('\t').chain(std::iter::repeat(""));
            Case { fields: std::array::from_fn(|_| fields.next().unwrap_or("")) }
        })
    }

    /// The expected day, if the text determines one.
    fn day(&self) -> Option<&'static str> {
        let [.., want] = self.fields;
        want.get(..10).filter(|day| day.split('-').count() == 3 && !day.starts_with('?'))
    }

    fn ours(&self) -> Option<String> {
        let [language, fetched_at, text, _] = self.fields;
        let given = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        let context =
            Context { language: given(language), fetched_at: given(fetched_at), ..Context::default() };
        parse(text, &context).value
    }
}

/// Prints how both read the cases.
pub fn beside_dateparser(python: &str) -> Result<()> {
    let theirs = theirs(python)?;
    let cases: Vec<Case> = Case::all().collect();
    ensure!(theirs.len() == cases.len(), "dateparser answered {} of {} cases", theirs.len(), cases.len());
    let mut counts = [[0; 3]; 4];
    for (case, theirs) in cases.iter().zip(theirs) {
        let ours = case.ours();
        for (reader, found) in [ours, theirs].into_iter().enumerate() {
            match (case.day(), found.as_deref().map(|found| found.get(..10).unwrap_or(found))) {
                (Some(day), Some(found)) => counts[reader][usize::from(day != found)] += 1,
                (Some(_), None) => counts[reader][2] += 1,
                (None, None) => counts[reader + 2][0] += 1,
                (None, Some(found)) => counts[reader + 2][usize::from(found.len() == 10)] += 1,
            }
        }
    }
    println!(
        "                      a day determined: {:>4}        no day determined: {:>4}",
        sum(counts[0]),
        sum(counts[2])
    );
    println!("               right  another day  none      none given  a day given");
    for (name, day, less) in [("rafid", counts[0], counts[2]), ("dateparser", counts[1], counts[3])] {
        println!("{name:<12} {:>7} {:>12} {:>5} {:>15} {:>12}", day[0], day[1], day[2], less[0], less[1]);
    }
    Ok(())
}

fn sum(counts: [usize; 3]) -> usize {
    counts.iter().sum()
}

fn theirs(python: &str) -> Result<Vec<Option<String>>> {
    let mut child = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("start {python}; give a Python that has dateparser"))?;
    let mut input = child.stdin.take().context("no standard input")?;
    let writer = std::thread::spawn(move || -> Result<()> {
        for Case { fields: [language, fetched_at, text, _] } in Case::all() {
            writeln!(input, "{}", serde_json::json!([language, fetched_at, text]))?;
        }
        Ok(())
    });
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "dateparser failed; give a Python that has it");
    writer.join().map_err(|_| anyhow::anyhow!("the writer of cases failed"))??;
    let lines = String::from_utf8(output.stdout)?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
