//! The catalogue (target MON-14): what an account lives through, told in the words of [`super::stage`], and what stands on its invoices.

use std::sync::Arc;

use super::stage::Stage;
use crate::support::TestApp;

const CATALOGUE: &str = include_str!("scenarios.txt");

/// Title, and steps with their line numbers.
type Scenario = (&'static str, Vec<(usize, &'static str)>);

fn scenarios() -> Vec<Scenario> {
    let mut all: Vec<Scenario> = Vec::new();
    for (n, line) in CATALOGUE.lines().enumerate() {
        if let Some(title) = line.strip_prefix("# ") {
            all.push((title, Vec::new()));
        } else if !line.trim().is_empty() {
            all.last_mut().expect("a title first").1.push((n + 1, line));
        }
    }
    all
}

async fn play(app: Arc<TestApp>, n: usize, (title, steps): &Scenario) -> Result<(), String> {
    let mut stage = Stage::new(app, n).await;
    let mut failed = Vec::new();
    let mut n = 0;
    while n < steps.len() {
        let (line, step) = steps[n];
        // Indented lines belong to the step before them.
        let block: Vec<&str> =
            steps[n + 1..].iter().map(|(_, text)| *text).take_while(|text| text.starts_with("  ")).map(str::trim).collect();
        n += 1 + block.len();
        if let Err(error) = stage.step(step, &block).await {
            failed.push(format!("{title}\n  line {line}: {step}\n    {error}"));
            break;
        }
    }
    if failed.is_empty()
        && let Err(error) = stage.check_books().await
    {
        failed.push(format!("{title}\n  the books: {error}"));
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_catalogue() {
    let scenarios = scenarios();
    assert!(scenarios.len() >= 60, "only {} scenarios", scenarios.len());
    let only = std::env::var("SCENARIO").unwrap_or_default();
    let chosen: Vec<(usize, Scenario)> = scenarios.into_iter().enumerate().filter(|(_, (title, _))| title.contains(&only)).collect();
    // A few databases, each for some of them: one has a clock of its own.
    const AT_ONCE: usize = 3;
    let players = (0..AT_ONCE).map(|player| {
        let mine: Vec<(usize, Scenario)> = chosen.iter().skip(player).step_by(AT_ONCE).cloned().collect();
        tokio::spawn(async move {
            let app = Arc::new(TestApp::new().await);
            let mut results = Vec::with_capacity(mine.len());
            for (n, scenario) in mine {
                results.push(play(app.clone(), n, &scenario).await);
            }
            results
        })
    });
    let results = futures::future::join_all(players).await.into_iter().flat_map(Result::unwrap);
    let failed: Vec<String> = results.filter_map(Result::err).collect();
    assert!(failed.is_empty(), "{} failed\n\n{}", failed.len(), failed.join("\n\n"));
}
