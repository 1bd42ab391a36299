//! Search by the starts of words, through a table of tokens in code point order.

/// The words a tenant is found by, lower-cased: each word of its names and addresses, and the addresses whole.
pub fn search_tokens<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for text in texts {
        let text = text.to_lowercase();
        tokens.extend(words(&text).map(str::to_owned));
        if text.contains('@') {
            tokens.push(text);
        }
    }
    tokens.retain(|token| token.len() <= 254);
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// The terms of a search, at most five: all must match the start of a word.
pub fn search_terms(query: &str) -> Vec<String> {
    let query = query.trim().to_lowercase();
    let whole = query.contains('@') && !query.contains(|c: char| c.is_whitespace() || c.is_control());
    let terms: Vec<String> = if whole { vec![query] } else { words(&query).map(str::to_owned).collect() };
    terms.into_iter().take(5).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The smallest text above every text that starts with `prefix`, in code point order.
pub fn prefix_end(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searching_by_words() {
        let tokens = search_tokens(["Harbour & Finch Legal", "finance@harbourfinch.example"]);
        assert!(tokens.contains(&"finch".to_owned()));
        assert!(tokens.contains(&"finance@harbourfinch.example".to_owned()));
        assert_eq!(search_terms(" Harb  FIN "), ["harb", "fin"]);
        assert_eq!(search_terms("finance@harb"), ["finance@harb"]);
        assert!("harbour" >= "harb" && "harbour" < prefix_end("harb").as_str());
        assert!("hard" >= prefix_end("harb").as_str());
    }
}
