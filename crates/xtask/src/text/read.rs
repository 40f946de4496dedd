//! What the normaliser makes of a corpus, in counts and examples, to be judged by eye.

use super::corpus::rows;
use anyhow::{Context, Result};
use rafid_text::article::{Article, NoNames, normalize};
use rafid_text::limits::Limits;
use std::collections::BTreeMap;

pub fn run(args: &[String]) -> Result<()> {
    let name = args.first().context("name a corpus")?;
    let shown = args.get(1).map(String::as_str);
    let count: usize = args.get(2).map_or(Ok(40), |count| count.parse())?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut examples: Vec<String> = Vec::new();
    for row in rows(name)? {
        let page = match normalize(&row.input(), &NoNames, &Limits::default()) {
            Ok(page) => page,
            Err(reject) => {
                *counts.entry(format!("reject {}", reject.code.as_str())).or_default() += 1;
                continue;
            }
        };
        for (position, article) in page.articles.iter().enumerate() {
            for (kind, text) in observations(article, position) {
                if shown == Some(kind.as_str())
                    || shown.is_some_and(|shown| kind == format!("removed {shown}"))
                {
                    examples.push(format!("{}\t{text}", row.id()));
                }
                *counts.entry(kind).or_default() += 1;
            }
        }
    }
    for (kind, count) in &counts {
        println!("{count:>7}  {kind}");
    }
    let step = (examples.len() / count.max(1)).max(1);
    examples.iter().step_by(step).for_each(|example| println!("{example}"));
    Ok(())
}

fn observations(article: &Article, position: usize) -> Vec<(String, String)> {
    let title = article.title.as_ref().map_or("", |title| title.text.as_str());
    let head: String =
        article.paragraphs.first().map_or("", |line| line.text.as_str()).chars().take(60).collect();
    let mut seen = vec![("article".to_owned(), title.to_owned())];
    seen.extend(article.removed.iter().map(|removed| {
        (format!("removed {}", removed.reason.as_str()), format!("{} ⟶ {head}", removed.text))
    }));
    seen.extend(
        article.flags.iter().map(|flag| (format!("flag {}", flag.as_str()), format!("{title} | {head}"))),
    );
    if position > 0 {
        seen.push(("child".to_owned(), format!("{title} | {head}")));
    }
    if let Some(dateline) = &article.dateline {
        let parts = format!("{} | {:?} | {:?} ⟶ {head}", dateline.raw, dateline.agency, dateline.place);
        seen.push(("dateline".to_owned(), parts));
    }
    if let Some(outlet) = &article.outlet {
        seen.push(("outlet".to_owned(), outlet.clone()));
    }
    if article.evidence.iter().any(|evidence| evidence.rule == "first_line") {
        seen.push(("title".to_owned(), format!("{title} ⟶ {head}")));
    }
    let published = &article.published;
    let state = match (&published.value, published.constraints.is_empty()) {
        (Some(_), _) => "resolved",
        (None, false) => "constrained",
        (None, true) if published.raw.is_some() => "unparsed",
        _ => "absent",
    };
    let detail = format!("{:?} {:?} {:?}", published.raw, published.value, published.constraints);
    seen.push((format!("date {state}"), detail));
    if !article.keywords.items.is_empty() {
        seen.push((
            format!("keywords {}", article.keywords.method.as_str()),
            article.keywords.items.join(" | "),
        ));
    }
    for link in article.links.iter().filter_map(|link| link.title.as_deref()) {
        seen.push(("link".to_owned(), link.to_owned()));
    }
    seen
}
