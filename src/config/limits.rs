use super::Reader;

/// How often a sign-in may be tried. `PORTICO_SIGN_IN_PER_PAIR` (5 a minute for one address and one account),
/// `PORTICO_SIGN_IN_PER_ADDRESS` (60 a minute), `PORTICO_SIGN_IN_PER_ACCOUNT` (1800 an hour); how often a new password may be asked for,
/// `PORTICO_RECOVERY_PER_ADDRESS` (3 an hour), `PORTICO_RECOVERY_PER_ACCOUNT` (1 an hour after the first 3).
#[derive(Debug, Clone, Copy)]
pub struct SignInLimits {
    pub per_pair_minute: u32,
    pub per_address_minute: u32,
    pub per_account_hour: u32,
    pub recovery_per_address_hour: u32,
    pub recovery_per_account_hour: u32,
}

/// How many times as much as its limits say the API grants. `PORTICO_API_RATE_SCALE` (1).
#[derive(Debug, Clone, Copy)]
pub struct ApiLimits {
    pub scale: u32,
}

impl ApiLimits {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self { scale: reader.parsed("PORTICO_API_RATE_SCALE", 1, "a number").max(1) }
    }
}

impl SignInLimits {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            per_pair_minute: reader.parsed("PORTICO_SIGN_IN_PER_PAIR", 5, "a number"),
            per_address_minute: reader.parsed("PORTICO_SIGN_IN_PER_ADDRESS", 60, "a number"),
            per_account_hour: reader.parsed("PORTICO_SIGN_IN_PER_ACCOUNT", 1800, "a number"),
            recovery_per_address_hour: reader.parsed("PORTICO_RECOVERY_PER_ADDRESS", 3, "a number"),
            recovery_per_account_hour: reader.parsed("PORTICO_RECOVERY_PER_ACCOUNT", 1, "a number"),
        }
    }
}
