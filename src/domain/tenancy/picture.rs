//! Taking in a picture: what it is by its content, whether it is only that, and written anew as PNG, so that nothing of the file that came
//! is ever served (target UPL-1; ASVS 5.0 V5.2). SVG is drawn, never served.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader, Limits, RgbaImage, imageops::FilterType};

use super::refusal::Refusal;
use super::svg;

/// Largest file.
pub const MOST_BYTES: usize = 1024 * 1024;
/// Largest side in pixels.
const MOST_SIDE: u32 = 4_096;
/// What decoding may take: four bytes for each pixel of the largest, and some.
const MOST_MEMORY: u64 = 80 * 1024 * 1024;

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Stands in place of mark and name.
    Logo,
    /// Square, beside the name.
    Logomark,
    /// In the browser's tab.
    Favicon,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Logo, Self::Logomark, Self::Favicon];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Logo => "logo",
            Self::Logomark => "logomark",
            Self::Favicon => "favicon",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The box it is fitted into, in pixels: twice what the page shows and more.
    fn fits(self) -> (u32, u32) {
        match self {
            Self::Logo => (960, 240),
            Self::Logomark => (512, 512),
            Self::Favicon => (256, 256),
        }
    }
}

/// How a picture with transparent parts is drawn: what is dark is not seen on dark, what is light not on light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Dark,
    Light,
    Any,
}

impl Tone {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Any => "any",
        }
    }

    pub fn parse(text: &str) -> Self {
        match text {
            "dark" => Self::Dark,
            "light" => Self::Light,
            _ => Self::Any,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Picture {
    pub png: Vec<u8>,
    pub width: u32,
    pub height: u32,
    pub tone: Tone,
}

/// Takes some hundred milliseconds and, for the largest, some 80 MiB: call it off the request threads and one at a time.
///
/// # Errors
/// Why it is none we take.
pub fn take(bytes: &[u8], kind: Kind) -> Result<Picture, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    let (width, height) = kind.fits();
    let drawn = match format(bytes)? {
        Some(format) => raster(bytes, format, width, height)?,
        None => svg::draw(bytes, width, height)?,
    };
    let mut png = Vec::new();
    DynamicImage::ImageRgba8(drawn.clone()).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).map_err(|_| Refusal::Broken)?;
    let tone = tone(&drawn).ok_or(Refusal::Empty)?;
    Ok(Picture { png, width: drawn.width(), height: drawn.height(), tone })
}

/// By content; `None` is SVG.
fn format(bytes: &[u8]) -> Result<Option<ImageFormat>, Refusal> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return whole(bytes.ends_with(b"\0\0\0\0IEND\xae\x42\x60\x82") && png_is_whole(bytes), ImageFormat::Png);
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return whole(bytes.ends_with(b"\xff\xd9"), ImageFormat::Jpeg);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        let said = bytes.get(4..8).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes).unwrap_or_default();
        let length = u64::from(said) + 8;
        return whole(length == bytes.len() as u64, ImageFormat::WebP);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::NotAPicture)?.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("<?xml") || text.starts_with("<svg") || text.starts_with("<!--") { Ok(None) } else { Err(Refusal::NotAPicture) }
}

fn whole(whole: bool, format: ImageFormat) -> Result<Option<ImageFormat>, Refusal> {
    if whole { Ok(Some(format)) } else { Err(Refusal::Polyglot) }
}

/// The chunks follow each other to the end, and the first IEND is the last.
fn png_is_whole(bytes: &[u8]) -> bool {
    let mut at = 8;
    loop {
        let Some(length) = bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes) else { return false };
        let Some(kind) = bytes.get(at + 4..at + 8) else { return false };
        let next = at.saturating_add(12).saturating_add(length as usize);
        if kind == b"IEND" {
            return next == bytes.len();
        }
        at = next;
    }
}

fn raster(bytes: &[u8], format: ImageFormat, width: u32, height: u32) -> Result<RgbaImage, Refusal> {
    let reader = || {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut limits = Limits::default();
        limits.max_image_width = Some(MOST_SIDE);
        limits.max_image_height = Some(MOST_SIDE);
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits);
        reader
    };
    // The header alone, before anything is unpacked.
    let (w, h) = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().map_err(|_| Refusal::Broken)?;
    if w > MOST_SIDE || h > MOST_SIDE {
        return Err(Refusal::TooManyPixels);
    }
    let image = reader().decode().map_err(|error| match error {
        image::ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Broken,
    })?;
    Ok(if w > width || h > height { image.resize(width, height, FilterType::Lanczos3) } else { image }.into_rgba8())
}

/// `None` where there is nothing to see.
fn tone(image: &RgbaImage) -> Option<Tone> {
    let (mut weight, mut light, mut clear, mut all) = (0_u64, 0_u64, 0_u64, 0_u64);
    for pixel in image.pixels() {
        let [r, g, b, a] = pixel.0.map(u64::from);
        all += 1;
        clear += u64::from(a < 200);
        weight += a;
        light += a * (2126 * r + 7152 * g + 722 * b) / 10_000;
    }
    if weight < all {
        return None;
    }
    let mean = light / weight;
    Some(match () {
        () if clear * 20 < all => Tone::Any,
        () if mean < 110 => Tone::Dark,
        () if mean > 200 => Tone::Light,
        () => Tone::Any,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h40v10H0z" fill="#123456"/></svg>"##;

    fn encoded(format: ImageFormat, w: u32, h: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let image = DynamicImage::ImageRgb8(image::RgbImage::from_fn(w, h, |x, y| image::Rgb([x as u8, y as u8, 90])));
        image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn refused(bytes: impl AsRef<[u8]>) -> Option<Refusal> {
        take(bytes.as_ref(), Kind::Logo).err()
    }

    /// A PNG that says of itself what is not so: the header of one so large, with as good as nothing in it.
    fn png_header(w: u32, h: u32) -> Vec<u8> {
        let mut png = encoded(ImageFormat::Png, 2, 2);
        png[16..20].copy_from_slice(&w.to_be_bytes());
        png[20..24].copy_from_slice(&h.to_be_bytes());
        let sum = crc(&png[12..29]);
        png[29..33].copy_from_slice(&sum);
        png
    }

    /// Of a PNG's chunk (ISO 3309).
    fn crc(bytes: &[u8]) -> [u8; 4] {
        let rest = bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 })
        });
        (!rest).to_be_bytes()
    }

    #[test]
    fn every_format_becomes_png_and_fits() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let picture = take(&encoded(format, 1_200, 100), Kind::Logo).unwrap();
            assert_eq!((picture.width, picture.height, picture.tone), (960, 80, Tone::Any), "{format:?}");
            assert!(picture.png.starts_with(b"\x89PNG"));
        }
        let small = take(&encoded(ImageFormat::Png, 20, 20), Kind::Favicon).unwrap();
        assert_eq!((small.width, small.height), (20, 20), "nothing is blown up");
        let drawn = take(LOGO.as_bytes(), Kind::Logo).unwrap();
        assert_eq!((drawn.width, drawn.height), (960, 240));
    }

    #[test]
    fn what_a_file_says_beside_the_picture_is_gone() {
        let mut png = encoded(ImageFormat::Png, 8, 8);
        // A tEXt chunk before IEND.
        let text = b"GPSLatitude\0 53.3498";
        let mut chunk = (text.len() as u32).to_be_bytes().to_vec();
        chunk.extend(b"tEXt");
        chunk.extend(text);
        let sum = crc(&chunk[4..]);
        chunk.extend(sum);
        let end = png.len() - 12;
        png.splice(end..end, chunk);
        let taken = take(&png, Kind::Logo).unwrap();
        assert!(!taken.png.windows(3).any(|w| w == b"GPS"));
    }

    #[test]
    fn more_than_a_picture_is_none() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let mut bytes = encoded(format, 8, 8);
            bytes.extend(b"<script>alert(1)</script>");
            assert_eq!(refused(&bytes), Some(Refusal::Polyglot), "{format:?}");
            let mut zip = encoded(format, 8, 8);
            zip.extend(b"PK\x05\x06");
            zip.extend([0; 18]);
            assert_eq!(refused(&zip), Some(Refusal::Polyglot), "{format:?}");
        }
        // Another picture behind the first, so that the end looks right.
        let mut two = encoded(ImageFormat::Png, 8, 8);
        two.extend(encoded(ImageFormat::Png, 8, 8));
        assert_eq!(refused(&two), Some(Refusal::Polyglot));
    }

    #[test]
    fn size_is_known_before_anything_is_unpacked() {
        assert_eq!(refused(vec![0; MOST_BYTES + 1]), Some(Refusal::TooLarge));
        assert_eq!(refused(png_header(50_000, 50_000)), Some(Refusal::TooManyPixels));
        assert!(refused(png_header(u32::MAX, 1)).is_some());
        assert_eq!(refused(png_header(4_000, 4_000)), Some(Refusal::Broken), "says much and holds nothing");
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for nothing in ["", "hello", "%PDF-1.7", "<html></html>", "<!DOCTYPE html><svg></svg>", "GIF89a"] {
            assert_eq!(refused(nothing), Some(Refusal::NotAPicture), "{nothing}");
        }
        assert_eq!(refused("<?xml version=\"1.0\"?><html/>"), Some(Refusal::NotAPicture));
        assert_eq!(refused("<svg"), Some(Refusal::Broken));
        assert_eq!(refused(&encoded(ImageFormat::Png, 8, 8)[..60]), Some(Refusal::Polyglot));
        assert_eq!(refused(LOGO.replace("<path d=\"M0 0h40v10H0z\" fill=\"#123456\"/>", "")), Some(Refusal::Empty));
    }

    #[test]
    fn a_picture_knows_what_it_is_seen_on() {
        let tone_of = |color: &str| {
            let svg = LOGO.replace("#123456", color).replace("M0 0h40v10H0z", "M0 0h20v10H0z");
            take(svg.as_bytes(), Kind::Logo).unwrap().tone
        };
        assert_eq!((tone_of("#111"), tone_of("#fff"), tone_of("#2a8")), (Tone::Dark, Tone::Light, Tone::Any));
    }
}
