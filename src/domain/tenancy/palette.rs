//! White-label brand tokens: an agency gives one sRGB colour, this computes the eight the interface
//! uses. Shades are made in OKLCH, where a step of lightness looks the same in every hue; one that
//! falls outside sRGB gives up chroma. Each promise is then checked on the rounded 8-bit colour, and
//! a shade that breaks one moves in lightness until it keeps it: no brand colour is refused.

use std::{fmt, str::FromStr};

use palette::{FromColor, IntoColor, IsWithinBounds, LinSrgb, Oklch, Srgb, convert::FromColorUnclamped};
use serde::{Deserialize, Serialize};

/// Least contrast of text: WCAG 2.2, 1.4.3 Contrast (Minimum), level AA.
const TEXT: f64 = 4.5;
/// Least contrast of a fill or a focus ring: WCAG 2.2, 1.4.11 Non-text Contrast, level AA.
const SHAPE: f64 = 3.0;

const WHITE: HexColor = hex(0xffffff);
/// The neutrals of `look.css` a brand colour is seen on: page, sunk, raised.
const LIGHT: [HexColor; 3] = [WHITE, hex(0xf7f8f9), WHITE];
const DARK: [HexColor; 3] = [hex(0x131619), hex(0x0f1114), hex(0x1c2024)];
/// The neutral text seen on `accent_soft`: ink, ink-2.
const LIGHT_INKS: [HexColor; 2] = [hex(0x15191e), hex(0x49525c)];
const DARK_INKS: [HexColor; 2] = [hex(0xe7eaed), hex(0xaeb6be)];

/// An opaque sRGB colour written `#rrggbb`, strictly: the only form in which a brand colour is
/// accepted or stored, so that no CSS can be smuggled in with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HexColor {
    pub r: u8,
    pub g: u8,
    pub b: u8,
}

const fn hex(rgb: u32) -> HexColor {
    let [_, r, g, b] = rgb.to_be_bytes();
    HexColor { r, g, b }
}

/// The text was not `#` and six hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is # and six hexadecimal digits, as in #0b6390")]
pub struct NotHexColor;

impl FromStr for HexColor {
    type Err = NotHexColor;
    fn from_str(text: &str) -> Result<Self, NotHexColor> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6);
        // Digits only: the parser alone would also take a sign.
        let digits = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let rgb = digits.and_then(|d| u32::from_str_radix(d, 16).ok());
        rgb.map(hex).ok_or(NotHexColor)
    }
}

impl TryFrom<String> for HexColor {
    type Error = NotHexColor;
    fn try_from(text: String) -> Result<Self, NotHexColor> {
        text.parse()
    }
}

impl From<HexColor> for String {
    fn from(color: HexColor) -> Self {
        color.to_string()
    }
}

impl fmt::Display for HexColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

fn linear(c: HexColor) -> LinSrgb<f64> {
    Srgb::new(c.r, c.g, c.b).into_linear()
}

/// The contrast ratio of WCAG 2.x, 1 to 21, whichever colour is the lighter.
pub fn contrast(a: HexColor, b: HexColor) -> f64 {
    let luminance = |c: LinSrgb<f64>| 0.2126 * c.red + 0.7152 * c.green + 0.0722 * c.blue;
    let (a, b) = (luminance(linear(a)) + 0.05, luminance(linear(b)) + 0.05);
    a.max(b) / a.min(b)
}

fn reaches(c: HexColor, least: f64, behind: &[HexColor]) -> bool {
    behind.iter().all(|b| contrast(c, *b) >= least)
}

/// One token in both themes. Mail and paper use `light`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shade {
    pub light: HexColor,
    pub dark: HexColor,
}

/// The eight brand tokens, each with what it reaches in both themes for every colour there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Primary button, current mark, chart 1: 3:1 on page, sunk and raised (WCAG 2.2, 1.4.11).
    pub accent: Shade,
    /// `accent` hovered: a step darker in light (lighter if near black), lighter in dark.
    pub accent_strong: Shade,
    /// Text on `accent` and on `accent_strong`: 4.5:1 (WCAG 2.2, 1.4.3).
    pub on_accent: Shade,
    /// Links: 4.5:1 on page, sunk, raised and `accent_soft` (WCAG 2.2, 1.4.3).
    pub accent_ink: Shade,
    /// Selected row, current place: ink and ink-2 reach 4.5:1 on it (WCAG 2.2, 1.4.3).
    pub accent_soft: Shade,
    /// Chart 2, told from chart 1 by lightness as well as by place (WCAG 2.2, 1.4.1).
    pub accent_2: Shade,
    /// Chart 3, a further step of lightness away.
    pub accent_3: Shade,
    /// Focus: 3:1 on page, sunk and raised (WCAG 2.2, 1.4.11).
    pub ring: Shade,
}

impl Palette {
    /// The palette of a brand colour. In light the colour itself is `accent` if it can carry readable
    /// text and stand out from the page, otherwise the nearest darker lightness of it that does.
    pub fn from_primary(primary: HexColor) -> Palette {
        let (light, dark) = (light(primary), dark(Tone::of(primary).calm()));
        let shade = |i: usize| Shade { light: light[i], dark: dark[i] };
        Palette {
            accent: shade(0),
            accent_strong: shade(1),
            on_accent: shade(2),
            accent_ink: shade(3),
            accent_soft: shade(4),
            accent_2: shade(5),
            accent_3: shade(6),
            ring: shade(7),
        }
    }

    /// With the second and third chart colour from the brand's own secondary and accent colours, each moved in lightness until it can be told
    /// from its neighbours and from the page.
    pub fn of(primary: HexColor, secondary: Option<HexColor>, accent: Option<HexColor>) -> Palette {
        let mut palette = Palette::from_primary(primary);
        if let Some(accent) = accent {
            palette.accent_3 = palette.beside(accent, palette.accent_3, |p| [p.accent, p.accent]);
        }
        if let Some(secondary) = secondary {
            palette.accent_2 = palette.beside(secondary, palette.accent_2, |p| [p.accent, p.accent_3]);
        }
        if !palette.series_apart() {
            // The third gave way to nobody; the second of the primary colour stands between the two that are its own.
            palette.accent_3 = Palette::from_primary(primary).accent_3;
            palette.accent_2 =
                palette.beside(secondary.unwrap_or(primary), Palette::from_primary(primary).accent_2, |p| [p.accent, p.accent_3]);
        }
        palette
    }

    /// The nearest lightness of a colour that can be told from the others; what there was, where no lightness can.
    fn beside(&self, color: HexColor, otherwise: Shade, others: fn(&Palette) -> [Shade; 2]) -> Shade {
        let tone = Tone::of(color);
        let near = |others: [HexColor; 2], page: &[HexColor]| {
            let steps = (0..=128).flat_map(|i| [1.0, -1.0].map(|sign| tone.lch.l + sign * f64::from(i) / 128.0));
            let mut shades = std::iter::once(color).chain(steps.filter(|l| (0.0..=1.0).contains(l)).map(|l| tone.at(l, 1.0)));
            shades.find(|c| reaches(*c, 1.3, &others) && reaches(*c, 1.2, page))
        };
        let [a, b] = others(self);
        let light = near([a.light, b.light], &LIGHT).unwrap_or(otherwise.light);
        Shade { light, dark: near([a.dark, b.dark], &DARK).unwrap_or(otherwise.dark) }
    }

    fn series_apart(&self) -> bool {
        [self.accent.light, self.accent_3.light].iter().all(|c| contrast(self.accent_2.light, *c) >= 1.3)
            && [self.accent.dark, self.accent_3.dark].iter().all(|c| contrast(self.accent_2.dark, *c) >= 1.3)
    }

    /// The custom properties of `look.css`, as one line to serve in a stylesheet.
    pub fn css(&self) -> String {
        let set = |(name, s): (&str, Shade)| format!("--{name}:light-dark({},{})", s.light, s.dark);
        format!(":root{{{}}}", self.tokens().map(set).join(";"))
    }

    fn tokens(&self) -> [(&'static str, Shade); 8] {
        [
            ("accent", self.accent),
            ("accent-strong", self.accent_strong),
            ("on-accent", self.on_accent),
            ("accent-ink", self.accent_ink),
            ("accent-soft", self.accent_soft),
            ("accent-2", self.accent_2),
            ("accent-3", self.accent_3),
            ("ring", self.ring),
        ]
    }
}

fn light(primary: HexColor) -> [HexColor; 8] {
    let (tone, calm) = (Tone::of(primary), Tone::of(primary).calm());
    let [accent, strong, on_accent] = tone.light_fill(primary);
    let soft = calm.fit(0.956, 1.0, 0.14, |c| reaches(c, TEXT, &LIGHT_INKS));
    let l = Tone::of(accent).lch.l;
    let readable = |c: &HexColor| reaches(*c, TEXT, &LIGHT) && reaches(*c, TEXT, &[soft]);
    let ink = Some(accent).filter(readable).unwrap_or_else(|| tone.fit(l, 0.0, 1.0, |c| readable(&c)));
    let third = (l + 0.25).max(0.86);
    let second = calm.at(l + 0.54 * (third - l), 0.9);
    let ring = calm.fit(0.606 - 0.16 * tone.grey, 0.0, 1.08, |c| reaches(c, SHAPE, &LIGHT));
    [accent, strong, on_accent, ink, soft, second, calm.at(third, 0.45), ring]
}

fn dark(tone: Tone) -> [HexColor; 8] {
    // A grey has only its lightness to stand out by: it goes nearly white.
    let l = tone.lch.l.clamp(0.775 + 0.125 * tone.grey, 0.9);
    let on_accent = tone.at(0.232, 0.41);
    let carries = |c| reaches(c, TEXT, &[on_accent]);
    let accent = tone.fit(l, 1.0, 0.87, |c| carries(c) && reaches(c, SHAPE, &DARK));
    let l = Tone::of(accent).lch.l;
    let strong = tone.fit(l + 0.058, 1.0, 0.68, carries);
    let soft = tone.fit(0.275, 0.0, 0.32, |c| reaches(c, TEXT, &DARK_INKS));
    let ink = tone.fit(l + 0.03, 1.0, 0.79, |c| reaches(c, TEXT, &DARK) && reaches(c, TEXT, &[soft]));
    let second = tone.at(0.52 * l + 0.48 * 0.482, 0.93);
    [accent, strong, on_accent, ink, soft, second, tone.at(0.482, 0.75), accent]
}

/// What a brand's shades are made from.
#[derive(Clone, Copy)]
struct Tone {
    lch: Oklch<f64>,
    /// 1 for a grey, 0 for what has a hue to be known by.
    grey: f64,
}

impl Tone {
    fn of(color: HexColor) -> Self {
        let lch: Oklch<f64> = linear(color).into_color();
        let grey = (1.0 - (lch.chroma / 0.06).powi(2)).max(0.0);
        Self { lch, grey }
    }

    /// For shades that sit beside the brand colour: a neon one gives them no more than a vivid one.
    fn calm(mut self) -> Self {
        self.lch.chroma = self.lch.chroma.min(0.18);
        self
    }

    /// Another lightness of it, with a share of its chroma: as much of that as sRGB can show.
    fn at(self, lightness: f64, share: f64) -> HexColor {
        let l = lightness.clamp(0.0, 1.0);
        // Darkened at its own hue, yellow turns olive: it leans to amber instead, as pigment does.
        let yellow = 1.0 - (self.lch.hue.into_positive_degrees() - 105.0).abs() / 25.0;
        let hue = self.lch.hue - 60.0 * yellow.max(0.0) * (self.lch.l - l).clamp(0.0, 0.3);
        let linear = |chroma| LinSrgb::<f64>::from_color_unclamped(Oklch::new(l, chroma, hue));
        let wanted = self.lch.chroma * share;
        let (mut chroma, mut step) = (0.0, wanted);
        for _ in 0..16 {
            if chroma + step <= wanted && linear(chroma + step).is_within_bounds() {
                chroma += step;
            }
            step /= 2.0;
        }
        let [r, g, b] = Srgb::from_color(linear(chroma)).into_format().into();
        HexColor { r, g, b }
    }

    /// The first lightness from `start` to `end`, black or white, that keeps the promise.
    fn fit(self, start: f64, end: f64, share: f64, keeps: impl Fn(HexColor) -> bool) -> HexColor {
        let step = |i: i32| self.at(start + (end - start) * f64::from(i) / 128.0, share);
        (0..128).map(step).find(|c| keeps(*c)).unwrap_or_else(|| self.at(end, 0.0))
    }

    /// `accent`, `accent_strong` and `on_accent` in light.
    fn light_fill(self, given: HexColor) -> [HexColor; 3] {
        let near_black = self.calm().at(0.14, 0.17);
        let fill = |accent: HexColor, l: f64| {
            let choices = [(WHITE, if l < 0.25 { 0.3 } else { l - 0.076 }), (near_black, l - 0.05)];
            let mut choices = choices.map(|(text, l)| (text, self.at(l, 0.9))).into_iter();
            let stands = reaches(accent, SHAPE, &LIGHT);
            let fits = |(text, strong)| stands && reaches(text, TEXT, &[accent, strong]);
            choices.find(|c| fits(*c)).map(|(text, strong)| [accent, strong, text])
        };
        // A grey has no hue to keep, and a middle one looks disabled: the lighter, the darker it goes.
        let from = self.lch.l - self.grey * 1.6 * (self.lch.l - 0.57).max(0.0);
        // Only ever darker: what fails is too bright, and brightening washes a colour out.
        let mut darker = (0..=256).map(|i| from - f64::from(i) / 256.0);
        fill(given, self.lch.l).or_else(|| darker.find_map(|l| fill(self.at(l, 1.0), l))).unwrap_or([hex(0), hex(0x2e2e2e), WHITE])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The first promise the palette of a colour breaks.
    fn broken(primary: HexColor) -> Option<String> {
        let tokens = Palette::from_primary(primary).tokens();
        let light = (tokens.map(|(_, s)| s.light), LIGHT, LIGHT_INKS);
        let dark = (tokens.map(|(_, s)| s.dark), DARK, DARK_INKS);
        let mut rules = [light, dark].into_iter().flat_map(|(shades, page, inks)| {
            let [accent, strong, on, ink, soft, second, third, ring] = shades;
            [
                (on, TEXT, vec![accent, strong]),
                (ink, TEXT, [&page[..], &[soft]].concat()),
                (soft, TEXT, inks.to_vec()),
                (accent, SHAPE, page.to_vec()),
                (ring, SHAPE, page.to_vec()),
                // Seen apart: hovered from not, and one chart series from the next.
                (strong, 1.1, vec![accent]),
                (second, 1.3, vec![accent, third]),
            ]
        });
        let rule = rules.find(|(c, least, behind)| !reaches(*c, *least, behind));
        rule.map(|rule| format!("{primary}: {rule:?}"))
    }

    proptest! {
        #[test]
        fn every_colour_keeps_every_promise(rgb in 0_u32..=0xffffff) {
            prop_assert_eq!(broken(hex(rgb)), None);
        }

        #[test]
        fn nothing_but_six_digits_is_a_colour(text in "\\PC{0,9}|#[0-9a-fA-F]{6}[;} ]?|#[-+0-9a-f]{6}") {
            let digits = text.strip_prefix('#').filter(|d| d.len() == 6);
            let strict = digits.is_some_and(|d| d.chars().all(|c| c.is_ascii_hexdigit()));
            let read = text.parse::<HexColor>().map(String::from);
            prop_assert_eq!(read.ok(), strict.then(|| text.to_lowercase()));
        }
    }

    proptest! {
        #[test]
        fn series_can_be_told_apart_whatever_the_brand_says(a in 0_u32..=0xffffff, b in 0_u32..=0xffffff, c in 0_u32..=0xffffff) {
            let palette = Palette::of(hex(a), Some(hex(b)), Some(hex(c)));
            prop_assert!(palette.series_apart(), "{:?}", palette);
        }
    }

    #[test]
    fn a_secondary_colour_that_fits_is_kept() {
        let palette = Palette::of(hex(0x0b6390), Some(hex(0xe0a030)), None);
        assert_eq!(palette.accent_2.light, hex(0xe0a030));
        assert_eq!(palette.accent, Palette::from_primary(hex(0x0b6390)).accent);
    }

    #[test]
    fn the_corners_and_a_grid_keep_every_promise() {
        let level = |i: u32| i % 16 * 17;
        let grid = (0..4096).map(|i| hex(level(i >> 8) << 16 | level(i >> 4) << 8 | level(i)));
        assert_eq!(grid.filter_map(broken).next(), None);
    }

    #[test]
    fn it_comes_close_to_the_hand_made_palette() {
        let css = ":root{--accent:light-dark(#0b6390,#7ebee9);--accent-strong:light-dark(#004d73,#9ecff1);\
            --on-accent:light-dark(#ffffff,#07202f);--accent-ink:light-dark(#0b6390,#8dc7ef);\
            --accent-soft:light-dark(#e8f2f9,#182a36);--accent-2:light-dark(#60a1cd,#4e92be);\
            --accent-3:light-dark(#b6d6ed,#2f6485);--ring:light-dark(#358abd,#7ebee9)}";
        assert_eq!(Palette::from_primary(hex(0x0b6390)).css(), css);
    }

    #[test]
    fn hard_colours_look_meant() {
        // Given; then in light the fill, the fill hovered, the text on both; in dark the fill.
        let table = [
            (0x1a1a2e, [0x1a1a2e, 0x2b2c3f, 0xffffff, 0xcacbe3]),
            (0xffee00, [0xb28a00, 0xa07b00, 0x0e0800, 0xf2e256]),
            (0x00ff00, [0x00a700, 0x009600, 0x030c03, 0x93ed8c]),
            (0xff6600, [0xf46100, 0xdc5700, 0x130502, 0xff966a]),
            (0xff0000, [0xee0000, 0xc70000, 0xffffff, 0xff9384]),
            (0x000000, [0x000000, 0x2e2e2e, 0xffffff, 0xdedede]),
            (0x808080, [0x727272, 0x5c5c5c, 0xffffff, 0xdedede]),
            (0xffffff, [0x313131, 0x1e1e1e, 0xffffff, 0xdedede]),
        ];
        for (given, tokens) in table {
            let p = Palette::from_primary(hex(given));
            let [fill, hovered, text, ..] = p.tokens().map(|(_, s)| s.light);
            assert_eq!([fill, hovered, text, p.accent.dark], tokens.map(hex), "{given:06x}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(WHITE, hex(0)) - 21.0).abs() < 1e-9);
        assert!((contrast(hex(0x767676), WHITE) - 4.5422).abs() < 1e-4);
    }
}
