//! A server's words on what went wrong may repeat what was sent: a debug page of a proxy shows the whole request. Words that
//! repeat a secret are not shown.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use reqwest::header::LOCATION;
use secrecy::ExposeSecret;
use serde_json::Value;

use super::answer::Heard;
use super::trouble;
use crate::keycloak::settings::Credentials;
use realmform_kinds::secret::is_called;

/// What is shown in the place of such words.
const NOT_SHOWN: &str = "its message repeats a secret of the request, and is not shown";
/// A shorter text is found by chance.
const SHORTEST: usize = 4;
/// So many letters of a longer secret are enough to know it again.
const PART: usize = 8;

/// What was sent of secrets.
#[derive(Default)]
pub(super) struct Sent<'a>(Vec<&'a str>);

impl<'a> Sent<'a> {
    pub(super) fn with(mut self, secret: &'a str) -> Self {
        self.0.push(secret);
        self
    }

    pub(super) fn with_credentials(self, credentials: &'a Credentials) -> Self {
        self.with(match credentials {
            Credentials::Client { secret, .. } => secret.expose_secret(),
            Credentials::User { password, .. } => password.expose_secret(),
        })
    }

    /// The values below keys that are called like a secret.
    pub(super) fn with_body(mut self, body: &'a Value) -> Self {
        self.collect(body, false);
        self
    }

    fn collect(&mut self, value: &'a Value, is_secret: bool) {
        match value {
            Value::Object(entries) => {
                // An entry of credentials or of a component may say its name beside it.
                entries.iter().for_each(|(key, value)| self.collect(value, is_secret || is_called(key)));
            }
            Value::Array(items) => items.iter().for_each(|item| self.collect(item, is_secret)),
            Value::String(text) if is_secret => self.0.push(text),
            _ => {}
        }
    }

    /// Takes the words out of an answer that is no success, if they repeat one of these, also in part or encoded.
    pub(super) fn hide_in(&self, heard: &mut Heard) {
        if heard.status.is_success() {
            return;
        }
        if self.is_in(&trouble::words(&heard.text)) {
            heard.text = NOT_SHOWN.to_owned();
        }
        let is_told = |to: &str| self.is_in(to);
        if heard.headers.get(LOCATION).and_then(|to| to.to_str().ok()).is_some_and(is_told) {
            heard.headers.remove(LOCATION);
        }
    }

    fn is_in(&self, words: &str) -> bool {
        let spelt = [words.to_owned(), without_percents(words), without_escapes(words)];
        let lower = words.to_ascii_lowercase();
        self.0.iter().filter(|secret| secret.len() >= SHORTEST).any(|secret| {
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            spelt.iter().any(|words| has_part(words, secret, PART))
                || has_part(&lower, &hex, 2 * PART)
                || (0..3).any(|skipped| {
                    let bytes = secret.as_bytes().get(skipped..).unwrap_or_default();
                    // The last letters depend on what follows.
                    let encoded = |text: String| text[..text.len().saturating_sub(2)].to_owned();
                    [STANDARD_NO_PAD.encode(bytes), URL_SAFE_NO_PAD.encode(bytes)]
                        .map(encoded)
                        .iter()
                        .any(|text| text.len() >= SHORTEST && has_part(words, text, PART + 2))
                })
        })
    }
}

/// Whether the words have the text, or so many letters of it in a row.
fn has_part(words: &str, text: &str, part: usize) -> bool {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    if letters.len() <= part {
        return words.contains(text);
    }
    (0..=letters.len() - part).any(|from| {
        let start = letters[from].0;
        let end = letters.get(from + part).map_or(text.len(), |(at, _)| *at);
        words.contains(&text[start..end])
    })
}

fn without_percents(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| *byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(match (code, byte) {
            (Some(code), _) => code,
            (None, b'+') => b' ',
            (None, byte) => *byte,
        });
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

fn without_escapes(text: &str) -> String {
    serde_json::from_str(&format!("\"{text}\"")).unwrap_or_else(|_| {
        let (mut plain, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('\\') {
            plain.push_str(before);
            let code = after.strip_prefix('u').and_then(|after| after.get(..4));
            match code.and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?)) {
                Some(letter) => {
                    plain.push(letter);
                    rest = &after[5..];
                }
                None => {
                    // An escaped backslash is one letter.
                    let letter = after.chars().next();
                    plain.extend(letter);
                    rest = &after[letter.map_or(0, char::len_utf8)..];
                }
            }
        }
        plain + rest
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_that_repeat_a_secret_are_known_however_it_is_spelt() {
        let secret = "p\"ä/ss wörd-CANARY+1";
        let body =
            json!({"clientId": "shop", "config": [{"apiKey": [secret]}], "secret": "ab", "name": "A name of a shop"});
        let sent = Sent::default().with("eyJhbGciOiJSUzI1NiJ9.token").with_body(&body);
        let hex: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
        let percent: String = secret.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let escaped = secret.replace('/', "\\/").replace('"', "\\\"").replace('ä', "\\u00e4");
        for words in [
            format!("no: {secret}"),
            format!("no: {}", json!(secret)),
            format!("no: {escaped} and \"more"),
            format!("no: {hex}."),
            format!("no: {percent}."),
            format!("no: secret={form}&x=1"),
            format!("no: {}", STANDARD_NO_PAD.encode(secret)),
            format!("no: {}", STANDARD_NO_PAD.encode(format!("x:{secret}"))),
            format!("no: {}", URL_SAFE_NO_PAD.encode(format!("ab:{secret}:cd"))),
            format!("no: {}…", secret.chars().take(10).collect::<String>()),
            "Bearer eyJhbGciOiJS".to_owned(),
        ] {
            assert!(sent.is_in(&words), "{words}");
        }
        for words in ["Client shop already exists", "A name of a shop is too long", "ab", "", "%", "%zz \\u12"] {
            assert!(!sent.is_in(words), "{words}");
        }
    }
}
