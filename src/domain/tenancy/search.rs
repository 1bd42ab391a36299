//! Search by the starts of words, through tables of tokens in code point order.

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::domain::Ctx;
use crate::domain::error::Result;

/// The words something is found by, lower-cased: each word of its names and addresses, and the addresses whole.
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

/// The words of a text.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The smallest text above every text that starts with `prefix`, in code point order.
pub fn prefix_end(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

/// Whose words are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    Tenants,
    /// Of all agencies, for the platform.
    TenantsEverywhere,
    /// Staff of the agency and people of its tenants.
    People,
}

/// How many rows of a word are counted to see which one is rare.
const FEW: i64 = 1_000;

impl Words {
    /// Put together from constants; every value is bound.
    ///
    /// The rarest word is read along its index, in order, until there are enough; what it finds is asked for the other words. Each of those
    /// found is counted by the first of its words alone.
    fn sql(self) -> String {
        let (table, id) = match self {
            Self::Tenants | Self::TenantsEverywhere => ("tenant_search_tokens", "subject_tenant_id"),
            Self::People => ("user_search_tokens", "user_id"),
        };
        let whose = if self == Self::TenantsEverywhere { "$1::uuid IS NOT NULL" } else { "t.agency_id = $1" };
        format!(
            "WITH words AS MATERIALIZED (
                 SELECT asked.term, asked.beyond, found.n FROM unnest($2::text[], $3::text[]) AS asked (term, beyond),
                 LATERAL (SELECT count(*) AS n FROM (SELECT 1 FROM {table} AS t WHERE {whose} AND t.token >= asked.term AND t.token < asked.beyond
                                                     LIMIT {FEW}) AS few) AS found),
             rarest AS MATERIALIZED (SELECT term, beyond FROM words ORDER BY n, term LIMIT 1)
             SELECT t.{id} FROM {table} AS t
             WHERE {whose} AND t.token >= (SELECT term FROM rarest) AND t.token < (SELECT beyond FROM rarest)
               AND (SELECT bool_and(EXISTS (SELECT 1 FROM {table} AS o WHERE o.agency_id = t.agency_id AND o.{id} = t.{id}
                                            AND o.token >= words.term AND o.token < words.beyond))
                    FROM words WHERE words.term <> (SELECT term FROM rarest)) IS NOT FALSE
               AND (SELECT true FROM {table} AS b WHERE b.agency_id = t.agency_id AND b.{id} = t.{id}
                    AND b.token >= (SELECT term FROM rarest) AND b.token < t.token LIMIT 1) IS NULL
             ORDER BY t.token, t.{id} LIMIT $4"
        )
    }
}

/// The first of those who have, for each term, a word that starts with it; in the order of the words.
pub(crate) async fn find(ctx: &mut Ctx, words: Words, terms: &[String], most: i64) -> Result<Vec<Uuid>> {
    let ends: Vec<String> = terms.iter().map(|term| prefix_end(term)).collect();
    let ids: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(words.sql()))
        .bind(ctx.scope().agency().uuid())
        .bind(terms.to_vec())
        .bind(ends)
        .bind(most)
        .fetch_all(ctx.db())
        .await?;
    Ok(ids)
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
