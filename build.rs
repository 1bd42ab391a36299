//! Styles, scripts, icons and images become files with content-hash names, compressed once, embedded in the program.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use fontcull_klippa::{Plan, SubsetFlags, subset_font};
use fontcull_read_fonts::collections::IntSet;
use fontcull_skrifa::{FontRef, Tag};
use icondata_core::IconData;
use sha2::{Digest, Sha256};

/// Icons of Lucide (ISC, from the icondata_lu crate) by the name pages use.
const ICONS: &[(&str, &IconData)] = &[
    ("search", icondata_lu::LuSearch),
    ("passkey", icondata_lu::LuFingerprint),
    ("branding", icondata_lu::LuPalette),
    ("tenants", icondata_lu::LuBuilding2),
    ("defaults", icondata_lu::LuSlidersHorizontal),
    ("numbers", icondata_lu::LuHash),
    ("extensions", icondata_lu::LuPhone),
    ("agents", icondata_lu::LuHeadphones),
    ("upload", icondata_lu::LuUpload),
    ("visits", icondata_lu::LuEye),
    ("team", icondata_lu::LuUsers),
    ("flows", icondata_lu::LuWorkflow),
    ("voicemail", icondata_lu::LuVoicemail),
    ("devices", icondata_lu::LuSmartphone),
    ("trunks", icondata_lu::LuCable),
    ("contacts", icondata_lu::LuContact),
    ("recordings", icondata_lu::LuMic),
    ("jobs", icondata_lu::LuListTodo),
    ("health", icondata_lu::LuHeartPulse),
    ("transfers", icondata_lu::LuArrowRightLeft),
    ("download", icondata_lu::LuDownload),
    ("audit", icondata_lu::LuHistory),
    ("agencies", icondata_lu::LuStore),
    ("account", icondata_lu::LuUserRound),
    ("home", icondata_lu::LuLayoutDashboard),
    ("plus", icondata_lu::LuPlus),
    ("tick", icondata_lu::LuCheck),
    ("clock", icondata_lu::LuClock3),
    ("close", icondata_lu::LuX),
    ("menu", icondata_lu::LuMenu),
    ("warn", icondata_lu::LuTriangleAlert),
    ("stop", icondata_lu::LuBan),
    ("note", icondata_lu::LuInfo),
    ("analytics", icondata_lu::LuChartColumn),
    ("limits", icondata_lu::LuGauge),
    ("calls", icondata_lu::LuPhoneCall),
    ("usage", icondata_lu::LuChartPie),
    ("hooks", icondata_lu::LuWebhook),
    ("webhooks", icondata_lu::LuSend),
    ("keys", icondata_lu::LuKeyRound),
    ("rates", icondata_lu::LuTags),
    ("billing", icondata_lu::LuCreditCard),
    ("invoices", icondata_lu::LuReceiptText),
    ("plans", icondata_lu::LuLayers),
    ("letterhead", icondata_lu::LuStamp),
    ("mail", icondata_lu::LuMail),
    ("back", icondata_lu::LuChevronLeft),
    ("next", icondata_lu::LuChevronRight),
    ("mark-door", icondata_lu::LuDoorOpen),
    ("mark-wind", icondata_lu::LuWind),
    ("mark-mountain", icondata_lu::LuMountain),
];

fn main() -> io::Result<()> {
    for path in ["migrations", "style", "public", "locales", "src/mail/templates", ".sqlx"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?).join("assets");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    let mut table = String::from("pub static ASSETS: &[Asset] = &[\n");
    emit(&out, &mut table, "app.css", stylesheet()?.as_bytes())?;
    emit(&out, &mut table, "icons.svg", sprite().as_bytes())?;
    for file in sorted(Path::new("public"))? {
        if file.is_file() {
            let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
            emit(&out, &mut table, &name, &fs::read(&file)?)?;
        }
    }
    for (name, font) in fonts() {
        emit(&out, &mut table, &format!("{name}.ttf"), &subset(font, FIRST.chars())?)?;
        emit(&out, &mut table, &format!("{name}-rest.ttf"), &subset(font, rest().into_iter())?)?;
    }
    table.push_str("];\n");
    fs::write(out.join("table.rs"), table)
}

/// The files of `style/` in the order of their names, one after the other, without comments and indentation.
fn stylesheet() -> io::Result<String> {
    let mut css = String::new();
    for file in sorted(Path::new("style"))? {
        css.push_str(&fs::read_to_string(file)?);
    }
    while let Some(start) = css.find("/*") {
        let end = css[start..].find("*/").map_or(css.len(), |i| start + i + 2);
        css.replace_range(start..end, "");
    }
    Ok(css.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
}

fn sprite() -> String {
    let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\">");
    for (name, icon) in ICONS {
        let _ = write!(svg, "<symbol id=\"{name}\" viewBox=\"0 0 24 24\">{}</symbol>", icon.data);
    }
    svg.push_str("</svg>");
    svg
}

/// The faces an agency can choose, from the crates that carry them: Noto under the SIL Open Font License, DejaVu under Bitstream Vera's.
fn fonts() -> [(&'static str, &'static [u8]); 6] {
    [
        ("noto-sans-400", notosans::REGULAR_TTF),
        ("noto-sans-700", notosans::BOLD_TTF),
        ("dejavu-sans-400", dejavu::sans::regular()),
        ("dejavu-sans-700", dejavu::sans::bold()),
        ("dejavu-serif-400", dejavu::serif::regular()),
        ("dejavu-serif-700", dejavu::serif::bold()),
    ]
}

/// What English, German and Spanish are written with: the first file of a face.
const FIRST: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\u{a0}¡«·»¿ÁÄÉÍÑÓÖÚÜßáäéíñóöúü–—‘’‚“”„…€→";

/// What other names in Latin letters are written with, and what stands between words: loaded where a page has any of it.
fn rest() -> Vec<char> {
    let ranges = [0xa0..0x180, 0x2010..0x2028, 0x2030..0x203c, 0x20a0..0x20c0, 0x2190..0x2195, 0x2212..0x2214, 0x1e9e..0x1e9f];
    ranges.into_iter().flatten().filter_map(char::from_u32).filter(|c| !FIRST.contains(*c)).collect()
}

/// A face with these letters alone, without the hints that screens of today do not use.
fn subset(font: &[u8], letters: impl Iterator<Item = char>) -> io::Result<Vec<u8>> {
    let font = FontRef::new(font).map_err(io::Error::other)?;
    let unicodes: IntSet<u32> = letters.map(u32::from).collect();
    // Without pairs that are moved together (they weigh a third of it), what formulas need, and the date its maker's program wrote.
    let unwanted: IntSet<Tag> = [b"kern", b"MATH", b"FFTM"].into_iter().map(Tag::new).collect();
    let features = IntSet::<Tag>::empty();
    let plan = Plan::new(
        &IntSet::empty(),
        &unicodes,
        &font,
        SubsetFlags::SUBSET_FLAGS_NO_HINTING,
        &unwanted,
        &IntSet::all(),
        &features,
        &IntSet::empty(),
        &IntSet::empty(),
    );
    subset_font(&font, &plan).map_err(|error| io::Error::other(format!("{error:?}")))
}

fn emit(out: &Path, table: &mut String, name: &str, bytes: &[u8]) -> io::Result<()> {
    let hash: String = Sha256::digest(bytes).iter().take(6).map(|b| format!("{b:02x}")).collect();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let plain = out.join(name);
    let packed = out.join(format!("{name}.br"));
    fs::write(&plain, bytes)?;
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    writer.write_all(bytes)?;
    fs::write(&packed, writer.into_inner())?;
    let mime = match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ttf" => "font/ttf",
        _ => "application/octet-stream",
    };
    let _ = writeln!(
        table,
        "Asset {{ name: {name:?}, path: \"/assets/{stem}.{hash}.{extension}\", mime: {mime:?}, plain: include_bytes!({plain:?}), brotli: include_bytes!({packed:?}) }},"
    );
    Ok(())
}

fn sorted(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}
