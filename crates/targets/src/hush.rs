//! What a server says, made fit to be shown: a server, a proxy or a database may repeat what it was sent, and with it the
//! secrets of this run. No word of theirs reaches a failure without having passed `Hush::masked`.

mod views;

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{PoisonError, RwLock};

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use realmform_kinds::secret::is_called;
use views::{View, views};

/// What stands in place of a secret.
const MASK: &str = "(secret)";
/// A part of a secret that is this long, in bytes, is masked: what quotes a secret may cut it anywhere.
const PART: usize = 8;
/// A secret of fewer bytes also stands within other words by chance: it is looked for as a word of its own.
const WORD: usize = 6;
/// More of what a server says is not looked at, and not shown.
const LONGEST: usize = 4096;

/// The secrets that a connection knows. Of the long ones it keeps hashes alone.
#[derive(Default)]
pub(crate) struct Hush(RwLock<Known>);

#[derive(Default)]
struct Known {
    /// Hashes of all the parts of long secrets.
    parts: HashSet<u64>,
    hasher: RandomState,
    /// Secrets that are shorter than a part.
    short: Vec<SecretString>,
}

impl std::fmt::Debug for Hush {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hush")
    }
}

impl Hush {
    /// With these secrets.
    pub(crate) fn of<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        let hush = Self::default();
        secrets.into_iter().for_each(|secret| hush.learn(secret.expose_secret()));
        hush
    }

    /// From now on, this is a secret, too.
    pub(crate) fn learn(&self, secret: &str) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let folded = secret.to_ascii_lowercase();
        if folded.len() < PART {
            let is_known = known.short.iter().any(|it| it.expose_secret() == folded);
            if !folded.is_empty() && !is_known {
                known.short.push(folded.into());
            }
            return;
        }
        let hashes: Vec<u64> = folded.as_bytes().windows(PART).map(|part| known.hasher.hash_one(part)).collect();
        known.parts.extend(hashes);
    }

    /// The same for all texts of a value.
    pub(crate) fn learn_all(&self, value: &Value) {
        match value {
            Value::String(text) => self.learn(text),
            Value::Array(items) => items.iter().for_each(|item| self.learn_all(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.learn_all(field)),
            _ => {}
        }
    }

    /// The same for the texts below keys that are called like a secret.
    pub(crate) fn learn_called(&self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.learn_called(item)),
            Value::Object(fields) => fields.iter().for_each(|(key, field)| match is_called(key) {
                true => self.learn_all(field),
                false => self.learn_called(field),
            }),
            _ => {}
        }
    }

    /// What was said without a secret, or a part of one, however it is written: as it is, escaped as in JSON or HTML,
    /// percent-encoded, in base64 (also within a longer text, such as `id:secret`), in hex, or one in the other.
    pub(crate) fn masked(&self, said: &str) -> String {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let said = &said[..said.floor_char_boundary(LONGEST)];
        let mut hidden = vec![false; said.len()];
        for view in views(said) {
            known.find(&view, &mut hidden);
        }
        let mut out = String::with_capacity(said.len());
        let mut was_hidden = false;
        for (at, letter) in said.char_indices() {
            let is_hidden = hidden[at..at + letter.len_utf8()].contains(&true);
            match (is_hidden, was_hidden) {
                (true, false) => out.push_str(MASK),
                (true, true) => {}
                (false, _) => out.push(letter),
            }
            was_hidden = is_hidden;
        }
        out
    }
}

impl Known {
    /// Marks what a view shows of secrets.
    fn find(&self, view: &View, hidden: &mut [bool]) {
        let folded: Vec<u8> = view.bytes.iter().map(u8::to_ascii_lowercase).collect();
        let mut hide = |from: usize, to: usize| {
            view.places[from..to].iter().for_each(|&(start, end)| hidden[start..end].fill(true));
        };
        if !self.parts.is_empty() {
            for (at, part) in folded.windows(PART).enumerate() {
                if self.parts.contains(&self.hasher.hash_one(part)) {
                    hide(at, at + PART);
                }
            }
        }
        for secret in &self.short {
            let secret = secret.expose_secret().as_bytes();
            for (at, _) in folded.windows(secret.len()).enumerate().filter(|(_, part)| *part == secret) {
                let is_word = |at: Option<usize>| {
                    !at.and_then(|at| folded.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric())
                };
                if secret.len() >= WORD || is_word(at.checked_sub(1)) && is_word(Some(at + secret.len())) {
                    hide(at, at + secret.len());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    const SECRETS: &[&str] = &[
        "s3cr3t",
        "Tr0ub4dor",
        "a \"quoted\"\\\n\tone/with+signs&ümlauts<%41>",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl",
    ];

    fn hex(text: &str) -> String {
        text.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    fn percent(text: &str) -> String {
        utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
    }

    fn form(text: &str) -> String {
        url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
    }

    fn json(text: &str) -> String {
        let json = serde_json::json!(text).to_string();
        json[1..json.len() - 1].to_owned()
    }

    fn ascii_json(text: &str) -> String {
        text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect()
    }

    fn html(text: &str) -> String {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;")
            .replace('/', "&#x2F;")
            .replace(' ', "&#32;")
    }

    fn base64(text: &str) -> String {
        STANDARD.encode(text)
    }

    fn base64_url(text: &str) -> String {
        URL_SAFE_NO_PAD.encode(text)
    }

    fn raw(text: &str) -> String {
        text.to_owned()
    }

    const WRITINGS: &[fn(&str) -> String] = &[raw, json, ascii_json, html, percent, form, hex, base64, base64_url];

    #[test]
    fn no_writing_of_a_secret_is_shown_nor_one_within_the_other() {
        for secret in SECRETS {
            let hush = Hush::of([&SecretString::from(*secret)]);
            for (first, inner) in WRITINGS.iter().enumerate() {
                for (second, outer) in WRITINGS.iter().enumerate() {
                    for before in ["", "id:", "ab:", "client_secret=", "{\"secret\":\""] {
                        let written = outer(&inner(&format!("{before}{secret}")));
                        let plain = outer(&inner(secret));
                        let shown = hush.masked(&format!("no: {written} !"));
                        let told = format!("{secret:?}, writings {first} and {second}, {before:?}: {shown}");
                        assert!(shown.starts_with("no: ") && shown.ends_with(" !"), "{told}");
                        assert!(shown.contains(MASK), "{told}");
                        assert!(!shown.contains(&plain), "{told}");
                    }
                }
            }
        }
    }

    #[test]
    fn no_part_of_eight_letters_is_shown_wherever_it_was_cut() {
        let secret = "Zq7-correct horse";
        let hush = Hush::of([&SecretString::from(secret)]);
        for from in 0..=secret.len() - PART {
            for to in from + PART..=secret.len() {
                for writing in WRITINGS {
                    let shown = hush.masked(&format!("<{}>", writing(&secret[from..to])));
                    assert!(shown.contains(MASK), "{from}..{to}: {shown}");
                }
            }
        }
        assert_eq!(hush.masked("near 'Zq7-correct ho'"), "near '(secret)'");
        let encoded = base64(&format!("my-client:{secret}"));
        for end in encoded.len() - 8..=encoded.len() {
            let shown = hush.masked(&encoded[..end]);
            assert!(shown.ends_with(MASK), "{shown}");
        }
    }

    #[test]
    fn what_is_no_secret_stays_readable() {
        let hush = Hush::of(["pw", "admin", "hunter2hunter2"].map(SecretString::from).iter());
        let said = "Client administrator already exists; spwn, cGFzc3dvcmQ= & %20 stay: Ünïcode \\u0041";
        assert_eq!(hush.masked(said), said);
        assert_eq!(hush.masked("user admin with pw, HUNTER2HUNTER2"), "user (secret) with (secret), (secret)");
        assert_eq!(Hush::default().masked("as it was"), "as it was");
    }

    #[test]
    fn what_a_body_calls_a_secret_is_one() {
        let hush = Hush::default();
        hush.learn_called(&serde_json::json!({"name": "A name of a shop", "config": [{"apiKey": ["hunter2hunter2"]}]}));
        assert_eq!(hush.masked("A name of a shop, hunter2hunter2"), "A name of a shop, (secret)");
    }

    #[test]
    fn words_without_end_are_cut_before_they_are_searched() {
        let hush = Hush::of([&SecretString::from("hunter2hunter2")]);
        assert_eq!(hush.masked(&"ü".repeat(1 << 20)).len(), LONGEST);
    }
}
