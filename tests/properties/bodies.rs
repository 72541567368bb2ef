//! Random fields of each kind, as TOML spells them: the same for what is live and for what is desired.

use serde_json::{Map, Value, json};

use crate::tape::Tape;

pub(crate) type Fields = Map<String, Value>;

pub(crate) const CLIENTS: &[&str] = &["web", "web.app", "runtime-api", "svc neon", "ünï:c"];
pub(crate) const REALM_ROLES: &[&str] = &["Admin", "course.create", "ü role", "x:READ:a", "x:READ:b"];
/// None begins with `app.`: of `web.app.doc` Keycloak reads the longest client that it finds, so that what it means changes
/// when `web.app` comes, and there is no way to write what is meant.
pub(crate) const CLIENT_ROLES: &[&str] = &["r:OLD:a", "r:OLD:b", "doc.read", "a.doc", "ä role"];
pub(crate) const SCOPES: &[&str] = &["runtime", "scope y", "s:x.1", "ß"];
pub(crate) const GROUPS: &[&str] = &["neon", "w b", "a.b", "ç"];
pub(crate) const ORGANIZATIONS: &[&str] = &["demo_ca", "demo ch", "o.x"];
pub(crate) const MAPPERS: &[&str] = &["aud", "role mapper", "m.1"];

/// What can be named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub clients: Vec<String>,
    pub scopes: Vec<String>,
    pub realm_roles: Vec<String>,
    pub client_roles: Vec<(String, String)>,
    /// Paths.
    pub groups: Vec<String>,
}

impl Names {
    /// `client → [roles]`, a few of them.
    pub(crate) fn by_client(&self, tape: &Tape, above: Option<&(String, String)>) -> Value {
        let mut clients = Fields::new();
        for (client, role) in tape.few(&self.client_roles) {
            if above.is_none_or(|above| (&client, &role) > (&above.0, &above.1)) {
                let list = clients.entry(client).or_insert_with(|| json!([]));
                list.as_array_mut().unwrap().push(json!(role));
            }
        }
        Value::Object(clients)
    }

    /// As mappers spell roles.
    fn qualified(&self, tape: &Tape) -> Option<String> {
        if tape.flag() {
            let (client, role) = tape.one(&self.client_roles)?;
            return Some(format!("{client}.{role}"));
        }
        tape.one(&self.realm_roles).cloned()
    }
}

fn text(tape: &Tape) -> Value {
    json!(tape.one(&["", "one", "zwei", "a \"b\"\nc", "**********"]))
}

fn attributes(tape: &Tape, lists: bool) -> Value {
    let mut attributes = Fields::new();
    for key in tape.few(&["k", "pkce.code.challenge.method", "ü y"]) {
        let value = text(tape);
        attributes.insert(key.to_owned(), if lists { json!([value]) } else { value });
    }
    Value::Object(attributes)
}

/// Each field is there about half the time.
fn maybe(tape: &Tape, fields: &mut Fields, key: &str, value: impl FnOnce(&Tape) -> Value) {
    if tape.flag() {
        fields.insert(key.to_owned(), value(tape));
    }
}

pub(crate) fn realm(tape: &Tape, names: &Names) -> Fields {
    let mut fields = Fields::new();
    maybe(tape, &mut fields, "displayName", text);
    maybe(tape, &mut fields, "registrationAllowed", |tape| json!(tape.flag()));
    maybe(tape, &mut fields, "organizationsEnabled", |tape| json!(tape.flag()));
    maybe(tape, &mut fields, "accessTokenLifespan", |tape| json!(tape.below(3)));
    maybe(tape, &mut fields, "supportedLocales", |tape| json!(tape.few(&["en", "ar", "de"])));
    maybe(tape, &mut fields, "attributes", |tape| attributes(tape, false));
    maybe(tape, &mut fields, "smtpServer", |tape| json!({"host": text(tape)}));
    maybe(tape, &mut fields, "defaultDefaultClientScopes", |tape| json!(tape.few(&names.scopes)));
    maybe(tape, &mut fields, "clientPolicies", |tape| {
        json!({"policies": [{"name": "p", "enabled": true, "conditions": [
            {"condition": "client-scopes", "configuration": {"scopes": tape.few(&names.scopes), "type": "Default"}},
            {"condition": "client-updater-source-roles", "configuration": {"roles":
                names.qualified(tape).into_iter().filter(|role| role.contains('.')).collect::<Vec<_>>()}},
        ]}]})
    });
    fields
}

pub(crate) fn scope(tape: &Tape, _names: &Names) -> Fields {
    let mut fields = Fields::new();
    maybe(tape, &mut fields, "description", text);
    maybe(tape, &mut fields, "attributes", |tape| attributes(tape, false));
    fields
}

pub(crate) fn client(tape: &Tape, names: &Names) -> Fields {
    let mut fields = Fields::new();
    maybe(tape, &mut fields, "name", text);
    maybe(tape, &mut fields, "enabled", |tape| json!(tape.flag()));
    maybe(tape, &mut fields, "publicClient", |tape| json!(tape.flag()));
    maybe(tape, &mut fields, "redirectUris", |tape| json!(tape.few(&["/a/*", "https://b", "c"])));
    maybe(tape, &mut fields, "attributes", |tape| attributes(tape, false));
    maybe(tape, &mut fields, "defaultClientScopes", |tape| json!(tape.few(&names.scopes)));
    maybe(tape, &mut fields, "optionalClientScopes", |tape| json!(tape.few(&names.scopes)));
    fields
}

pub(crate) fn mapper(tape: &Tape, names: &Names) -> Fields {
    let mut fields = Fields::new();
    fields.insert("protocol".into(), json!("openid-connect"));
    let mut config = Fields::new();
    let kind = match tape.below(3) {
        0 => {
            config.insert("included.client.audience".into(), json!(tape.one(&names.clients)));
            "oidc-audience-mapper"
        }
        1 => {
            config.insert("role".into(), json!(names.qualified(tape)));
            "oidc-hardcoded-role-mapper"
        }
        _ => {
            config.insert("usermodel.clientRoleMapping.clientId".into(), json!(tape.one(&names.clients)));
            "oidc-usermodel-client-role-mapper"
        }
    };
    config.retain(|_, value| !value.is_null());
    if tape.flag() {
        config.insert("access.token.claim".into(), json!("true"));
    }
    fields.insert("protocolMapper".into(), json!(kind));
    fields.insert("config".into(), Value::Object(config));
    fields
}

/// `own` is the role's client, where it has one, and its name: roles contain only those whose name is greater, so
/// that there is no ring.
pub(crate) fn role(tape: &Tape, names: &Names, own: (Option<&str>, &str)) -> Fields {
    let mut fields = Fields::new();
    maybe(tape, &mut fields, "description", text);
    maybe(tape, &mut fields, "attributes", |tape| attributes(tape, true));
    if tape.flag() {
        let mut composites = Fields::new();
        let above: Vec<String> = match own.0 {
            None => names.realm_roles.iter().filter(|name| name.as_str() > own.1).cloned().collect(),
            Some(_) => Vec::new(),
        };
        maybe(tape, &mut composites, "realm", |tape| json!(tape.few(&above)));
        let own = own.0.map(|client| (client.to_owned(), own.1.to_owned()));
        maybe(tape, &mut composites, "client", |tape| names.by_client(tape, own.as_ref()));
        fields.insert("composites".into(), Value::Object(composites));
    }
    fields
}

pub(crate) fn group(tape: &Tape, names: &Names) -> Fields {
    let mut fields = holder(tape, names);
    maybe(tape, &mut fields, "description", text);
    maybe(tape, &mut fields, "attributes", |tape| attributes(tape, true));
    fields
}

/// Something that roles are granted to.
pub(crate) fn holder(tape: &Tape, names: &Names) -> Fields {
    let mut fields = Fields::new();
    maybe(tape, &mut fields, "realmRoles", |tape| json!(tape.few(&names.realm_roles)));
    maybe(tape, &mut fields, "clientRoles", |tape| names.by_client(tape, None));
    fields
}

pub(crate) fn organization(tape: &Tape, _names: &Names) -> Fields {
    let mut fields = Fields::new();
    maybe(tape, &mut fields, "description", text);
    maybe(tape, &mut fields, "enabled", |tape| json!(tape.flag()));
    maybe(tape, &mut fields, "attributes", |tape| attributes(tape, true));
    maybe(tape, &mut fields, "domains", |tape| {
        let mut domains = Fields::new();
        for domain in tape.few(&["a.example", "b.example"]) {
            domains.insert(domain.to_owned(), if tape.flag() { json!({"verified": tape.flag()}) } else { json!({}) });
        }
        Value::Object(domains)
    });
    fields
}
