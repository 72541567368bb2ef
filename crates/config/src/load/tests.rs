//! What loading makes of files, right and wrong.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::collections::BTreeSet;
use std::fs;

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use realmform_kinds::names;
use realmform_model::{Path as Field, SecretSource};

fn file(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source::new(path, text))
}

fn read(text: &str) -> Loaded {
    sources(vec![file("realm/test.toml", text)], &ExtraFields::new())
}

fn body(loaded: &Loaded, address: &Address) -> Value {
    Value::Object(loaded.desired.objects[address].body.clone())
}

/// Findings as a person reads them: place, code, message, help.
fn told(loaded: &Loaded) -> String {
    let lines = loaded.findings.iter().map(|finding| {
        let place = finding.span.as_ref().map_or_else(String::new, |span| format!("{span} "));
        let related = finding.related.as_ref().map_or_else(String::new, |(what, at)| format!("\n  {what}: {at}"));
        let help = finding.help.as_deref().unwrap_or_default();
        format!("{place}{}: {}\n  help: {help}{related}", finding.code, finding.message)
    });
    crate::redact::redacted(&lines.collect::<Vec<_>>().join("\n"))
}

fn codes(loaded: &Loaded) -> Vec<&str> {
    loaded.findings.iter().map(|finding| finding.code.as_str()).collect()
}

fn under(span: &Span) -> &str {
    &span.source.text[span.offset..span.offset + span.length]
}

#[test]
fn the_shipped_files_load_without_finding() {
    let loaded =
        folder(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")), &["realm", "lookups"], &View::default());
    assert_eq!(told(&loaded), "");
    let count = |kind| loaded.desired.objects.keys().filter(|address| address.kind == kind).count();
    assert_eq!(count(names::CLIENT), 9);
    assert_eq!(count(names::CLIENT_SCOPE), 7);
    assert_eq!(count(names::ORGANIZATION), 9);
    assert_eq!(count(names::SERVICE_ACCOUNT), 6);
    assert!(count(names::LOOKUP) > 200);
    assert_eq!(loaded.desired.moves.len(), 8);
}

#[test]
fn tables_become_objects() {
    let loaded = read(
        r#"
        realm.displayName = "Athyper"
        clients.web = { publicClient = true, attributes = { "a.b" = 1, c = true, d = 1.5 } }

        [clients.bff]
        serviceAccount.clientRoles.api = "doc:read"
        protocolMappers.audience.config."included.client.audience" = "api"

        [roles.client.api."doc:read"]
        [roles.realm.Admin]
        composites.realm = ["course.read"]

        [lookups.module.values]
        user = { sort = 10, label.en = "Users", metadata = { since = 1.5, list = [1, { a = "b" }] } }
        "#,
    );
    assert_eq!(told(&loaded), "");
    let web = body(&loaded, &names::client("web"));
    assert_eq!(web, json!({"publicClient": true, "attributes": {"a.b": "1", "c": "true", "d": "1.5"}}));
    let account = Address::inside(names::client("bff"), names::SERVICE_ACCOUNT, "");
    assert_eq!(body(&loaded, &account), json!({"clientRoles": {"api": ["doc:read"]}}));
    let mapper = Address::inside(names::client("bff"), names::PROTOCOL_MAPPER, "audience");
    assert_eq!(body(&loaded, &mapper), json!({"config": {"included.client.audience": "api"}}));
    assert_eq!(body(&loaded, &names::client("bff")), json!({}));
    assert_eq!(body(&loaded, &names::client_role("api", "doc:read")), json!({}));
    let user = body(&loaded, &names::lookup("module", "user"));
    let metadata = json!({"since": 1.5, "list": [1, {"a": "b"}]});
    assert_eq!(user, json!({"sort": 10, "label": {"en": "Users"}, "metadata": metadata}));
    assert_eq!(loaded.desired.objects.len(), 8, "neither `lookups.module` nor a client `api` is declared by that");
}

#[test]
fn a_mapper_alone_does_not_declare_its_client() {
    for text in [
        "[clients.web.protocolMappers.m]\nprotocol = 'saml'",
        "[clients]\nweb.protocolMappers.m.protocol = 'saml'",
        "clients = { web.protocolMappers.m = { protocol = 'saml' } }",
    ] {
        let loaded = read(text);
        assert_eq!(told(&loaded), "");
        let kinds: Vec<_> = loaded.desired.objects.keys().map(|address| address.kind).collect();
        assert_eq!(kinds, [names::PROTOCOL_MAPPER], "{text}");
    }
}

#[test]
fn an_empty_table_declares_and_an_empty_list_stays() {
    let loaded = read("[clients]\na = {}\n[clients.b]\nredirectUris = []\nattributes = {}");
    assert_eq!(body(&loaded, &names::client("a")), json!({}));
    assert_eq!(body(&loaded, &names::client("b")), json!({"redirectUris": [], "attributes": {}}));
}

#[test]
fn every_field_keeps_its_place() {
    let loaded = read(
        "[clients.web]\npublicClient = true # yes\nattributes.\"a.b\" = \"x\"\nredirectUris = [\n  \"/a\",\n  \"/b\",\n]\n",
    );
    let web = &loaded.desired.objects[&names::client("web")];
    assert_eq!(under(&web.span), "[clients.web]");
    assert_eq!(under(web.place(&Field::of(&["publicClient"]))), "publicClient = true");
    assert_eq!(under(web.place(&Field::of(&["attributes"]))), "attributes");
    assert_eq!(under(web.place(&Field::of(&["attributes", "a.b"]))), "\"a.b\" = \"x\"");
    assert_eq!(under(web.place(&Field::of(&["redirectUris"]))), "redirectUris");
    assert_eq!(under(web.place(&Field::of(&["redirectUris", "/b"]))), "\"/b\"");
    assert_eq!(under(web.place(&Field::of(&["name"]))), "[clients.web]");
    assert_eq!(web.place(&Field::of(&["redirectUris", "/b"])).to_string(), "realm/test.toml:6:3");
}

#[test]
fn places_are_right_after_a_byte_order_mark_and_with_windows_line_ends() {
    let loaded = read("\u{feff}[clients.\"ü\"]\r\nname = \"ü\"\r\nenabled = true\r\n");
    assert_eq!(told(&loaded), "");
    let client = &loaded.desired.objects[&names::client("ü")];
    assert_eq!(under(client.place(&Field::of(&["enabled"]))), "enabled = true");
    assert_eq!(under(&client.span), "[clients.\"ü\"]");
}

#[test]
fn a_group_implies_those_above_it() {
    let loaded = read("[groups.\"/a/b/c\"]\n[groups.\"/a\"]\ndescription = \"declared\"");
    let group = |path: &str| loaded.desired.objects[&names::group(path).unwrap()].clone();
    assert!(!group("/a").implied);
    assert!(group("/a/b").implied);
    assert_eq!(under(&group("/a/b").span), "[groups.\"/a/b/c\"]");
    assert!(!group("/a/b/c").implied);
}

#[test]
fn what_is_wrong_is_told_with_place_and_help() {
    let loaded = read(
        r#"
        displayName = "Athyper"
        users = []
        client.web.name = "x"
        clients.web.redirectUri = ["/"]
        clients.web.clientId = "web"
        clients.web.authorizationSettings = {}
        clients.web.futureField = 1
        clients.web.protocolMapers.a.protocol = "saml"
        clients.web.publicClient = "true"
        clients.web.name = 3
        clients.web.redirectUris = "/"
        clients.web.webOrigins = ["a", 1, 1979-05-27]
        clients.web.attributes.pkce.code.challenge.method = "S256"
        clients.web.nodeReRegistrationTimeout = 1.5
        clients.api = "web"
        roles.clients.web.a = {}
        roles.realm.Admin.composites.relm = []
        roles.realm.Admin.attributes.since = 1979-05-27
        groups.neon.description = "x"
        groups."/a//b" = {}
        clientScopes."" = {}
        groups."/a".clientRoles.web.client = []
        organizations.a.domain = {}
        lookups.a.values.b = { metadata = { day = 1979-05-27, no = nan, list = [inf] } }
        [[realm]]
        name = "a"
        "#,
    );
    assert_snapshot!(told(&loaded));
}

#[test]
fn a_field_that_the_project_allows_is_taken_as_it_is() {
    let text = "[clients.a]\nnewField = { deep = [1, true] }\nprotocolMappers = 1\n[clientScopes.a]\nnewField = 1";
    let extra = ExtraFields::from([(names::CLIENT, BTreeSet::from(["newField".to_owned()]))]);
    let loaded = sources(vec![file("a.toml", text)], &extra);
    assert_eq!(body(&loaded, &names::client("a")), json!({"newField": {"deep": [1, true]}}));
    assert_eq!(codes(&loaded), ["config/wrong-type", "config/unknown-key"]);
}

#[test]
fn an_object_in_two_files_is_told_with_both_places() {
    let loaded = sources(
        vec![
            file("realm/a.toml", "[clients.web]\nname = \"a\"\n"),
            file("realm/b.toml", "\n[clients]\nweb.name = \"b\"\nweb.protocolMappers.m.protocol = \"saml\"\n"),
            file("realm/c.toml", "[clients.web.protocolMappers.n]\n"),
        ],
        &ExtraFields::new(),
    );
    assert_snapshot!(told(&loaded), @"
    realm/b.toml:3:1 config/declared-twice: `client/web` is declared twice
      help: merge both declarations into one
      first declared here: realm/a.toml:1:1
    ");
    assert_eq!(body(&loaded, &names::client("web")), json!({"name": "a"}));
    assert_eq!(loaded.desired.objects.len(), 3);
}

#[test]
fn a_field_is_suggested_also_for_a_key_that_the_server_sets() {
    let loaded = read("roles.realm.a.composite = true\nroles.client.web.b.attribute.x = '1'\n");
    assert_snapshot!(told(&loaded));
}

#[test]
fn a_secret_is_a_reference() {
    let loaded = read(
        r#"
        realm.smtpServer = { host = "mail", password = { file = "secrets/smtp" } }
        clients.a.secret.env = "A_SECRET"
        clients.b.secret = { command = ["pass", "show", "b"] }
        "#,
    );
    assert_eq!(told(&loaded), "");
    let secrets = |address: &Address| loaded.desired.objects[address].secrets.clone();
    let password = Field::of(&["smtpServer", "password"]);
    assert_eq!(secrets(&names::realm())[&password], SecretSource::File("secrets/smtp".into()));
    assert_eq!(body(&loaded, &names::realm()), json!({"smtpServer": {"host": "mail"}}));
    let secret = Field::of(&["secret"]);
    assert_eq!(secrets(&names::client("a"))[&secret], SecretSource::Env("A_SECRET".into()));
    let command = ["pass", "show", "b"].map(str::to_owned).to_vec();
    assert_eq!(secrets(&names::client("b"))[&secret], SecretSource::Command(command));
    assert_eq!(body(&loaded, &names::client("b")), json!({}));
}

#[test]
fn a_secret_in_clear_is_refused_and_shown_nowhere() {
    let loaded = read(
        r#"
        clients.a = { name = "before", secret = "hunter2-ü", enabled = true }
        clients.b.secret = { env = "B", value = "hunter2" }
        clients.c.secret = {}
        clients.d.secret = { env = "D", file = "d" }
        clients.f.secret = { env = 7 }
        realm.smtpServer.password = """
hunter2
hunter2"""
        realm.privateKey = "hunter2"
        clientScopes.e.secret = "hunter2"
        [[clients.g.secret]]
        value = "hunter2"
        "#,
    );
    assert_snapshot!(told(&loaded));
    assert!(!format!("{loaded:?}").contains("hunter2"));
    assert!(loaded.desired.objects.values().all(|object| object.secrets.is_empty()));
    let a = &loaded.desired.objects[&names::client("a")];
    assert_eq!(under(a.place(&Field::of(&["enabled"]))), "enabled = true");
    assert_eq!(under(a.place(&Field::of(&["secret"]))), "secret = \"**********\"");
}

#[test]
fn a_file_that_is_not_toml_is_told_and_the_others_are_read() {
    let broken = "[clients.a]\nsecret = \"hunter2\n\"password\" = 'hunter2\n";
    let loaded = sources(
        vec![
            file("a.toml", broken),
            file("b.toml", "[clients.b]\nname = 'a'\nname = 'b'\n"),
            file("c.toml", "[clients.c]\n"),
        ],
        &ExtraFields::new(),
    );
    assert_snapshot!(told(&loaded));
    assert!(!format!("{loaded:?}").contains("hunter2"));
    assert!(loaded.desired.objects.contains_key(&names::client("c")));
}

#[test]
fn history_is_read_in_order() {
    let loaded = read(
        r#"
        [[moved]]
        kind = "clientRole"
        client = "web"
        from = "neon:PERSONAS:*"
        to = "neon:PERSONA:*"
        reason = "singular"
        [[moved]]
        kind = "lookup"
        type = "module"
        from = "users"
        to = "user"
        [[moved]]
        kind = "group"
        from = "/neon/workbenches"
        to = "/neon/workbench"
        "#,
    );
    assert_eq!(told(&loaded), "");
    let [role, lookup, group] = &loaded.desired.moves[..] else { panic!("three moves") };
    assert_eq!((role.kind, role.within.as_deref()), (names::CLIENT_ROLE, Some("web")));
    assert_eq!((role.from.as_str(), role.to.as_str()), ("neon:PERSONAS:*", "neon:PERSONA:*"));
    assert_eq!(role.reason.as_deref(), Some("singular"));
    assert_eq!((lookup.kind, lookup.within.as_deref()), (names::LOOKUP, Some("module")));
    assert_eq!(group.span.to_string(), "realm/test.toml:13:9");
}

#[test]
fn history_that_makes_no_sense_is_told() {
    let loaded = read(
        r#"
        moved = [
            { kind = "clients", from = "a", to = "b" },
            { kind = "realm", from = "a", to = "b" },
            { kind = "client", form = "a", to = "b" },
            { from = 1, to = "" },
            { kind = "clientRole", from = "a", to = "b", type = "c" },
            { kind = "lookup", from = "a", to = "b", client = "c" },
            { kind = "client", from = "a*b*", to = "c*" },
            { kind = "client", from = "a*", to = "b" },
            { kind = "client", from = "a", to = "a" },
            { kind = "group", from = "a", to = "/b" },
            { kind = "group", from = "/a/b", to = "/a/b/c" },
            "client",
        ]
        "#,
    );
    assert_snapshot!(told(&loaded));
    assert!(loaded.desired.moves.is_empty());
    assert_eq!(codes(&read("[moved]\nkind = 'client'")), ["config/wrong-type"]);
}

#[test]
fn folders_are_read_recursively_and_in_order() {
    let root = tempfile::tempdir().unwrap();
    let realm = root.path().join("realm");
    fs::create_dir_all(realm.join("b")).unwrap();
    fs::create_dir_all(realm.join("..data")).unwrap();
    fs::write(realm.join("c.toml"), "[clients.web]").unwrap();
    fs::write(realm.join("b/a.toml"), "[clients.web]").unwrap();
    fs::write(realm.join("..data/c.toml"), "[clients.web]").unwrap();
    fs::write(realm.join("notes.md"), "[clients.web]").unwrap();
    fs::write(realm.join("latin1.toml"), b"# \xfc").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&realm, realm.join("d")).unwrap();
    let loaded = folder(root.path(), &["realm", "lookups"], &View::default());
    assert_snapshot!(told(&loaded), @"
    realm/latin1.toml:1:1 config/unreadable: `realm/latin1.toml` is not UTF-8
      help: save it as UTF-8
    realm/c.toml:1:1 config/declared-twice: `client/web` is declared twice
      help: merge both declarations into one
      first declared here: realm/b/a.toml:1:1
    ");
}

#[test]
fn nothing_at_all_is_a_finding() {
    let root = tempfile::tempdir().unwrap();
    assert_eq!(codes(&folder(root.path(), &["realm"], &View::default())), ["config/nothing-declared"]);
    fs::create_dir(root.path().join("realm")).unwrap();
    fs::write(root.path().join("realm/a.toml"), "# later\n[clients]\n").unwrap();
    assert_eq!(codes(&folder(root.path(), &["realm"], &View::default())), ["config/nothing-declared"]);
}

#[test]
fn a_key_of_very_many_parts_is_no_trouble() {
    read(&format!("lookups.a.values.b.metadata{} = 1", ".a".repeat(5_000)));
}

const PIECES: &[&str] = &[
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "\n",
    " ",
    "#",
    "\"",
    "'",
    "\"\"\"",
    "clients",
    "realm",
    "roles",
    "client",
    "groups",
    "moved",
    "kind",
    "from",
    "to",
    "lookups",
    "values",
    "organizations",
    "domains",
    "protocolMappers",
    "secret",
    "smtpServer",
    "password",
    "attributes",
    "config",
    "env",
    "command",
    "composites",
    "clientPolicies",
    "metadata",
    "\"/a/b\"",
    "\"\"",
    "'x'",
    "1",
    "1.5",
    "nan",
    "1979-05-27",
    "true",
    "[]",
    "{}",
    "ü",
    "\r\n",
    "\u{feff}",
    "enabled",
    "name",
];

fn spans(loaded: &Loaded) -> impl Iterator<Item = &Span> {
    let objects = loaded.desired.objects.values().flat_map(|object| object.spans.values().chain([&object.span]));
    objects.chain(loaded.findings.iter().filter_map(|finding| finding.span.as_ref()))
}

proptest! {
    #[test]
    fn no_text_makes_the_loader_panic(text in ".*") {
        read(&text);
    }

    #[test]
    fn no_mixture_of_toml_makes_the_loader_panic(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        let loaded = read(&pieces.concat());
        for span in spans(&loaded) {
            prop_assert!(span.source.text.get(span.offset..span.offset + span.length).is_some());
        }
    }

    #[test]
    fn no_assignment_makes_the_loader_panic(
        lines in proptest::collection::vec(
            (proptest::collection::vec(proptest::sample::select(&PIECES[15..41]), 1..5), proptest::sample::select(&PIECES[39..49])),
            1..4,
        )
    ) {
        let lines: Vec<_> = lines.iter().map(|(keys, value)| format!("{} = {value}\n", keys.join("."))).collect();
        let loaded = read(&lines.concat());
        for span in spans(&loaded) {
            prop_assert!(span.source.text.get(span.offset..span.offset + span.length).is_some());
        }
    }
}

/// Values of each type, and one that only another target has.
fn view() -> View {
    let config = "schema = 1\n[values]\nhost = \"ü\\n'\"\nport = 1\non = true\nlist = [1, \"a\"]\n[targets.b]\nexport = \"b\"\nvalues.far = 1\n";
    let source = Arc::new(Source::new("realmform.toml", config));
    crate::project::Config::parse(&source).unwrap().0.view("a")
}

proptest! {
    #[test]
    fn no_place_of_a_value_makes_the_loader_panic(
        keys in proptest::collection::vec(proptest::sample::select(&PIECES[15..41]), 1..5),
        texts in proptest::collection::vec("(\\$|\\$\\{|\\}|\\{|host|port|on|list|far|hots|ü| ){0,8}", 1..4),
        shape in 0..3_usize,
    ) {
        let quoted: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
        let value = match shape {
            0 => quoted[0].clone(),
            1 => format!("[{}]", quoted.join(", ")),
            _ => format!("{{ {} = {} }}", quoted[0], quoted.last().unwrap()),
        };
        let loaded = viewed(vec![file("a.toml", &format!("{} = {value}\n", keys.join(".")))], &view());
        for span in spans(&loaded) {
            prop_assert!(span.source.text.get(span.offset..span.offset + span.length).is_some());
        }
    }
}

#[test]
fn a_setting_that_is_spelt_twice_has_one_value() {
    let twice = "[realm]\noauth2DeviceCodeLifespan = 600\nattributes.oauth2DeviceCodeLifespan = ";
    assert_eq!(codes(&read(&format!("{twice}\"700\"\n"))), ["config/contradiction"]);
    let same = read(&format!("{twice}\"600\"\n"));
    assert!(same.findings.is_empty(), "{:?}", same.findings);
    let realm = &same.desired.objects.values().next().unwrap().body;
    assert_eq!(serde_json::to_string(realm).unwrap(), r#"{"oauth2DeviceCodeLifespan":600}"#);
}

#[test]
fn tables_that_are_declared_in_full_are_named_beside_them() {
    let loaded = read("[clients.web]\ncomplete = [\"attributes\"]\nattributes.a = \"1\"\n");
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    let complete = &loaded.desired.objects.values().next().unwrap().complete;
    assert_eq!(complete.iter().map(ToString::to_string).collect::<Vec<_>>(), ["attributes"]);
    assert_eq!(codes(&read("[clients.web]\ncomplete = [\"attributes\"]\n")), ["config/contradiction"]);
    assert_eq!(codes(&read("[clients.web]\ncomplete = [\"redirectUris\"]\n")), ["config/unknown-table"]);
    assert_eq!(codes(&read("[clients.web]\ncomplete = true\n")), ["config/wrong-type"]);
}
