//! Tiers as lines of text: `1000, 0.02` is up to 1,000 at 0.02 each, `more, 0.01, 5` all above at 0.01 and 5 once.

use crate::domain::metering::price_rule::TierRule;

/// How the last tier's end is written.
const MORE: &str = "more";

/// # Errors
/// The number of the first line that is none.
pub fn read(text: &str) -> Result<Vec<TierRule>, usize> {
    let line = |line: &str| {
        let mut parts = line.split(',').map(|part| part.trim().to_owned());
        let up_to = parts.next().filter(|text| !text.eq_ignore_ascii_case(MORE));
        let (tier, over) = (TierRule { up_to, rate: parts.next()?, flat: parts.next() }, parts.next());
        (over.is_none() && tier.is_readable()).then_some(tier)
    };
    let lines = text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty());
    lines.map(|(n, text)| line(text).ok_or(n + 1)).collect()
}

pub fn write(tiers: &[TierRule]) -> String {
    let line = |tier: &TierRule| {
        let flat = tier.flat.as_ref().map(|flat| format!(", {flat}")).unwrap_or_default();
        format!("{}, {}{flat}", tier.up_to.as_deref().unwrap_or(MORE), tier.rate)
    };
    tiers.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_tiers() {
        let text = "1000, 0.02\n10000, 0.015, 5\nmore, 0.01";
        let tiers = read(&format!("\n {text} \n\n")).unwrap();
        assert_eq!(write(&tiers), text);
        assert_eq!((tiers[1].up_to.as_deref(), tiers[1].flat.as_deref(), tiers[2].up_to.as_deref()), (Some("10000"), Some("5"), None));
        for (wrong, line) in [("1000 0.02", 1), ("1, 2\n\nmore, 2, 3, 4", 3), ("abc, 1", 1), ("1, -1", 1), ("1, 2\n2,", 2)] {
            assert_eq!(read(wrong), Err(line), "{wrong}");
        }
        assert_eq!(read(" \n"), Ok(Vec::new()));
    }
}
