//! Whether something is called like a secret, however it is spelt.

/// A name that ends with one of these is a secret's, also where its words are written together: `clientsecret`, `dbpassword`.
const ENDS: &[&str] = &[
    "secret",
    "secrets",
    "password",
    "passwords",
    "passwd",
    "passphrase",
    "passcode",
    "credential",
    "credentials",
    "token",
    "tokens",
    "apikey",
    "privatekey",
    "secretkey",
];

/// The same where it is a word by itself, or the whole name.
const WORDS: &[&str] = &[
    "pwd",
    "pass",
    "pw",
    "psk",
    "bearer",
    "jwt",
    "otp",
    "pin",
    "creds",
    "hmac",
    "auth",
    "authorization",
    "cookie",
    "salt",
    "accesskey",
    "connectionstring",
    "kennwort",
    "passwort",
];

/// With one of these before it, a key is a secret's.
const OF_KEYS: &[&str] = &[
    "private",
    "secret",
    "api",
    "access",
    "signing",
    "encryption",
    "master",
    "shared",
    "symmetric",
    "account",
    "license",
    "session",
    "hmac",
    "aes",
];

/// Words that are misspelt: long enough that nothing else is so near.
const MISSPELT: &[&str] = &["secret", "secrets", "password", "passwords", "passphrase", "credential", "credentials"];

/// What may follow the name: it is still the secret.
const AFTER: &[&str] = &[
    "value",
    "values",
    "data",
    "plain",
    "plaintext",
    "clear",
    "cleartext",
    "text",
    "raw",
    "hash",
    "hashed",
    "base64",
    "b64",
    "hex",
    "pem",
    "encoded",
    "encrypted",
    "current",
    "previous",
    "old",
    "new",
    "next",
    "backup",
    "rotated",
    "confirm",
    "confirmation",
    "repeat",
    "again",
    "prod",
    "production",
    "stage",
    "staging",
    "test",
    "dev",
    "live",
];

/// A name that begins so is a switch.
const SWITCHES: &[&str] = &[
    "use",
    "allow",
    "enable",
    "disable",
    "is",
    "has",
    "store",
    "send",
    "revoke",
    "require",
    "required",
    "validate",
    "skip",
    "force",
    "reset",
    "forgot",
    "disableable",
    "verifiable",
    "issued",
];

/// A name with one of these is a setting of what the secret is about.
const SETTINGS: &[&str] = &["lifespan", "policy", "timeout", "claim", "bound"];

/// Names that these words do not tell.
const OTHERS: &[&str] = &["hashedSaltedValue", "hash"];

/// Names that end like a secret's and are switches.
const NO_SECRETS: &[&str] = &[
    "backchannel.logout.revoke.offline.tokens",
    "client_credentials.use_refresh_token",
    // Whether the mail server wants a password.
    "auth",
    // A switch of the authenticator for LDAP, and the words of a login page.
    "changePassword",
];

/// Whether a value under this name is to be taken for a secret. Letters may be replaced by digits, and a letter may be
/// wrong, missing or too many: `passw0rd`, `clientSecert`.
pub(super) fn is_secret(name: &str) -> bool {
    if OTHERS.contains(&name) {
        return true;
    }
    if NO_SECRETS.contains(&name) {
        return false;
    }
    let words = words(name);
    if words.first().is_some_and(|first| SWITCHES.contains(&first.as_str()))
        || words.iter().any(|word| SETTINGS.iter().any(|setting| word.starts_with(setting)))
    {
        return false;
    }
    let is_after = |word: &String| AFTER.contains(&word.as_str()) || word.chars().all(|letter| letter.is_ascii_digit());
    let end = words.iter().rposition(|word| !is_after(word)).map_or(0, |last| last + 1);
    let Some((last, before)) = words[..end].split_last() else { return false };
    let plain = plain(last);
    let is_key = ["key", "keys"].contains(&plain.as_str())
        && before.last().is_some_and(|word| OF_KEYS.contains(&self::plain(word).as_str()));
    is_key || is_secret_word(&plain) || is_secret_word(&self::plain(&words.concat()))
}

fn is_secret_word(word: &str) -> bool {
    WORDS.contains(&word)
        || ENDS.iter().any(|end| word.ends_with(end))
        || MISSPELT.iter().any(|known| {
            let far = if known.len() > 7 { 2 } else { 1 };
            known.len().abs_diff(word.len()) <= far && strsim::osa_distance(word, known) <= far
        })
}

/// The words of a name, in small letters: `client.secretKey_2` is `client`, `secret`, `key`, `2`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let is_part = letter.is_alphanumeric() || ['$', '@'].contains(&letter);
        let begins = letter.is_uppercase() && before.is_lowercase();
        if !is_part || begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| is_part) {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A word with the letters that its digits stand for; digits at its end are numbers.
fn plain(word: &str) -> String {
    let trimmed = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let word = if trimmed.is_empty() { word } else { trimmed };
    word.chars()
        .map(|letter| match letter {
            '0' => 'o',
            '1' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::representation;

    #[test]
    fn a_secret_is_known_however_it_is_spelt() {
        for name in [
            "secret",
            "clientSecret",
            "CLIENT_SECRET",
            "client.secret.rotated",
            "my-secret",
            "secretKey",
            "secret.key",
            "password",
            "Password",
            "passwd",
            "pwd",
            "dbPwd",
            "db_password_2",
            "passw0rd",
            "p4ssw0rd",
            "p@ssword",
            "pa$$word",
            "pasword",
            "passwrod",
            "secert",
            "clientSecert",
            "clientsecret",
            "dbpassword",
            "adminPass",
            "apiKey",
            "api_key",
            "api-keys",
            "saml.signing.private.key",
            "privateKeyPem",
            "token",
            "registrationAccessToken",
            "credentials",
            "bindCredential",
            "secretData",
            "credentialData",
            "hashedSaltedValue",
            "jwt.credential.secret",
            "SECRET_PROD",
            "secret1",
            "keystorePassword",
            "authTokenClientSecret",
            "passwort",
            "jwt",
            "clientJwt",
            "otp",
            "pin",
            "user.pin",
            "creds",
            "dbCreds",
            "hmac",
            "hash",
            "basicAuth",
            "proxy_auth",
        ] {
            assert!(is_secret(name), "{name}: {:?}", words(name));
        }
    }

    #[test]
    fn what_is_about_a_secret_is_none() {
        for name in [
            "",
            "name",
            "clientId",
            "key",
            "publicKey",
            "kid",
            "passwordPolicy",
            "resetPasswordAllowed",
            "access.token.claim",
            "id.token.claim",
            "client.secret.creation.time",
            "access.token.lifespan",
            "tokenUrl",
            "use.refresh.tokens",
            "storeToken",
            "revokeRefreshToken",
            "client_credentials.use_refresh_token",
            "jwt.credential.certificate",
            "token.endpoint.auth.signing.alg",
            "requiredCredentials",
            "accessKeyId",
            "compass",
            "bypass",
            "secretary",
            "auth",
            "authType",
            "connectionPoolingAuthentication",
            "otpPolicyType",
            "totp",
            "jwtX509HeadersEnabled",
            "oauth2.jwt.authorization.grant.enabled",
            "hashAlgorithm",
            "commitHash",
            "shopping",
            "pinned",
            "actionTokenGeneratedByUserLifespan.reset-credentials",
            "tls.client.certificate.bound.access.tokens",
            "usePasswordModifyExtendedOp",
            "webAuthnPolicyPasswordlessRpId",
            "pairwiseSubAlgorithm",
            "secure",
            "discrete",
        ] {
            assert!(!is_secret(name), "{name}: {:?}", words(name));
        }
    }

    #[test]
    fn of_keycloaks_own_fields_these_are_secrets_and_no_others() {
        let found: Vec<&str> = representation::names().into_iter().filter(|name| is_secret(name)).collect();
        assert_eq!(
            found.join(" "),
            "codeSecret credentialData credentials hashedSaltedValue privateKey registrationAccessToken salt secret secretData"
        );
    }
}
