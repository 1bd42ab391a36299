//! Embedded files under names that carry their content's hash. `build.rs` makes the table, `server::assets` serves it.

pub struct Asset {
    pub name: &'static str,
    pub path: &'static str,
    pub mime: &'static str,
    pub plain: &'static [u8],
    pub brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets/table.rs"));

/// The address of an embedded file; its own name if there is none such, which a test would show as a 404.
pub fn path(name: &'static str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or(name, |asset| asset.path)
}
