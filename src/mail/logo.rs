//! The brand's logo in a mail: a part of the mail itself, so that nothing is loaded from anywhere when it is read.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::domain::Services;
use crate::domain::error::{Error, Result};
use crate::domain::tenancy::agencies;
use crate::domain::tenancy::branding::{Brand, BrandPicture};
use crate::domain::tenancy::picture::Tone;

/// The box it is fitted into, in CSS pixels.
const MOST_WIDTH: i32 = 240;
const MOST_HEIGHT: i32 = 32;

#[derive(Debug, Clone)]
pub struct Logo {
    pub png: Vec<u8>,
    hash: String,
    pub width: i32,
    pub height: i32,
    /// It is drawn in light colours, and mails are light.
    pub on_dark: bool,
}

impl Logo {
    /// The brand's, where it has one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load(services: &Services, brand: &Brand) -> Result<Option<Self>> {
        let Some(picture) = &brand.logo else { return Ok(None) };
        match agencies::picture(services, brand.agency, &picture.hash).await {
            Ok(png) => Ok(Some(Self::of(picture, png))),
            // It was replaced since the brand was read.
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn of(picture: &BrandPicture, png: Vec<u8>) -> Self {
        let (width, height) = fitted(picture.width, picture.height);
        Self { png, hash: picture.hash.clone(), width, height, on_dark: picture.tone == Tone::Light }
    }

    /// The name of its part (RFC 2392).
    pub fn content_id(&self) -> String {
        format!("{}@logo", self.hash)
    }

    /// Where the HTML of a mail finds it.
    pub fn attached(&self) -> String {
        format!("cid:{}", self.content_id())
    }

    /// The same inside of the HTML, for a preview.
    pub fn inside(&self) -> String {
        format!("data:image/png;base64,{}", BASE64_STANDARD.encode(&self.png))
    }
}

fn fitted(width: i32, height: i32) -> (i32, i32) {
    let (width, height) = (width.max(1), height.max(1));
    if width <= MOST_WIDTH && height <= MOST_HEIGHT {
        (width, height)
    } else if width * MOST_HEIGHT > height * MOST_WIDTH {
        (MOST_WIDTH, (height * MOST_WIDTH / width).max(1))
    } else {
        ((width * MOST_HEIGHT / height).max(1), MOST_HEIGHT)
    }
}

#[cfg(test)]
mod tests {
    use super::fitted;

    #[test]
    fn a_logo_keeps_its_shape_within_the_box() {
        for (size, fits) in [
            ((960, 240), (128, 32)),
            ((40, 10), (40, 10)),
            ((200, 10), (200, 10)),
            ((64, 64), (32, 32)),
            ((960, 20), (240, 5)),
            ((960, 60), (240, 15)),
            ((1, 240), (1, 32)),
        ] {
            assert_eq!(fitted(size.0, size.1), fits, "{size:?}");
        }
    }
}
