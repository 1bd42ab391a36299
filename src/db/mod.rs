//! Connections, the embedded cluster, migrations.

pub mod checkout;
pub mod constraint;
pub mod ear;
pub mod embedded;
pub mod migrator;
pub mod pool;
