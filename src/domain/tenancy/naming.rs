//! Names made from names: the slug and the SIP prefix.

/// `^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$`: a DNS label.
pub fn is_slug(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    (1..=63).contains(&bytes.len()) && bytes.iter().all(|&b| inner(b) || b == b'-') && inner(bytes[0]) && inner(bytes[bytes.len() - 1])
}

/// Two names are the same name if they differ only in case (and outer space, which is never stored).
pub fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// The slug a name suggests; `tenant` when it has no letter that could stand in one.
pub fn slug_from(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match ascii_base(c) {
            Some(base) => slug.push_str(base),
            None if c.is_ascii_alphanumeric() => slug.push(c),
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            None => {}
        }
    }
    slug.truncate(55);
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "tenant".to_owned() } else { slug.to_owned() }
}

/// The letters people write for the common accented ones.
fn ascii_base(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'à' | 'á' | 'â' | 'ã' | 'å' => "a",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' => "o",
        'ù' | 'ú' | 'û' => "u",
        'ý' | 'ÿ' => "y",
        '\'' | '’' => "",
        _ => return None,
    })
}

/// The SIP prefix a slug suggests: its first letters, three of them, as people abbreviate names.
pub fn sip_prefix_from(slug: &str) -> String {
    let mut letters = slug.chars().filter(char::is_ascii_alphanumeric);
    let first: String = letters.by_ref().take(1).collect();
    let rest: String = letters.collect();
    let consonants: String = rest.chars().filter(|c| !"aeiou".contains(*c)).take(2).collect();
    let tail = if consonants.len() == 2 { consonants } else { rest.chars().take(2).collect() };
    first + &tail
}

/// Text between the tags of an XML document (XML 1.0 §2.4).
pub(super) fn xml_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for good in ["a", "acme-corp", "0", "a-1", &"a".repeat(63)] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "a-", "Acme", "a b", "a_b", "ä", &"a".repeat(64)] {
            assert!(!is_slug(bad), "{bad}");
        }
        assert_eq!(slug_from("Acme Corp"), "acme-corp");
        assert_eq!(slug_from("  Müller & Söhne GmbH "), "mueller-soehne-gmbh");
        assert_eq!(slug_from("O’Neil's"), "oneils");
        assert_eq!(slug_from("日本"), "tenant");
        assert!(is_slug(&slug_from(&"x ".repeat(100))));
    }

    #[test]
    fn sip_prefixes_are_short() {
        assert_eq!(sip_prefix_from("tidewater-logistics"), "tdw");
        assert_eq!(sip_prefix_from("a"), "a");
        assert_eq!(sip_prefix_from("aeio"), "aei");
    }
}
