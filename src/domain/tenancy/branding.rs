//! The brand an agency shows: everything a page or a mail needs, and nothing that names the platform.

use super::palette::{HexColor, Palette};
use super::picture::Tone;
use crate::domain::ids::AgencyId;
use crate::language::Language;

/// Read once per host and shared by requests.
#[derive(Debug, Clone)]
pub struct Brand {
    pub agency: AgencyId,
    pub slug: String,
    /// Its own host name, once that is active.
    pub domain: Option<String>,
    pub name: String,
    /// Which mark stands beside the name: the key of a drawn one, or `monogram` for the first letter.
    pub mark: String,
    pub color: HexColor,
    pub palette: Palette,
    pub font: Font,
    /// In place of mark and name.
    pub logo: Option<BrandPicture>,
    /// In place of the mark.
    pub logomark: Option<BrandPicture>,
    pub favicon: Option<BrandPicture>,
    pub mail_from: Option<String>,
    /// An operator stands for it.
    pub mail_from_vouched: bool,
    /// Where answers to mails go; without it to the support address.
    pub reply_to: Option<String>,
    pub support_email: Option<String>,
    pub support_url: Option<String>,
    /// Words under the sign-in form.
    pub sign_in_text: Option<String>,
    /// ISO 4217; every amount of the agency is in it.
    pub currency: String,
    /// What is read by whoever chose nothing and asks for nothing we have.
    pub language: Language,
    pub is_platform: bool,
}

/// A picture of the brand, under an address that changes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrandPicture {
    pub hash: String,
    pub width: i32,
    pub height: i32,
    pub tone: Tone,
}

impl Brand {
    /// The address that mails come from through the platform's server: the agency's own where an operator stands for it, or its domain does.
    pub fn sender(&self) -> Option<&str> {
        let own_domain = |address: &str| address.rsplit('@').next().is_some_and(|domain| self.domain.as_deref() == Some(domain));
        self.mail_from.as_deref().filter(|address| self.mail_from_vouched || own_domain(address))
    }
}

impl BrandPicture {
    pub fn path(&self) -> String {
        format!("/brand/{}.png", self.hash)
    }
}

/// A face that needs nothing from elsewhere: the device's own, or one we carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Font {
    #[default]
    System,
    Serif,
    Rounded,
    NotoSans,
    DejavuSans,
    DejavuSerif,
}

impl Font {
    pub const ALL: [Self; 6] = [Self::System, Self::Serif, Self::Rounded, Self::NotoSans, Self::DejavuSans, Self::DejavuSerif];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Serif => "serif",
            Self::Rounded => "rounded",
            Self::NotoSans => "noto-sans",
            Self::DejavuSans => "dejavu-sans",
            Self::DejavuSerif => "dejavu-serif",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|font| font.as_str() == text)
    }

    /// The value of CSS's `font-family`, most wanted first.
    pub fn family(self) -> &'static str {
        match self {
            Self::System => "",
            Self::Serif => "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, Georgia, serif",
            Self::Rounded => {
                "ui-rounded, 'Hiragino Maru Gothic ProN', Quicksand, Comfortaa, Manjari, 'Arial Rounded MT', Calibri, sans-serif"
            }
            Self::NotoSans => "'Noto Sans', system-ui, sans-serif",
            Self::DejavuSans => "'DejaVu Sans', Verdana, sans-serif",
            Self::DejavuSerif => "'DejaVu Serif', Georgia, serif",
        }
    }

    /// The embedded files of its regular and bold face, where it has them: of each the usual letters and the rest (`build.rs`).
    pub fn files(self) -> Option<[[&'static str; 2]; 2]> {
        match self {
            Self::System | Self::Serif | Self::Rounded => None,
            Self::NotoSans => Some([["noto-sans-400.ttf", "noto-sans-400-rest.ttf"], ["noto-sans-700.ttf", "noto-sans-700-rest.ttf"]]),
            Self::DejavuSans => {
                Some([["dejavu-sans-400.ttf", "dejavu-sans-400-rest.ttf"], ["dejavu-sans-700.ttf", "dejavu-sans-700-rest.ttf"]])
            }
            Self::DejavuSerif => {
                Some([["dejavu-serif-400.ttf", "dejavu-serif-400-rest.ttf"], ["dejavu-serif-700.ttf", "dejavu-serif-700-rest.ttf"]])
            }
        }
    }
}

/// The letters of the first file of a face, as `build.rs` has them.
const USUAL: &str = "U+20-7E,U+A0-A1,U+AB,U+B7,U+BB,U+BF,U+C1,U+C4,U+C9,U+CD,U+D1,U+D3,U+D6,U+DA,U+DC,U+DF,U+E1,U+E4,U+E9,U+ED,\
                     U+F1,U+F3,U+F6,U+FA,U+FC,U+2013-2014,U+2018-201A,U+201C-201E,U+2026,U+20AC,U+2192";

impl Brand {
    /// The letter of the monogram.
    pub fn initial(&self) -> String {
        self.name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string()).unwrap_or_default()
    }

    /// What its stylesheet says: the tokens of its colours, and its face.
    pub fn css(&self, asset: impl Fn(&'static str) -> &'static str) -> String {
        let mut css = self.palette.css();
        let name = self.font.family().split(',').next().unwrap_or_default();
        for ([usual, rest], weight) in self.font.files().into_iter().flatten().zip([400, 700]) {
            // Where both could, the later one draws.
            for (file, range) in [(rest, "U+A0-17F,U+1E9E,U+2010-2213"), (usual, USUAL)] {
                css.push_str(&format!(
                    "@font-face{{font-family:{name};font-weight:{weight};font-display:swap;src:url({});unicode-range:{range}}}",
                    asset(file)
                ));
            }
        }
        if !self.font.family().is_empty() {
            css.push_str(&format!(":root{{--sans:{}}}", self.font.family()));
        }
        css
    }

    /// The mark as a drawing of its own, for the browser's tab: letters in the brand's colours.
    pub fn icon_svg(&self) -> String {
        let (fill, ink) = (self.palette.accent.light, self.palette.on_accent.light);
        let initial = crate::domain::tenancy::naming::xml_escaped(&self.initial());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"7\" fill=\"{fill}\"/>\
             <text x=\"16\" y=\"23\" font-family=\"system-ui,sans-serif\" font-size=\"20\" font-weight=\"600\" text-anchor=\"middle\" fill=\"{ink}\">{initial}</text></svg>"
        )
    }
}
