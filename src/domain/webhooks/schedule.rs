//! When a message that was not taken is sent again: the schedule of Standard Webhooks 1.0, so that an endpoint that comes back is not met by all
//! of them at once.

use time::Duration;

/// After the first attempt, the second, …: three days and a few hours altogether.
const STEPS: [Duration; 9] = [
    Duration::seconds(5),
    Duration::minutes(5),
    Duration::minutes(30),
    Duration::hours(2),
    Duration::hours(5),
    Duration::hours(10),
    Duration::hours(14),
    Duration::hours(20),
    Duration::hours(24),
];
/// An endpoint may ask for more patience, but not for ever.
const MOST_ASKED: Duration = Duration::hours(24);
/// An endpoint that has failed for so long is told nothing more.
pub const GIVE_UP: Duration = Duration::days(5);

/// How long after this many attempts the next comes; `None`: that was the last. `random` shifts it by up to a fifth. `asked`: what the endpoint said
/// in `Retry-After`.
pub fn wait(attempts: i16, random: u64, asked: Option<Duration>) -> Option<Duration> {
    let step = *STEPS.get(usize::try_from(attempts).ok()?.checked_sub(1)?)?;
    // 800 to 1,200 thousandths.
    let thousandths: i32 = 800 + i32::try_from(random % 401).unwrap_or(200);
    let shifted: Duration = step * thousandths / 1_000_i32;
    Some(shifted.max(asked.unwrap_or(Duration::ZERO).min(MOST_ASKED)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_within_a_fifth() {
        for (n, step) in STEPS.iter().enumerate() {
            let attempts = i16::try_from(n + 1).unwrap();
            for random in [0, 200, 400, u64::MAX] {
                let wait = wait(attempts, random, None).unwrap();
                assert!(wait >= *step * 4 / 5 && wait <= *step * 6 / 5, "{attempts} {wait}");
            }
            assert_eq!(wait(attempts, 200, None), Some(*step));
        }
        assert_eq!((wait(10, 0, None), wait(0, 0, None)), (None, None));
    }

    #[test]
    fn what_the_endpoint_asks_for_holds_within_a_day() {
        assert_eq!(wait(1, 0, Some(Duration::minutes(1))), Some(Duration::minutes(1)));
        assert_eq!(wait(2, 200, Some(Duration::SECOND)), Some(Duration::minutes(5)));
        assert_eq!(wait(1, 0, Some(Duration::days(30))), Some(Duration::hours(24)));
    }
}
