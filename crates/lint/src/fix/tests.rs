//! Stories of fixes: each spelling of a name, what is refused, and where the moved blocks go.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::sync::Arc;

use insta::assert_snapshot;

use super::*;
use crate::policy;
use realmform_kinds::names;

/// Names of every kind are in lower case with `-`; the groups are teams of the staff.
const KEBAB: &str = r#"
    [[naming]]
    kind = ["client", "clientRole", "realmRole", "clientScope", "organization", "lookupType", "lookup"]
    name = "<name>"
    parts.name = "kebab-case"
    [[naming]]
    kind = "group"
    name = "/<top>/<team>/<leaf>"
    parts = { top = ["staff"], team = ["team", "north-team", "my-team", "right"], leaf = "kebab-case" }
"#;

fn files(texts: &[&str]) -> Vec<Arc<Source>> {
    let file = |(index, text): (usize, &&str)| Arc::new(Source::new(format!("realm/{index}.toml"), (*text).to_owned()));
    texts.iter().enumerate().map(file).collect()
}

fn policies_of(text: &str) -> Policies {
    let file = Arc::new(Source::new("policies/naming.toml", text.to_owned()));
    let (policies, findings) = policy::parse(vec![file], &|_, _| unreachable!());
    assert!(findings.is_empty(), "{findings:?}");
    policies
}

fn fixed_by(policy: &str, texts: &[&str]) -> Fixed {
    project(&files(texts), &ExtraFields::new(), &policies_of(policy), &[]).unwrap()
}

/// The lines that change, without those of moved blocks, and what is refused.
fn changes(texts: &[&str]) -> String {
    told(&fixed_by(KEBAB, texts))
}

fn told(fixed: &Fixed) -> String {
    let patch = patch(&fixed.files).unwrap();
    let is_change = |line: &&str| line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---");
    let mut lines: Vec<String> = patch.lines().filter(is_change).map(str::to_owned).collect();
    lines.retain(|line| !is_of_block(line));
    lines.extend(fixed.refused.iter().map(|(address, why)| format!("{address}: {why}")));
    lines.join("\n")
}

fn is_of_block(line: &str) -> bool {
    let keys = ["kind", "client", "type", "from", "to", "reason"];
    line == "+" || line == "+[[moved]]" || keys.iter().any(|key| line.starts_with(&format!("+{key} = \"")))
}

/// The new text of the only file that changes.
fn text_of(policy: &str, texts: &[&str]) -> String {
    let fixed = fixed_by(policy, texts);
    assert_eq!(fixed.files.len(), 1, "{fixed:?}");
    fixed.files[0].text.clone()
}

#[test]
fn a_rename_writes_its_block_and_keeps_all_else() {
    let text = "# The web.\n[clients.Neon_Web]   # ours\nenabled   =   true\n\n# Last.\n";
    assert_snapshot!(text_of(KEBAB, &[text]), @r#"
    # The web.
    [clients.neon-web]   # ours
    enabled   =   true

    # Last.

    [[moved]]
    kind = "client"
    from = "Neon_Web"
    to = "neon-web"
    reason = "naming/client: names follow `<name>`"
    "#);
}

#[test]
fn an_object_is_renamed_wherever_a_part_of_its_tree_is_declared() {
    let clients = "[clients.App_X]\nenabled = true\n[clients.App_X.serviceAccount]\nrealmRoles = []\n\
                   [clients.\"App_X\".protocolMappers.m]\nprotocol = \"openid-connect\"\n";
    let roles = "[roles.client.App_X.read]\n[ roles . client . 'App_X' . \"w r\" ]\n\
                 [roles.client]\n'App_X'.\"admin\" = {}\nApp_X.other.description = \"x\"\n";
    let inline = "roles = { client = { \"App_X\" = { inline = { description = \"App_X\" } } } }\n";
    assert_snapshot!(changes(&[clients, &roles.replace("\"w r\"", "w-r"), inline]), @r#"
    -[clients.App_X]
    +[clients.app-x]
    -[clients.App_X.serviceAccount]
    +[clients.app-x.serviceAccount]
    -[clients."App_X".protocolMappers.m]
    +[clients."app-x".protocolMappers.m]
    -[roles.client.App_X.read]
    -[ roles . client . 'App_X' . w-r ]
    +[roles.client.app-x.read]
    +[ roles . client . 'app-x' . w-r ]
    -'App_X'."admin" = {}
    -App_X.other.description = "x"
    +'app-x'."admin" = {}
    +app-x.other.description = "x"
    -roles = { client = { "App_X" = { inline = { description = "App_X" } } } }
    +roles = { client = { "app-x" = { inline = { description = "App_X" } } } }
    "#);
}

#[test]
fn all_that_names_a_client_follows() {
    let text = r#"
[clients.App_X]
[clients.web.serviceAccount]
clientRoles.App_X = ["read"]
[clients.web.protocolMappers.m]
config."included.client.audience" = "App_X"
config."usermodel.clientRoleMapping.clientId" = 'App_X'
config."claim.name" = "App_X"
[clients.web.protocolMappers.r]
config = { role = "App_X.read.all", "id.token.claim" = true }
[roles.realm.all]
composites = { client = { "App_X" = ["read", "App_X"] } }
[groups."/staff"]
clientRoles."App_X" = "read"
description = "App_X"
"#;
    assert_snapshot!(changes(&[text]), @r#"
    -[clients.App_X]
    +[clients.app-x]
    -clientRoles.App_X = ["read"]
    +clientRoles.app-x = ["read"]
    -config."included.client.audience" = "App_X"
    -config."usermodel.clientRoleMapping.clientId" = 'App_X'
    +config."included.client.audience" = "app-x"
    +config."usermodel.clientRoleMapping.clientId" = 'app-x'
    -config = { role = "App_X.read.all", "id.token.claim" = true }
    +config = { role = "app-x.read.all", "id.token.claim" = true }
    -composites = { client = { "App_X" = ["read", "App_X"] } }
    +composites = { client = { "app-x" = ["read", "App_X"] } }
    -clientRoles."App_X" = "read"
    +clientRoles."app-x" = "read"
    "#);
}

#[test]
fn a_role_follows_only_where_it_is_meant() {
    let text = r#"
[clients.app]
[clients.web]
[roles.client.app.Read]
[roles.client.web.Write]
[roles.realm.Read-All]
[roles.realm.all]
composites.realm = ["Read-All", "Read"]
composites.client.app = ["Read", "Read-All"]
composites.client.web = [
    "Read", # of web
    "Write",
]
[clients.web.protocolMappers.one]
config.role = "app.Read"
[clients.web.protocolMappers.two]
config.role = "Read-All"
[groups."/staff"]
clientRoles.app = "Read"
"#;
    assert_snapshot!(changes(&[text]), @r#"
    -[roles.client.app.Read]
    -[roles.client.web.Write]
    -[roles.realm.Read-All]
    +[roles.client.app.read]
    +[roles.client.web.write]
    +[roles.realm.read-all]
    -composites.realm = ["Read-All", "Read"]
    -composites.client.app = ["Read", "Read-All"]
    +composites.realm = ["read-all", "Read"]
    +composites.client.app = ["read", "Read-All"]
    -    "Write",
    +    "write",
    -config.role = "app.Read"
    +config.role = "app.read"
    -config.role = "Read-All"
    +config.role = "read-all"
    -clientRoles.app = "Read"
    +clientRoles.app = "read"
    "#);
}

#[test]
fn scopes_follow_in_the_lists_of_clients_and_of_the_realm() {
    let text = r#"
[realm]
defaultDefaultClientScopes = ["My_Scope", "email"]
[[realm.clientPolicies.policies]]
name = "p"
[[realm.clientPolicies.policies.conditions]]
condition = "client-scopes"
configuration.scopes = ["My_Scope"]
[clientScopes.My_Scope]
[clientScopes.My_Scope.protocolMappers.m]
protocol = "openid-connect"
[clients.web]
optionalClientScopes = ['My_Scope']
"#;
    assert_snapshot!(changes(&[text]), @r#"
    -defaultDefaultClientScopes = ["My_Scope", "email"]
    +defaultDefaultClientScopes = ["my-scope", "email"]
    -configuration.scopes = ["My_Scope"]
    -[clientScopes.My_Scope]
    -[clientScopes.My_Scope.protocolMappers.m]
    +configuration.scopes = ["my-scope"]
    +[clientScopes.my-scope]
    +[clientScopes.my-scope.protocolMappers.m]
    -optionalClientScopes = ['My_Scope']
    +optionalClientScopes = ['my-scope']
    "#);
}

#[test]
fn a_client_policy_follows_by_qualified_and_by_bare_names() {
    let text = r#"
[clients.app]
[roles.client.app.Read]
[roles.client.app.keep]
[roles.realm.Boss]
[groups."/staff/Team"]
[realm]
clientPolicies = { policies = [{ name = "p", conditions = [
    { configuration = { roles = ["Read", "app.Read", "Boss", "keep"] } },
    { configuration = { groups = ["Team"] } },
] }] }
"#;
    assert_snapshot!(changes(&[text]), @r#"
    -[roles.client.app.Read]
    +[roles.client.app.read]
    -[roles.realm.Boss]
    -[groups."/staff/Team"]
    +[roles.realm.boss]
    +[groups."/staff/team"]
    -    { configuration = { roles = ["Read", "app.Read", "Boss", "keep"] } },
    -    { configuration = { groups = ["Team"] } },
    +    { configuration = { roles = ["read", "app.read", "boss", "keep"] } },
    +    { configuration = { groups = ["team"] } },
    "#);
}

#[test]
fn json_in_a_text_follows() {
    let text = r#"
[clients.App_X]
[groups."/Staff/team"]
[[clients.web.authorizationSettings.policies]]
config.roles = '[{"id": "App_X/read", "required": true}]'
config.clients = """["App_X", "web"]"""
config.groups = "[{\"path\":\"/Staff/team\"}]"
"#;
    let extra = ExtraFields::from([(names::CLIENT, ["authorizationSettings".to_owned()].into())]);
    let fixed = project(&files(&[text]), &extra, &policies_of(KEBAB), &[]).unwrap();
    assert_snapshot!(told(&fixed), @r#"
    -[clients.App_X]
    -[groups."/Staff/team"]
    +[clients.app-x]
    +[groups."/staff/team"]
    -config.roles = '[{"id": "App_X/read", "required": true}]'
    -config.clients = """["App_X", "web"]"""
    -config.groups = "[{\"path\":\"/Staff/team\"}]"
    +config.roles = '[{"id":"app-x/read","required":true}]'
    +config.clients = '["app-x","web"]'
    +config.groups = '[{"path":"/staff/team"}]'
    "#);
}

#[test]
fn lookups_follow_with_their_type() {
    let text = r#"
[lookups.My_Region]
label.en = "Region"
[lookups.My_Region.values]
North_Side = { sort = 1 }
[lookups.country.values.de]
parent = "My_Region/North_Side"
"#;
    let fixed = fixed_by(KEBAB, &[text]);
    assert_snapshot!(fixed.files[0].text, @r#"

    [lookups.my-region]
    label.en = "Region"
    [lookups.my-region.values]
    north-side = { sort = 1 }
    [lookups.country.values.de]
    parent = "my-region/north-side"

    [[moved]]
    kind = "lookupType"
    from = "My_Region"
    to = "my-region"
    reason = "naming/lookupType: names follow `<name>`"

    [[moved]]
    kind = "lookup"
    type = "my-region"
    from = "North_Side"
    to = "north-side"
    reason = "naming/lookup: names follow `<name>`"
    "#);
}

#[test]
fn groups_are_renamed_level_by_level_also_where_the_outer_one_is_only_implied() {
    let text = "[groups.\"/Staff/North_Team\"]\n[groups.'/Staff/North_Team/a']\n[groups.\"/Staff/right\"]\n";
    assert_snapshot!(text_of(KEBAB, &[text]), @r#"
    [groups."/staff/north-team"]
    [groups.'/staff/north-team/a']
    [groups."/staff/right"]

    [[moved]]
    kind = "group"
    from = "/Staff"
    to = "/staff"
    reason = "naming/group: names follow `/<top>/<team>/<leaf>`"

    [[moved]]
    kind = "group"
    from = "/staff/North_Team"
    to = "/staff/north-team"
    reason = "naming/group: names follow `/<top>/<team>/<leaf>`"
    "#);
}

#[test]
fn a_client_and_its_roles_are_renamed_at_once() {
    let text =
        "[clients.App_X]\n[roles.client.App_X.Read_All]\n[groups.\"/staff\"]\nclientRoles.App_X = [\"Read_All\"]\n";
    assert_snapshot!(text_of(KEBAB, &[text]), @r#"
    [clients.app-x]
    [roles.client.app-x.read-all]
    [groups."/staff"]
    clientRoles.app-x = ["read-all"]

    [[moved]]
    kind = "client"
    from = "App_X"
    to = "app-x"
    reason = "naming/client: names follow `<name>`"

    [[moved]]
    kind = "clientRole"
    client = "app-x"
    from = "Read_All"
    to = "read-all"
    reason = "naming/clientRole: names follow `<name>`"
    "#);
}

#[test]
fn blocks_go_where_the_project_keeps_its_own() {
    let history =
        "# History.\n[[moved]]\nkind = \"client\"\nfrom = \"a\"\nto = \"b\" # done\n\n# The end.\n[clients.b]\n";
    assert_snapshot!(fixed_by(KEBAB, &["[clients.B_C]\n", history]).files[1].text, @r#"
    # History.
    [[moved]]
    kind = "client"
    from = "a"
    to = "b" # done

    [[moved]]
    kind = "client"
    from = "B_C"
    to = "b-c"
    reason = "naming/client: names follow `<name>`"

    # The end.
    [clients.b]
    "#);
    let listed = "moved = [\n    { kind = \"client\", from = \"a\", to = \"b\" }, # done\n]\n";
    assert_snapshot!(fixed_by(KEBAB, &["[clients.B_C]\n", listed]).files[1].text, @r#"
    moved = [
        { kind = "client", from = "a", to = "b" }, { kind = "client", from = "B_C", to = "b-c", reason = "naming/client: names follow `<name>`" }, # done
    ]
    "#);
    assert_snapshot!(text_of(KEBAB, &["moved = []\n[clients.B_C]"]), @r#"
    moved = [{ kind = "client", from = "B_C", to = "b-c", reason = "naming/client: names follow `<name>`" }]
    [clients.b-c]
    "#);
}

#[test]
fn line_ends_and_a_missing_last_one_are_kept() {
    let text = text_of(KEBAB, &["\u{feff}[clients.B_C]\r\nenabled = true"]);
    assert_eq!(
        text,
        "\u{feff}[clients.b-c]\r\nenabled = true\r\n\r\n[[moved]]\r\nkind = \"client\"\r\nfrom = \"B_C\"\r\nto = \"b-c\"\r\n\
         reason = \"naming/client: names follow `<name>`\"\r\n"
    );
}

#[test]
fn history_goes_on() {
    let text = "[clients.B_C]\n[[moved]]\nkind = \"client\"\nfrom = \"a\"\nto = \"B_C\"\n";
    let new = text_of(KEBAB, &[text]);
    let desired = load::sources(files(&[&new]), &ExtraFields::new()).desired;
    for old in ["a", "B_C"] {
        assert_eq!(realmform_model::moves::future(&names::client(old), &desired.moves), names::client("b-c"), "{new}");
    }
}

#[test]
fn what_is_not_safe_is_refused() {
    let refused = |text: &str| changes(&[text]);
    assert_snapshot!(refused("[clients.App_X]\n[clients.app-x]\n"), @"client/App_X: `app-x` already exists");
    assert_snapshot!(refused("[clients.App_X]\n[roles.client.app-x.read]\n"), @"client/App_X: `app-x` already exists");
    assert_snapshot!(refused("[clients.App_X]\n[clients.App-X]\n"), @"
    client/App-X: client/App_X would also be renamed to `app-x`
    client/App_X: client/App-X would also be renamed to `app-x`
    ");
    assert_snapshot!(refused("[clients.App_X]\n[groups.\"/staff\"]\nclientRoles = { App_X = [], app-x = [] }\n"), @"client/App_X: group/staff refers to both `App_X` and `app-x`");
    assert_snapshot!(refused("[clients.ADMIN_CLI]\n"), @"client/ADMIN_CLI: Keycloak creates an object with this name by itself");
    assert_snapshot!(
        refused("[clients.App_X]\n[[moved]]\nkind = \"client\"\nfrom = \"app-x\"\nto = \"App_X\"\n"),
        @"client/App_X: `[[moved]]` blocks already rename `App_X` to `App_X`"
    );
    assert_snapshot!(
        refused("[clients.App_X]\n[clients.z]\n[[moved]]\nkind = \"client\"\nfrom = \"app-x\"\nto = \"z\"\n"),
        @"client/App_X: `[[moved]]` blocks already rename `App_X` to `z`"
    );
    // A role in it would be taken for one that was renamed long ago.
    let role = "[clients.App_X]\n[roles.client.App_X.read]\n[[moved]]\nkind = \"clientRole\"\nclient = \"app-x\"\n\
                from = \"read\"\nto = \"write\"\n";
    assert_snapshot!(refused(role), @"client/App_X: `[[moved]]` blocks already rename `read` to `write`");
}

#[test]
fn a_bare_name_cannot_follow_two_objects() {
    let policy = "[[naming]]\nkind = \"clientRole\"\nclient = \"a\"\nname = \"<x>\"\nparts.x = \"UPPERCASE\"\n\
                  [[naming]]\nkind = \"clientRole\"\nname = \"<x>\"\nparts.x = \"lowercase\"\n";
    let policy_of = |names: &str| {
        format!("[[realm.clientPolicies.policies]]\nconditions = [{{ configuration.roles = {names} }}]\n")
    };
    let roles = "[clients.a]\n[clients.b]\n[roles.client.a.Read]\n[roles.client.b.Read]\n";
    assert_snapshot!(told(&fixed_by(policy, &[roles, &policy_of("[\"Read\"]")])), @"
    -[roles.client.a.Read]
    +[roles.client.a.READ]
    clientRole/b/Read: a client policy refers to `Read`, and clientRole/a/Read gets a different name
    ");
    assert_snapshot!(told(&fixed_by(policy, &[roles, &policy_of("[\"a.Read\"]")])), @r#"
    -[roles.client.a.Read]
    -[roles.client.b.Read]
    +[roles.client.a.READ]
    +[roles.client.b.read]
    -conditions = [{ configuration.roles = ["a.Read"] }]
    +conditions = [{ configuration.roles = ["a.READ"] }]
    "#);
}

#[test]
fn a_kind_that_cannot_be_moved_is_left() {
    let policy = "[[naming]]\nkind = \"protocolMapper\"\nname = \"<name>\"\nparts.name = \"kebab-case\"\n";
    let fixed = fixed_by(policy, &["[clients.a.protocolMappers.My_M]\nprotocol = \"x\"\n"]);
    assert_snapshot!(told(&fixed), @"protocolMapper/client/a/My_M: a protocolMapper cannot be renamed in place: rename it by hand here and in Keycloak");
}

#[test]
fn nothing_is_fixed_while_a_file_cannot_be_read() {
    let found = project(&files(&["[clients.B_C]\n", "[clients"]), &ExtraFields::new(), &policies_of(KEBAB), &[]);
    assert_eq!(found.unwrap_err()[0].code, "config/toml-syntax");
}

#[test]
fn a_scope_that_is_exactly_the_old_name_follows_and_a_pattern_stays() {
    let policy = format!(
        "[[naming]]\nkind = \"clientRole\"\nclient = ['App_X', \"other\"] # who\nname = \"<a>\"\nparts.a = \"UPPERCASE\"\n\
         [[naming]]\nkind = \"clientRole\"\nclient = \"App_*\"\nname = \"<a>\"\nparts.a = \"lowercase\"\n{KEBAB}"
    );
    let fixed = fixed_by(&policy, &["[clients.App_X]\n[roles.client.App_X.read]\n"]);
    assert_snapshot!(told(&fixed), @r#"
    -[clients.App_X]
    -[roles.client.App_X.read]
    +[clients.app-x]
    +[roles.client.app-x.READ]
    -client = ['App_X', "other"] # who
    +client = ['app-x', "other"] # who
    "#);
}

#[test]
fn a_patch_has_no_characters_that_a_terminal_obeys() {
    let fixed = fixed_by(KEBAB, &["[clients.B_C]\ndescription = \"\u{9b}31m\"\n"]);
    assert_eq!(patch(&fixed.files), Err(Unshowable("realm/0.toml".to_owned())));
}

#[test]
fn an_export_gets_blocks() {
    let realm = serde_json::json!({"realm": "t", "clients": [{"clientId": "App_X"}, {"clientId": "account"}],
        "roles": {"client": {"App_X": [{"name": "Read_All"}]}},
        "groups": [{"name": "Staff", "subGroups": [{"name": "My_Team"}]}]});
    let Fixed { renames, refused, .. } = export(&realmform_kinds::export::live(&realm), &policies_of(KEBAB), &[]);
    assert!(refused.is_empty(), "{refused:?}");
    assert_snapshot!(blocks(&renames), @r#"
    [[moved]]
    kind = "client"
    from = "App_X"
    to = "app-x"
    reason = "naming/client: names follow `<name>`"

    [[moved]]
    kind = "group"
    from = "/Staff"
    to = "/staff"
    reason = "naming/group: names follow `/<top>/<team>/<leaf>`"

    [[moved]]
    kind = "clientRole"
    client = "app-x"
    from = "Read_All"
    to = "read-all"
    reason = "naming/clientRole: names follow `<name>`"

    [[moved]]
    kind = "group"
    from = "/staff/My_Team"
    to = "/staff/my-team"
    reason = "naming/group: names follow `/<top>/<team>/<leaf>`"
    "#);
}

#[test]
fn a_block_spells_out_what_a_terminal_obeys() {
    let realm = serde_json::json!({"realm": "t", "clients": [{"clientId": "App\u{1b}\"\u{9b}\u{202e}X"}]});
    let renames = export(&realmform_kinds::export::live(&realm), &policies_of(KEBAB), &[]).renames;
    let blocks = blocks(&renames);
    assert!(blocks.contains(r#"from = "App\u001b\"\u009b\u202eX""#), "{blocks}");
    let desired = load::sources(files(&[&blocks]), &ExtraFields::new()).desired;
    assert_eq!(desired.moves[0].from, "App\u{1b}\"\u{9b}\u{202e}X");
}

fn only(patterns: &[&str], texts: &[&str]) -> Fixed {
    let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    project(&files(texts), &ExtraFields::new(), &policies_of(KEBAB), &patterns).unwrap()
}

#[test]
fn only_what_was_asked_for_is_renamed_and_the_rest_is_counted() {
    let texts = ["[clients.App_X]\n[roles.client.App_X.Read_All]\n[roles.realm.Big_Boss]\n"];
    let fixed = only(&["clientRole/*"], &texts);
    assert_snapshot!(told(&fixed), @"
    -[roles.client.App_X.Read_All]
    +[roles.client.App_X.read-all]
    ");
    assert_eq!(
        (fixed.left_out, fixed.only.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
        (2, "clientRole/App_X/read-all".to_owned())
    );
}

#[test]
fn what_was_asked_for_stays_so_when_what_it_is_in_is_renamed() {
    let texts = ["[clients.App_X]\n[roles.client.App_X.Read_All]\n[roles.client.App_X.Write_All]\n"];
    let fixed = only(&["client/App_X", "clientRole/App_X/Read_All"], &texts);
    assert_snapshot!(told(&fixed), @"
    -[clients.App_X]
    -[roles.client.App_X.Read_All]
    -[roles.client.App_X.Write_All]
    +[clients.app-x]
    +[roles.client.app-x.read-all]
    +[roles.client.app-x.Write_All]
    ");
    assert_eq!(fixed.left_out, 1);
}

#[test]
fn a_group_below_one_that_was_not_asked_for_keeps_its_path() {
    let texts = ["[groups.\"/Staff\"]\n[groups.\"/Staff/My_Team\"]\n"];
    let fixed = only(&["group/Staff/My_Team"], &texts);
    assert_snapshot!(told(&fixed), @"group/Staff/My_Team: it would require renaming `/Staff`, which --only leaves out");
}
