use super::Reader;

/// How long raw events are kept: `PORTICO_USAGE_DAYS` (400). Sums and calls stay. At least 101 days, as long as an event may come again.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    pub keep_days: i32,
}

impl Usage {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let keep_days = reader.parsed("PORTICO_USAGE_DAYS", 400, "a number of days");
        if keep_days < 101 {
            reader.problem("PORTICO_USAGE_DAYS: at least 101, as long as an event may come again".to_owned());
        }
        Self { keep_days }
    }
}
