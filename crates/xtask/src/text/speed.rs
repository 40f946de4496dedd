//! CPU of the whole normaliser, beside UTF-8 validation plus an NFC check of the same bytes, in one run.

use super::corpus::rows;
use anyhow::Result;
use rafid_text::article::{NoNames, normalize};
use rafid_text::limits::Limits;
use std::hint::black_box;

const ROUNDS: usize = 5;

pub fn run(args: &[String]) -> Result<()> {
    let names: Vec<&str> = if args.is_empty() {
        vec!["saudinewsnet_ar", "iran_news_fa", "10kgnad_de", "fakebr_pt", "vfnd_vi", "bbc_hi", "masakhanews"]
    } else {
        args.iter().map(String::as_str).collect()
    };
    println!("corpus            articles     bytes  baseline µs  normalise µs  ratio  MB/s");
    let mut totals = (0.0, 0.0);
    for name in names {
        let rows = rows(name)?;
        let bytes: usize = rows.iter().map(|row| row.text().len()).sum();
        let (mut baseline, mut whole) = (f64::MAX, f64::MAX);
        for _ in 0..ROUNDS {
            baseline = baseline.min(cpu_us(|| {
                for row in &rows {
                    let text = std::str::from_utf8(black_box(row.text().as_bytes())).unwrap_or("");
                    black_box(unicode_normalization::is_nfc_quick(text.chars()));
                }
            }));
            whole = whole.min(cpu_us(|| {
                for row in &rows {
                    let _ = black_box(normalize(black_box(&row.input()), &NoNames, &Limits::default()));
                }
            }));
        }
        totals = (totals.0 + baseline, totals.1 + whole);
        let articles = rows.len() as f64;
        println!(
            "{name:<16} {:>9} {bytes:>9} {:>12.1} {:>13.1} {:>6.2} {:>5.0}",
            rows.len(),
            baseline / articles,
            whole / articles,
            whole / baseline,
            bytes as f64 / whole
        );
    }
    println!("all of them: ratio {:.2}", totals.1 / totals.0);
    Ok(())
}

fn cpu_us(work: impl FnOnce()) -> f64 {
    let start = cpu_time::ProcessTime::now();
    work();
    start.elapsed().as_secs_f64() * 1e6
}
