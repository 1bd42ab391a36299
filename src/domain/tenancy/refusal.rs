//! Why a picture is not taken.

/// Why a picture is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    TooLarge,
    TooManyPixels,
    NotAPicture,
    Broken,
    /// More than a picture: something else follows in the same file.
    Polyglot,
    /// An SVG with scripts, or with what leads elsewhere.
    ActiveSvg,
    /// An SVG of too many parts, or too deep.
    SvgTooComplex,
    /// Text in an SVG would need a font that is not here.
    SvgText,
    Empty,
}

impl Refusal {
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "picture_too_large",
            Self::TooManyPixels => "picture_too_many_pixels",
            Self::NotAPicture => "not_a_picture",
            Self::Broken => "picture_broken",
            Self::Polyglot => "picture_polyglot",
            Self::ActiveSvg => "svg_active",
            Self::SvgTooComplex => "svg_too_complex",
            Self::SvgText => "svg_text",
            Self::Empty => "picture_empty",
        }
    }
}
