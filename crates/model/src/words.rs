//! Words for messages: suggestions for misspelled words, articles and plurals.

/// The nearest of the known words, where one is near enough to be meant; the first of equals.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let length = word.chars().count();
    let far = (length / 3).max(1);
    known
        .into_iter()
        // A distance is at least the difference of the lengths, and takes much longer to work out.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= far)
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= far)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The end of a message: `; did you mean …?`, or nothing.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
}

/// `` `a`, `b` ``
pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// `a`, `a or b`, `a, b or c`.
pub fn one_of(choices: &[String]) -> String {
    match choices {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The word with its article: `a client`, `an organization`.
pub fn article(word: &str) -> String {
    let lower = word.to_lowercase();
    let sounds = lower.starts_with(['a', 'e', 'i', 'o']) || (lower.starts_with("un") && !lower.starts_with("uni"));
    format!("{} {word}", if sounds { "an" } else { "a" })
}

/// A number and its noun: `1 object`, `2 objects`, `2 policies`.
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {}", plural(noun)) }
}

/// The regular plural: `objects`, `policies`.
pub fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x']) || noun.ends_with("ch") || noun.ends_with("sh") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_goes_by_the_first_sound() {
        let words = ["client", "organization", "identityProvider", "action", "userFederation", "unit", "unknown kind"];
        assert_eq!(
            words.map(article),
            [
                "a client",
                "an organization",
                "an identityProvider",
                "an action",
                "a userFederation",
                "a unit",
                "an unknown kind"
            ]
        );
    }

    #[test]
    fn a_noun_agrees_with_its_number() {
        assert_eq!([0, 1, 2].map(|number| counted(number, "object")), ["0 objects", "1 object", "2 objects"]);
        assert_eq!(["policy", "key", "alias", "branch"].map(plural), ["policies", "keys", "aliases", "branches"]);
    }
}
