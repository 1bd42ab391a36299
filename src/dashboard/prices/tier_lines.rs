//! Tiers as lines of text: `1000, 0.02` is up to 1,000 at 0.02 each, `more, 0.01, 5` all above at 0.01 and 5 once.

use crate::domain::metering::price_rule::TierRule;

/// How the last tier's end is written.
const MORE: &str = "more";

/// A line that is none is left to the rule to refuse: its rate is empty.
pub fn read(text: &str) -> Vec<TierRule> {
    let line = |line: &str| {
        let mut parts = line.split(',').map(|part| part.trim().to_owned());
        let up_to = parts.next().unwrap_or_default();
        let rate = parts.next().unwrap_or_default();
        let flat = parts.next();
        // What is left over is no part of a tier.
        let rate = if parts.next().is_some() { String::new() } else { rate };
        TierRule { up_to: Some(up_to).filter(|text| !text.eq_ignore_ascii_case(MORE)), rate, flat }
    };
    text.lines().map(str::trim).filter(|text| !text.is_empty()).map(line).collect()
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
        let tiers = read(&format!("\n {text} \n\n"));
        assert_eq!(write(&tiers), text);
        assert_eq!((tiers[1].up_to.as_deref(), tiers[1].flat.as_deref(), tiers[2].up_to.as_deref()), (Some("10000"), Some("5"), None));
        assert_eq!(read("1000 0.02")[0].rate, "", "no comma");
        assert_eq!(read("1, 2, 3, 4")[0].rate, "", "too many parts");
        assert!(read(" \n").is_empty());
    }
}
