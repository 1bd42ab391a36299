//! Drawing an SVG that is only a drawing: nothing that runs, nothing that leads outside the file, and no more of it than a logo needs.

use std::collections::HashMap;

use image::RgbaImage;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use resvg::usvg::{self, Tree};

use super::refusal::Refusal;

/// Parts of the file.
const MOST_NODES: u32 = 100_000;
/// Elements, with what `use` repeats.
const MOST_ELEMENTS: u64 = 20_000;
/// Elements within elements; what reads them further on calls itself for each.
const MOST_DEPTH: u32 = 32;

/// Draws an SVG that is only a drawing.
pub(super) fn draw(bytes: &[u8], width: u32, height: u32) -> Result<RgbaImage, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::NotAPicture)?.trim_start_matches('\u{feff}');
    // No DTD, so no entities either.
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        usvg::roxmltree::Error::DtdDetected => Refusal::ActiveSvg,
        usvg::roxmltree::Error::NodesLimitReached => Refusal::SvgTooComplex,
        _ => Refusal::Broken,
    })?;
    if !document.root_element().has_tag_name(("http://www.w3.org/2000/svg", "svg")) {
        return Err(Refusal::NotAPicture);
    }
    for node in document.root_element().descendants().filter(Node::is_element) {
        harmless(node)?;
    }
    if repeated(&document) > MOST_ELEMENTS {
        return Err(Refusal::SvgTooComplex);
    }
    let tree = Tree::from_xmltree(&document, &usvg::Options::default()).map_err(|_| Refusal::Broken)?;
    let size = tree.size();
    let scale = (width as f32 / size.width()).min(height as f32 / size.height());
    let side = |of: f32, most: u32| ((of * scale).round().max(1.0) as u32).min(most);
    let (w, h) = (side(size.width(), width), side(size.height(), height));
    let mut pixels = Pixmap::new(w, h).ok_or(Refusal::Broken)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    RgbaImage::from_raw(w, h, pixels.take_demultiplied()).ok_or(Refusal::Broken)
}

/// Nothing that runs, and nothing that leads outside the file.
fn harmless(node: Node<'_, '_>) -> Result<(), Refusal> {
    match node.tag_name().name().to_ascii_lowercase().as_str() {
        "script" | "foreignobject" | "iframe" | "object" | "embed" | "image" | "feimage" | "animate" | "animatetransform"
        | "animatemotion" | "set" | "handler" | "a" => return Err(Refusal::ActiveSvg),
        "text" | "tspan" | "textpath" => return Err(Refusal::SvgText),
        // A few letters of it can ask for any amount of work on every pixel; so can the attribute, and the property in a style.
        name if name == "filter" || name.starts_with("fe") => return Err(Refusal::SvgTooComplex),
        "style" if node.children().filter_map(|child| child.text()).any(leads_out) => return Err(Refusal::ActiveSvg),
        "style" if node.children().filter_map(|child| child.text()).any(filters) => return Err(Refusal::SvgTooComplex),
        _ => {}
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name().to_ascii_lowercase(), attribute.value().trim());
        if name.starts_with("on") || leads_out(value) || (name == "href" && !value.starts_with('#')) {
            return Err(Refusal::ActiveSvg);
        }
        if name == "filter" || name == "style" && filters(value) {
            return Err(Refusal::SvgTooComplex);
        }
    }
    Ok(())
}

fn filters(css: &str) -> bool {
    css.to_ascii_lowercase().contains("filter")
}

fn leads_out(css: &str) -> bool {
    let css = css.to_ascii_lowercase();
    let elsewhere = css.split("url(").skip(1).any(|rest| !rest.trim_start_matches(['"', '\'', ' ']).starts_with('#'));
    elsewhere || css.contains("@import") || css.contains("javascript:")
}

/// How many elements are drawn once every `use` stands for what it repeats.
fn repeated(document: &Document<'_>) -> u64 {
    fn count(node: Node<'_, '_>, ids: &HashMap<&str, Node<'_, '_>>, known: &mut HashMap<u32, u64>, depth: u32) -> u64 {
        if depth > MOST_DEPTH {
            return MOST_ELEMENTS + 1;
        }
        if let Some(n) = known.get(&node.id().get()) {
            return *n;
        }
        let used = node.has_tag_name(("http://www.w3.org/2000/svg", "use"));
        let target = node.attributes().find(|a| a.name() == "href").and_then(|a| ids.get(a.value().trim_start_matches('#')));
        let there = target.filter(|_| used).map_or(0, |target| count(*target, ids, known, depth + 1));
        let inside: u64 =
            node.children().filter(Node::is_element).map(|child| count(child, ids, known, depth + 1)).fold(0, u64::saturating_add);
        let all = inside.saturating_add(there).saturating_add(1);
        known.insert(node.id().get(), all);
        all
    }
    let ids: HashMap<&str, Node<'_, '_>> = document.descendants().filter_map(|node| Some((node.attribute("id")?, node))).collect();
    count(document.root_element(), &ids, &mut HashMap::new(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tenancy::picture::{self, Kind};

    const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h40v10H0z" fill="#123456"/></svg>"##;

    fn svg(inside: &str) -> String {
        LOGO.replace("<path", &format!("{inside}<path"))
    }

    fn refused(svg: impl AsRef<str>) -> Option<Refusal> {
        picture::take(svg.as_ref().as_bytes(), Kind::Logo).err()
    }

    /// Four billion octaves of turbulence on every pixel would never end.
    #[test]
    fn an_svg_that_asks_for_endless_work_is_refused() {
        let noise = r##"<filter id="f"><feTurbulence numOctaves="4000000000" baseFrequency=".1"/></filter><rect filter="url(#f)" width="9" height="9"/>"##;
        assert_eq!(refused(svg(noise)), Some(Refusal::SvgTooComplex));
        for filter in
            ["<feTurbulence/>", "<g filter=\"blur(900)\"/>", "<g style=\"Filter: blur(900)\"/>", "<style>g { filter: blur(900) }</style>"]
        {
            assert_eq!(refused(svg(filter)), Some(Refusal::SvgTooComplex), "{filter}");
        }
    }

    #[test]
    fn an_svg_that_does_something_is_refused() {
        for inside in [
            "<script>alert(1)</script>",
            "<SCRIPT>alert(1)</SCRIPT>",
            "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"/></foreignObject>",
            "<g onload=\"alert(1)\"/>",
            "<image href=\"http://169.254.169.254/\"/>",
            "<image href=\"data:image/png;base64,AAAA\"/>",
            "<use href=\"https://evil.example/x.svg#a\"/>",
            "<use xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"file:///etc/passwd\"/>",
            "<a href=\"javascript:alert(1)\"/>",
            "<style>@import url(https://evil.example/x.css);</style>",
            "<rect style=\"fill:url(https://evil.example/x)\"/>",
            "<rect fill=\"URL( 'http://evil.example' )\"/>",
            "<animate attributeName=\"href\" to=\"javascript:alert(1)\"/>",
        ] {
            assert_eq!(refused(svg(inside)), Some(Refusal::ActiveSvg), "{inside}");
        }
        let entities = LOGO.replace("<svg", "<!-- x --><!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><svg");
        assert_eq!(refused(entities), Some(Refusal::ActiveSvg));
        assert_eq!(refused(svg("<text>Northwind</text>")), Some(Refusal::SvgText));
        let inner = svg("<defs><linearGradient id=\"g\"/></defs><rect fill=\"url(#g)\" width=\"1\" height=\"1\"/><use href=\"#g\"/>");
        assert_eq!(refused(inner), None, "what stays within the file is a drawing");
    }

    #[test]
    fn an_svg_that_repeats_itself_is_refused() {
        let mut levels = String::from("<g id=\"l0\"><path d=\"M0 0h1v1z\"/></g>");
        for n in 1..12 {
            let uses = format!("<use href=\"#l{}\"/>", n - 1).repeat(10);
            levels.push_str(&format!("<g id=\"l{n}\">{uses}</g>"));
        }
        assert_eq!(refused(svg(&levels)), Some(Refusal::SvgTooComplex));
        assert_eq!(refused(svg("<g id=\"a\"><use href=\"#a\"/></g>")), Some(Refusal::SvgTooComplex), "a circle");
        // As deep as a file can be: no stack is as high.
        let deep = format!("{}{}", "<g>".repeat(80_000), "</g>".repeat(80_000));
        assert_eq!(refused(svg(&deep)), Some(Refusal::SvgTooComplex));
        assert_eq!(refused(svg(&"<g/>".repeat(150_000))), Some(Refusal::SvgTooComplex));
    }
}
