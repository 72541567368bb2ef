//! What makes an object wider or weaker: the fields whose change lets more in, told by each kind as data.

use serde_json::Value;

use realmform_model::uri::without_credentials;
use realmform_model::{Address, Body, Live, Path};

use crate::administration::is_of_admins;
use crate::{doubles, names};

/// A field, and the change of it that lets more in.
#[derive(Clone, Copy, Debug)]
pub struct Wider {
    /// The way to the field.
    pub path: &'static [&'static str],
    /// Which change.
    pub when: When,
    /// What is then wider, in words.
    pub what: &'static str,
}

/// A change that lets more in.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// False becomes true.
    TurnsOn,
    /// False becomes true in an object that is there.
    TurnsOnAgain,
    /// True becomes false.
    TurnsOff,
    /// An object that is there gains an entry in a list.
    Grows,
    /// It gets another text.
    Becomes,
    /// An object that is there gets another text, which is not worth repeating.
    Changes,
    /// It is said to be empty.
    Emptied,
    /// It loses its text, or gets another one than the one that it had.
    Leaves,
    /// A number of seconds grows; 0 is no limit.
    Longer,
    /// A number grows.
    More,
    /// Whatever the function says of the texts before and after.
    Weaker(fn(&str, &str) -> bool),
}

/// What gets wider in an object of a kind with these fields: the field, and what. `before` is `None` for a new object.
pub fn widened(fields: &[Wider], before: Option<&Body>, after: &Body) -> Vec<(Path, String)> {
    let mut found = Vec::new();
    for field in fields {
        let path = Path::of(field.path);
        let (was, is) = (before.and_then(|body| path.get(body)), path.get(after));
        let text = |value: Option<&Value>| value.map(doubles::text).unwrap_or_default();
        let (old, new) = (text(was), text(is));
        let mut say = |words: String| found.push((path.clone(), without_credentials(&words).into_owned()));
        match field.when {
            When::TurnsOn if old != "true" && new == "true" => say(field.what.to_owned()),
            When::TurnsOnAgain if before.is_some() && old != "true" && new == "true" => say(field.what.to_owned()),
            When::TurnsOff if old == "true" && new != "true" => say(field.what.to_owned()),
            When::Becomes if old != new && !new.is_empty() => say(format!("{} {new}", field.what)),
            When::Changes if before.is_some() && old != new && !new.is_empty() => say(field.what.to_owned()),
            When::Emptied if is.is_some() && new.is_empty() && was.is_none_or(|_| !old.is_empty()) => {
                say(field.what.to_owned());
            }
            When::Leaves if !old.is_empty() && old != new => say(field.what.to_owned()),
            When::Weaker(is_weaker) if before.is_some() && old != new && is_weaker(&old, &new) => {
                say(format!("{}: {old} → {new}", field.what));
            }
            When::Longer if is_longer(&old, &new) => say(format!("{}: {old} s → {new} s", field.what)),
            When::More if is_more(&old, &new) => say(format!("{}: {old} → {new}", field.what)),
            When::Grows if before.is_some() => {
                let had = was.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let has = is.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                has.iter()
                    .filter(|entry| !had.contains(entry))
                    .for_each(|entry| say(format!("{} {}", field.what, doubles::text(entry))));
            }
            _ => {}
        }
    }
    found
}

fn is_more(old: &str, new: &str) -> bool {
    matches!((old.parse::<i64>(), new.parse::<i64>()), (Ok(old), Ok(new)) if new > old)
}

fn is_longer(old: &str, new: &str) -> bool {
    let (Ok(old), Ok(new)) = (old.parse::<i64>(), new.parse::<i64>()) else { return false };
    let limit = |seconds: i64| if seconds <= 0 { i64::MAX } else { seconds };
    limit(new) > limit(old)
}

/// Whether who has the role administers the realm, or others.
pub fn is_administrative(role: &Address, live: &Live) -> bool {
    match &role.parent {
        Some(client) => role.kind == names::CLIENT_ROLE && is_of_admins(&client.name, live),
        None => {
            role.kind == names::REALM_ROLE
                && live.realm == "master"
                && matches!(role.name.as_str(), "admin" | "create-realm")
        }
    }
}

/// Whether a password policy asks less: a rule is gone, or its number is smaller.
pub(crate) fn is_weaker_policy(old: &str, new: &str) -> bool {
    fn rules(policy: &str) -> impl Iterator<Item = (&str, &str)> {
        let parts = policy.split(" and ").map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| part.split_once('(').map_or((part, ""), |(name, rest)| (name, rest.trim_end_matches(')'))))
    }
    rules(old).any(|(name, asked)| match rules(new).find(|(other, _)| *other == name) {
        None => true,
        Some((_, asks)) => match (asked.parse::<i64>(), asks.parse::<i64>()) {
            // Of these a larger number asks less.
            (Ok(old), Ok(new)) if matches!(name, "maxLength" | "forceExpiredPasswordChange" | "maxAuthAge") => {
                new > old
            }
            (Ok(old), Ok(new)) => new < old,
            _ => false,
        },
    })
}

/// Whether fewer connections need TLS.
pub(crate) fn is_weaker_tls(old: &str, new: &str) -> bool {
    let rank = |word: &str| match word.to_ascii_lowercase().as_str() {
        "none" => 0,
        "external" | "" => 1,
        _ => 2,
    };
    rank(new) < rank(old)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FIELDS: &[Wider] = &[
        Wider { path: &["publicClient"], when: When::TurnsOn, what: "public client" },
        Wider { path: &["enabled"], when: When::TurnsOff, what: "off" },
        Wider { path: &["redirectUris"], when: When::Grows, what: "redirect URI" },
        Wider { path: &["attributes", "pkce"], when: When::Leaves, what: "no PKCE" },
        Wider { path: &["config", "audience"], when: When::Becomes, what: "audience" },
        Wider { path: &["headers", "csp"], when: When::Emptied, what: "no policy" },
        Wider { path: &["headers", "csp"], when: When::Changes, what: "another policy" },
        Wider { path: &["lifespan"], when: When::Longer, what: "lifespan" },
        Wider { path: &["policy"], when: When::Weaker(is_weaker_policy), what: "password policy" },
    ];

    fn told(before: Option<Value>, after: Value) -> Vec<String> {
        let before = before.as_ref().and_then(Value::as_object);
        let found = widened(FIELDS, before, after.as_object().unwrap_or(&Body::new()));
        found.into_iter().map(|(path, what)| format!("{path}: {what}")).collect()
    }

    #[test]
    fn each_field_is_told_where_it_lets_more_in() {
        let before = json!({"publicClient": false, "enabled": true, "redirectUris": ["a"], "attributes": {"pkce": "S256"},
            "config": {"audience": "x"}, "lifespan": 60, "policy": "length(8) and digits(1)"});
        let after = json!({"publicClient": "true", "enabled": false, "redirectUris": ["a", "b"],
            "config": {"audience": "y"}, "lifespan": 61, "policy": "length(7) and digits(1)"});
        assert_eq!(
            told(Some(before.clone()), after.clone()),
            [
                "publicClient: public client",
                "enabled: off",
                "redirectUris: redirect URI b",
                "attributes.pkce: no PKCE",
                "config.audience: audience y",
                "lifespan: lifespan: 60 s → 61 s",
                "policy: password policy: length(8) and digits(1) → length(7) and digits(1)"
            ]
        );
        // The way back makes nothing wider but the audience, which is another one.
        assert_eq!(told(Some(after), before.clone()), ["config.audience: audience x"]);
        assert_eq!(told(Some(before.clone()), before), [""; 0]);
    }

    #[test]
    fn a_new_object_is_told_for_what_it_turns_on() {
        let new = json!({"publicClient": true, "redirectUris": ["a"], "lifespan": 5, "config": {"audience": "x"}});
        assert_eq!(told(None, new), ["publicClient: public client", "config.audience: audience x"]);
    }

    #[test]
    fn a_text_that_goes_or_changes_is_told_without_it() {
        let csp = |text: &str| json!({"headers": {"csp": text}});
        assert_eq!(told(Some(csp("a")), csp("b")), ["headers.csp: another policy"]);
        assert_eq!(told(Some(csp("a")), csp("")), ["headers.csp: no policy"]);
        assert_eq!(told(Some(json!({})), csp("")), ["headers.csp: no policy"]);
        assert_eq!(told(None, csp("")), ["headers.csp: no policy"]);
        assert_eq!(told(Some(csp("")), csp("")), [""; 0]);
        assert_eq!(told(None, csp("b")), [""; 0]);
        assert_eq!(told(Some(csp("a")), json!({})), [""; 0], "what is absent is not emptied");
    }

    #[test]
    fn no_limit_is_longer_than_any() {
        assert!(is_longer("60", "0") && !is_longer("0", "60") && !is_longer("", "60") && !is_longer("60", "60"));
    }

    #[test]
    fn policies_are_weaker_with_fewer_or_smaller_rules() {
        assert!(is_weaker_policy("length(8) and digits(1)", "length(8)"));
        assert!(is_weaker_policy("maxLength(64)", "maxLength(65)"));
        assert!(is_weaker_policy("notUsername(undefined)", ""));
        assert!(!is_weaker_policy("length(8)", "length(9) and digits(1)"));
        assert!(!is_weaker_policy("", "length(1)"));
        assert!(is_weaker_tls("external", "NONE") && !is_weaker_tls("none", "all") && !is_weaker_tls("all", "all"));
    }

    #[test]
    fn roles_of_administrators_are_known_by_the_realm() {
        let of = |realm: &str| Live { realm: realm.to_owned(), ..Live::default() };
        assert!(is_administrative(&names::client_role("realm-management", "manage-users"), &of("shop")));
        assert!(!is_administrative(&names::client_role("shop", "manage-users"), &of("shop")));
        assert!(is_administrative(&names::client_role("shop-realm", "manage-users"), &of("master")));
        assert!(is_administrative(&names::realm_role("admin"), &of("master")));
        assert!(!is_administrative(&names::realm_role("admin"), &of("shop")));
        assert!(!is_administrative(&names::realm_role("user"), &of("master")));
    }
}
