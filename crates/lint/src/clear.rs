//! Where secrets stand in the text of an export, so that nothing that shows the text shows them. It reads the text itself: a
//! key may be there twice, and may be spelt with escapes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use realmform_kinds::secret::{NAMED, TEXTS, is_called};

/// The values below keys that are called like a secret: texts and numbers, however deep, in the order of the text.
pub(crate) fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut walk = Walk { text, at: 0, known: HashMap::new(), found: Vec::new() };
    walk.all(Vec::new());
    walk.found
}

/// The same of the object alone whose first key stands at `first`.
pub(crate) fn ranges_of(text: &str, first: usize) -> Vec<Range<usize>> {
    let mut walk = Walk { text, at: first, known: HashMap::new(), found: Vec::new() };
    walk.all(vec![Open { is_object: true, is_secret: false, hides: false, is_typed: false, names: 0, leads: 0 }]);
    walk.found
}

/// Where users have what they sign in with, and authenticators the types of it that they are about, such as
/// `"webauthn-passwordless##otp"`.
const CREDENTIALS: &str = "credentials";
const TYPES_OF_CREDENTIALS: &[&str] =
    &["password", "otp", "webauthn", "webauthn-passwordless", "recovery-authn-codes", "kerberos"];

fn is_type_of_credential(text: Option<&str>) -> bool {
    let text = text.and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
    text.is_some_and(|text| text.split("##").all(|word| TYPES_OF_CREDENTIALS.contains(&word)))
}

/// An object or a list that is open.
struct Open {
    is_object: bool,
    /// All in it is secret.
    is_secret: bool,
    /// The value that comes is one of a secret's key; in a list, of any.
    hides: bool,
    /// It may be types of credentials instead.
    is_typed: bool,
    /// So many levels of its keys are names.
    names: u8,
    /// The same of the value that comes.
    leads: u8,
}

struct Walk<'t> {
    text: &'t str,
    at: usize,
    known: HashMap<&'t str, bool>,
    found: Vec<Range<usize>>,
}

impl Walk<'_> {
    /// To the end of what is open; of all where nothing is.
    fn all(&mut self, mut open: Vec<Open>) {
        let is_part = !open.is_empty();
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            let start = self.at;
            match byte {
                b'{' | b'[' => {
                    let is_secret = open.last().is_some_and(|it| it.hides);
                    let names = open.last().map_or(0, |it| it.leads);
                    let is_object = *byte == b'{';
                    open.push(Open { is_object, is_secret, hides: is_secret, is_typed: false, names, leads: 0 });
                    self.at += 1;
                }
                b'}' | b']' => {
                    open.pop();
                    self.at += 1;
                    if is_part && open.is_empty() {
                        return;
                    }
                }
                b'"' => {
                    self.skip_text();
                    let value = start..self.at;
                    match open.last_mut() {
                        Some(object) if object.is_object && self.is_before_colon() => {
                            let key = self.text.get(start + 1..self.at.saturating_sub(1)).unwrap_or_default();
                            object.hides = object.is_secret || object.names == 0 && self.is_secret(key);
                            object.is_typed = key == CREDENTIALS;
                            object.leads = match key {
                                TEXTS => 2,
                                key if NAMED.contains(&key) => 1,
                                _ => object.names.saturating_sub(1),
                            };
                        }
                        Some(it) if it.is_typed && is_type_of_credential(self.text.get(value.clone())) => {}
                        Some(it) if it.hides => self.found.push(value),
                        _ => {}
                    }
                }
                b'-' | b'0'..=b'9' => {
                    while bytes.get(self.at).is_some_and(|it| it.is_ascii_alphanumeric() || b"+-.".contains(it)) {
                        self.at += 1;
                    }
                    if open.last().is_some_and(|it| it.hides) {
                        self.found.push(start..self.at);
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// To the end of the text that begins here; of one that does not end, to the end of all.
    fn skip_text(&mut self) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(byte) = bytes.get(self.at) {
            self.at += match byte {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' => 2,
                _ => 1,
            };
        }
        self.at = bytes.len();
    }

    fn is_before_colon(&self) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
    }
}

impl<'t> Walk<'t> {
    fn is_secret(&mut self, key: &'t str) -> bool {
        if let Some(known) = self.known.get(key) {
            return *known;
        }
        let name: Cow<str> = match key.contains('\\') {
            true => serde_json::from_str(&format!("\"{key}\"")).unwrap_or(Cow::Borrowed(key)),
            false => Cow::Borrowed(key),
        };
        let is_secret = is_called(&name);
        self.known.insert(key, is_secret);
        is_secret
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> Vec<&str> {
        ranges(text).into_iter().filter_map(|range| text.get(range)).collect()
    }

    #[test]
    fn values_of_secrets_are_found_however_their_keys_are_spelt_and_how_deep_they_are() {
        let text = r#"{"name": "seen", "sec\u0072et": "a", "secret" : 12.5e1, "secret": true, "my.passwrod": ["b", 7, null],
            "credentials": [{"type": "c", "more": {"x": "d\"e"}}], "publicKey": "seen", "list": [{"token": "f"}, "seen"]}"#;
        assert_eq!(hidden(text), [r#""a""#, "12.5e1", r#""b""#, "7", r#""c""#, r#""d\"e""#, r#""f""#]);
    }

    #[test]
    fn names_of_objects_are_no_secrets() {
        let text = r#"{"roles": {"client": {"my-token": [{"name": "seen"}]}}, "clientRoles": {"secret": ["seen"]},
            "localizationTexts": {"en": {"password": "Password"}}}"#;
        assert_eq!(hidden(text), [""; 0]);
    }

    #[test]
    fn the_types_of_credentials_that_an_authenticator_is_about_are_no_secrets() {
        assert_eq!(hidden(r#"{"config": {"credentials": "webauthn-passwordless##otp"}}"#), [""; 0]);
        let text = r#"{"password": "password", "secret": "otp", "credentials": "otp##hush"}"#;
        assert_eq!(hidden(text), [r#""password""#, r#""otp""#, r#""otp##hush""#]);
    }

    #[test]
    fn those_of_one_object_are_its_own() {
        let text = r#"[{"a": {"secret": "b"}, "token": "c"}, {"secret": "d"}]"#;
        let own: Vec<&str> = ranges_of(text, 2).into_iter().filter_map(|range| text.get(range)).collect();
        assert_eq!(own, [r#""b""#, r#""c""#]);
    }

    #[test]
    fn a_text_that_ends_too_early_is_read_to_its_end() {
        assert_eq!(hidden(r#"{"secret": "abc"#), [r#""abc"#]);
        assert_eq!(hidden(r#"{"secret": "abc\"#), [r#""abc\"#]);
        assert_eq!(hidden("]}]"), [""; 0]);
    }
}
