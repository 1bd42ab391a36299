//! Which passwords are accepted, and how they are hashed and verified. Sources: NIST SP 800-63B-4
//! section 3.1.1.2 ("NIST"), OWASP ASVS 5.0 V6.2 ("ASVS"), OWASP Password Storage Cheat Sheet.
//!
//! A password is taken exactly as received (ASVS 6.2.8): not trimmed, cut or changed in case and,
//! deliberately, not normalised. NIST recommends NFC; without it an accented letter typed composed on
//! one device and decomposed on another does not match. No kind of character is required and any will
//! do (NIST, ASVS 6.2.5), NUL included: argon2 takes bytes with a length, nothing ends at a NUL.

use std::collections::BTreeSet;
use std::sync::Arc;

use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};
use argon2::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, password_hash};
use passwords::analyzer::is_common_password;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;
use zxcvbn::matching::patterns::MatchPattern;

use crate::domain::Error;

/// NIST and ASVS 6.2.9: at least 64 must be permitted. Longer ones are refused, never cut.
const MAX: usize = 256;
/// Shortest password where it is the only factor (NIST SP 800-63B-4), and where there is a second one.
pub const MIN_WITHOUT_SECOND_FACTOR: usize = 15;
pub const MIN_WITH_SECOND_FACTOR: usize = 8;
/// What zxcvbn is shown, as its work grows faster than the length: at 100, where it cuts by itself, a
/// password of all the signs it may read as letters took it a second.
const ESTIMATED: usize = 64;
/// Where zxcvbn's score 3 begins. Its `score()` asks for 5 guesses more, which leaves every random
/// password of 8 characters (rated at exactly 10^8) at score 2 and makes the true minimum 9.
const MIN_GUESSES: u64 = 100_000_000;
/// OWASP Password Storage Cheat Sheet: argon2id with m = 19456 KiB (19 MiB), t = 2, p = 1.
const COSTS: [u32; 3] = [19_456, 2, 1];
/// How long a caller waits for its turn before it is told [`HashError::Busy`].
const WAIT: std::time::Duration = std::time::Duration::from_secs(2);

/// Stands in for the hash of a user who does not exist, at the same costs; a match never counts.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$gggggggggggggggggggggg\
    $ggggggggggggggggggggggggggggggggggggggggggg";

/// Why a password was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    TooShort { min: usize },
    TooLong { max: usize },
    Common,
    Guessable,
    UsesKnownName,
}

impl PasswordProblem {
    /// The stable code of the problem, for the API and for translation.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::Common => "common",
            Self::Guessable => "guessable",
            Self::UsesKnownName => "uses_known_name",
        }
    }
}

/// What the rules depend on besides the password.
#[derive(Debug, Clone, Copy)]
pub struct PasswordContext<'a> {
    /// Whether a second factor is asked for at every sign-in with this password.
    pub second_factor: bool,
    /// Words an attacker would try first: agency, product and brand names, host, the user's name and
    /// e-mail address. Whole names and addresses will do; they are taken apart here.
    pub known_names: &'a [&'a str],
}

/// Checks a new password; not to be used at sign-in.
///
/// - At least 15 characters where the password is the only factor, 8 where a second one is asked for
///   (NIST; ASVS 6.2.1), in Unicode scalar values (NIST: each code point is one character).
/// - Not made mostly of known names (NIST: "context-specific words"; ASVS 6.2.11).
/// - Not common (NIST: blocklist; ASVS 6.2.4: top 3000; 6.2.12: breached ones). The lists are what two crates
///   embed: `passwords` has the 99,838 most common of many breaches, `zxcvbn` its own 30,000, with 30,000 words
///   of the English Wikipedia, 19,160 of film and television and 14,695 names. Few of all these have 15 or more
///   characters; there the estimate does the refusing.
/// - At least 10^8 guesses by zxcvbn's estimate, its score 3, of the first 64 characters.
///
/// Takes under a millisecond as a rule, a few for a long password, 0.4 s for a contrived one: call it
/// through `spawn_blocking` and only where the number of attempts is limited.
pub fn check(password: &str, context: &PasswordContext<'_>) -> Result<(), PasswordProblem> {
    use PasswordProblem::{Common, Guessable, TooLong, TooShort, UsesKnownName};
    let min = if context.second_factor { MIN_WITH_SECOND_FACTOR } else { MIN_WITHOUT_SECOND_FACTOR };
    match password.chars().take(MAX + 1).count() {
        length if length < min => return Err(TooShort { min }),
        length if length > MAX => return Err(TooLong { max: MAX }),
        _ => {}
    }
    let words = known_words(context.known_names);
    if is_mostly(password, &words) {
        return Err(UsesKnownName);
    }
    if is_common_password(password) || is_common_password(password.to_lowercase()) {
        return Err(Common);
    }
    let shown: String = password.chars().take(ESTIMATED).collect();
    let inputs: Vec<&str> = words.iter().map(String::as_str).collect();
    let estimate = zxcvbn::zxcvbn(&shown, &inputs);
    if estimate.guesses() >= MIN_GUESSES {
        return Ok(());
    }
    // One dictionary match over the whole: the password itself is listed, or is but for its case,
    // digits in place of letters or being backwards.
    let found = estimate.sequence().iter().map(|part| &part.pattern);
    Err(match found.collect::<Vec<_>>()[..] {
        [MatchPattern::Dictionary(it)] if words.contains(&it.matched_word) => UsesKnownName,
        [MatchPattern::Dictionary(_)] => Common,
        _ => Guessable,
    })
}

/// The names in lower case: each as given, with everything but letters and digits left out, and each
/// of its words. Fewer than 3 characters are not worth telling zxcvbn about.
fn known_words(names: &[&str]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for name in names.iter().map(|name| name.trim().to_lowercase()) {
        let parts = name.split(|c: char| !c.is_alphanumeric());
        words.insert(parts.clone().collect());
        words.extend(parts.map(str::to_owned));
        words.insert(name);
    }
    words.retain(|word| word.chars().count() >= 3);
    words
}

/// Whether a known word of at least 4 characters is in the password and fewer than 8 characters are
/// left beside all such words.
fn is_mostly(password: &str, words: &BTreeSet<String>) -> bool {
    let password = password.to_lowercase();
    let mut covered = vec![false; password.len()];
    for word in words.iter().filter(|word| word.chars().count() >= 4) {
        for (at, found) in password.match_indices(word.as_str()) {
            covered[at..at + found.len()].fill(true);
        }
    }
    let left = password.char_indices().filter(|(at, _)| !covered[*at]);
    covered.contains(&true) && left.count() < 8
}

/// Why a password could not be hashed or verified.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// All turns were taken for as long as a caller waits; to be answered with 429.
    #[error("too many passwords are being hashed")]
    Busy,
    #[error("password hashing failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Hashes and verifies passwords, a limited number at a time; clones share the limit.
#[derive(Debug, Clone)]
pub struct Hasher {
    turns: Arc<Semaphore>,
}

impl Hasher {
    /// `parallel`: how many may be hashed at a time, the number of cores; 0 counts as 1.
    pub fn new(parallel: usize) -> Self {
        let turns = Arc::new(Semaphore::new(parallel.clamp(1, Semaphore::MAX_PERMITS)));
        Self { turns }
    }

    /// Hashes with a fresh random salt to a PHC string.
    pub async fn hash(&self, pw: SecretString) -> Result<String, HashError> {
        let work = move || argon2()?.hash_password(pw.expose_secret().as_bytes());
        Ok(self.in_turn(work).await?.to_string())
    }

    /// Whether the password belongs to the stored PHC string. With `None`, for a user who does not
    /// exist, the same work is done and the answer is `false`: neither time nor result tells.
    pub async fn verify(&self, pw: SecretString, phc: Option<String>) -> Result<bool, HashError> {
        let work = move || {
            let hash = PasswordHash::new(phc.as_deref().unwrap_or(DUMMY))?;
            match argon2()?.verify_password(pw.expose_secret().as_bytes(), &hash) {
                Ok(()) => Ok(phc.is_some()),
                Err(password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error),
            }
        };
        self.in_turn(work).await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, password_hash::Error> + Send + 'static,
    ) -> Result<T, HashError> {
        let turn = tokio::time::timeout(WAIT, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or(HashError::Busy)?;
        let job = tokio::task::spawn_blocking(move || {
            let _turn = turn; // Held by the work: the caller may go away while it goes on.
            work()
        });
        let done = job.await.map_err(|e| HashError::Failed(e.into()))?;
        done.map_err(|e| HashError::Failed(e.into()))
    }
}

fn argon2() -> Result<Argon2<'static>, password_hash::Error> {
    let params = Params::new(COSTS[0], COSTS[1], COSTS[2], None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Whether a stored hash is weaker than one made now, or not one that can be read; to be asked after
/// a successful sign-in, when the password is at hand to hash again.
pub fn needs_rehash(stored: &str) -> bool {
    !PasswordHash::new(stored).is_ok_and(|hash| {
        let costs = Params::try_from(&hash).map(|p| [p.m_cost(), p.t_cost(), p.p_cost()]);
        costs.is_ok_and(|costs| costs.iter().zip(COSTS).all(|(stored, now)| *stored >= now))
            && hash.algorithm == ARGON2ID_IDENT
            && hash.version == Some(Version::V0x13.into())
            && hash.hash.is_some_and(|output| output.len() >= 32)
    })
}

/// Longest a refused sign-in has to wait when all hashing slots are taken (target P-12).
const RETRY_AFTER: std::time::Duration = std::time::Duration::from_secs(2);

impl From<HashError> for Error {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::RateLimited { retry_after: RETRY_AFTER },
            HashError::Failed(source) => Self::internal(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &str = "Harbour Voice|Portico|portal.example.com|Jane Doe|jane.doe@example.org";
    /// The code with a second factor, the code without one, and passwords parted by `|`.
    const SAMPLES: &str = "too_short too_short=|a|abc123|uBx7#qL|1234567|密码密码密码密|🦊🌵🎻🚲🧭🪁🍋
common too_short=password|Password1|P@ssw0rd|drowssap|iloveyou|trustno1|sunshine|football1|qwertyuiop[]
common common=qwerty123456789|1qaz2wsx3edc4rfv|passwordstandard|polniypizdec0211|1234567890qwerty|aaaaaaaaaaaaaaaa|passwordpassword
guessable too_short=19801224|december2024|Summer2024!|Welcome123!|aaaaaaaaaaaaaa
guessable guessable=abcdefghijklmnop|\
iloveyouiloveyou|letmeinletmein12|密码密码密码密码密码密码密码密|                |\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0
uses_known_name too_short=HarbourVoice!!|h4rb0urv01c3|janedoe1990|Portico#91xK|ExAmPlE.x9Qz
uses_known_name uses_known_name=harbourvoice2026|jane.doe@example.org|Portico2026portico
ok too_short=uBx7#qLp|r8Kw2zQv|Zq7!mPx2@Lw9#|山の上の古い時計が三時を打つ|🦊🌵🎻🚲🧭🪁🍋🛶
ok ok=correct horse battery staple|tulip anvil mosaic drift|9f2c1e7ab04d63588e1f|tab\tand\0nul between|\
контрабас и четыре вороны| leading and trailing space |harbour lanterns drift north|\
山の上の古い時計が三時を打つのを聞く|🦊🌵🎻🚲🧭🪁🍋🛶🥨🪴🎲🧵🪀🐙🧊";

    fn code(password: &str, second_factor: bool) -> &'static str {
        let known_names = &NAMES.split('|').collect::<Vec<_>>();
        #[rustfmt::skip]
        let context = PasswordContext { second_factor, known_names };
        check(password, &context).map_or_else(|problem| problem.code(), |()| "ok")
    }

    #[test]
    fn samples() {
        assert!(SAMPLES.split(['|', '\n']).count() >= 50);
        for line in SAMPLES.lines() {
            let (codes, passwords) = line.split_once('=').expect("=");
            let (with, alone) = codes.split_once(' ').expect("two codes");
            for password in passwords.split('|') {
                assert_eq!(code(password, true), with, "{password:?}");
                assert_eq!(code(password, false), alone, "{password:?}");
            }
        }
        let long = |n| -> String { "tulip anvil é".chars().cycle().take(n).collect() };
        let codes = [14, 15, 256, 257].map(|n| code(&long(n), false));
        assert_eq!(codes, ["too_short", "ok", "ok", "too_long"]);
    }

    #[tokio::test]
    async fn hashes_and_verifies_without_cutting() {
        let (hasher, long) = (Hasher::new(2), "é".repeat(255) + "\0a");
        let stored = hasher.hash(long.as_str().into()).await.expect("hash");
        let again = hasher.hash(long.as_str().into()).await.expect("hash");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && stored != again);
        for (tried, expected) in [(&*long, true), (&long[..511], false), (&long[..510], false)] {
            let answer = hasher.verify(tried.into(), Some(stored.clone())).await;
            assert_eq!(answer.expect("verify"), expected);
        }
        let unreadable = hasher.verify("a".into(), Some("plain".into())).await;
        assert!(matches!(unreadable, Err(HashError::Failed(_))));
        // A user who does not exist: the same parameters and lengths, and no error in the work.
        assert_eq!(DUMMY.rsplitn(3, '$').last(), stored.rsplitn(3, '$').last());
        assert_eq!(DUMMY.len(), stored.len());
        for phc in [None, Some(DUMMY.to_owned())] {
            assert!(matches!(hasher.verify("a".into(), phc).await, Ok(false)));
        }
    }

    #[test]
    fn rehash_when_weaker_or_unreadable() {
        let with = |from: &str, to: &str| needs_rehash(&DUMMY.replace(from, to));
        assert!(with("m=19456", "m=19455") && with("t=2", "t=1") && with("v=19", "v=16"));
        assert!(with("argon2id", "argon2i") && with("$v=19", "") && needs_rehash("plain"));
        assert!(!with("m=19456", "m=65536") && !with("t=2", "t=3") && !with("p=1", "p=2"));
    }

    #[tokio::test(start_paused = true)]
    async fn busy_after_two_seconds() {
        let (hasher, start) = (Hasher::new(0), tokio::time::Instant::now());
        let _turn = hasher.turns.acquire().await.expect("turn");
        let (a, b) = tokio::join!(hasher.hash("a".into()), hasher.verify("a".into(), None));
        assert!(matches!(a, Err(HashError::Busy)) && matches!(b, Err(HashError::Busy)));
        assert_eq!(start.elapsed().as_secs(), 2);
    }

    #[tokio::test]
    async fn work_keeps_its_turn_when_the_caller_goes_away() {
        let (hasher, (go, wait)) = (Hasher::new(1), std::sync::mpsc::channel::<()>());
        let caller = hasher.in_turn(move || Ok(wait.recv().is_ok()));
        tokio::select! { biased; _ = caller => unreachable!(), () = std::future::ready(()) => {} }
        assert_eq!(hasher.turns.available_permits(), 0);
        drop(go);
        assert!(hasher.hash("a".into()).await.is_ok());
    }
}
