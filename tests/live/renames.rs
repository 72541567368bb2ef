//! `[[moved]]`: what follows a rename, what is history, and what stands in the way.

use serde_json::{Value, json};

use crate::story::{Story, mapper, text, texts};

/// A moved block.
fn moved(kind: &str, from: &str, to: &str) -> String {
    format!("[[moved]]\nkind = \"{kind}\"\nfrom = \"{from}\"\nto = \"{to}\"\n\n")
}

/// Makes a client with these roles by hand; its id.
fn client(story: &Story, id: &str, roles: &[&str]) -> String {
    let made = story.post("/clients", &json!({"clientId": id, "publicClient": true})).id();
    for role in roles {
        story.post(&format!("/clients/{made}/roles"), &json!({"name": role}));
    }
    made
}

#[test]
fn a_star_renames_every_object_of_a_kind() {
    let story = Story::on(json!({"organizationsEnabled": true}), "");
    for name in ["old-a", "old-b", "other"] {
        client(&story, name, &[]);
        story.post("/roles", &json!({"name": name}));
        story.post("/groups", &json!({"name": name}));
        story.post("/client-scopes", &json!({"name": name, "protocol": "openid-connect"}));
        story.post("/organizations", &json!({"name": name, "alias": name}));
    }
    let kinds = ["client", "realmRole", "clientScope", "organization"];
    let mut toml: String = kinds.map(|kind| moved(kind, "old-*", "new-*")).concat();
    toml.push_str(&moved("group", "/old-*", "/new-*"));
    story.declare(&toml);
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Client scopes
      → clientScope/old-a → clientScope/new-a (id kept)
      → clientScope/old-b → clientScope/new-b (id kept)

    Clients
      → client/old-a → client/new-a (id kept)
      → client/old-b → client/new-b (id kept)

    Realm roles
      → realmRole/old-a → realmRole/new-a (id kept)
      → realmRole/old-b → realmRole/new-b (id kept)

    Groups
      → group/old-a → group/new-a (id kept)
      → group/old-b → group/new-b (id kept)

    Organizations
      → organization/old-a → organization/new-a (id kept)
      → organization/old-b → organization/new-b (id kept)

    Whom it affects
      ! client/new-a: every application that uses the client ID `old-a` must change to `new-a`
      ! client/new-b: every application that uses the client ID `old-b` must change to `new-b`

    Plan: 10 to rename.
    ");
    story.apply();
    for name in ["new-a", "new-b", "other"] {
        story.client(name);
        story.role(name);
        story.group(&format!("/{name}"));
        story.scope(name);
        story.organization(name);
    }
    assert_eq!((story.find_client("old-a"), story.find_scope("old-a"), story.find_group("/old-a")), (None, None, None));
}

#[test]
fn a_chain_ends_at_its_last_name_wherever_the_realm_stands_in_it() {
    let chain = [moved("client", "a", "b"), moved("client", "b", "c"), moved("client", "c", "d")].concat();
    for live in ["a", "b", "c", "d"] {
        let story = Story::new(&chain);
        let id = client(&story, live, &[]);
        if live == "a" {
            insta::assert_snapshot!(story.plan(), @"
            Plan for live: realm REALM on SERVER

            Clients
              → client/a → client/d (id kept)

            Whom it affects
              ! client/d: every application that uses the client ID `a` must change to `d`

            Plan: 1 to rename.
            ");
        }
        story.apply();
        assert_eq!(story.client("d")["id"], id.as_str());
    }
}

#[test]
fn history_plans_to_nothing() {
    let story = Story::converged(&format!(
        "[clients.new]\n[roles.client.new.\"b:x\"]\n{}{}",
        moved("client", "old", "new"),
        moved("clientRole\"\nclient = \"old", "a:*", "b:*"),
    ));
    story.is_converged();
    // The same moves find a role that came back under its old name.
    story.post(&format!("{}/roles", story.client_path("new")), &json!({"name": "a:y"}));
    story.apply();
    assert_eq!(story.client_role("new", "b:y")["name"], "b:y");
}

#[test]
fn two_names_for_one_object_are_told_with_both_places() {
    let story = Story::new("[clients.new]\n");
    let (old, new) = (client(&story, "old", &[]), client(&story, "new", &[]));
    story.project.file("realm/moved.toml", &moved("client", "old", "new"));
    for command in [&["plan", "--target", "live"][..], &["apply", "--yes", "--target", "live"]] {
        let output = story.project.run(command);
        assert_eq!(output.status, 4, "{output:?}");
        for part in ["moved/blocked", "realm/moved.toml:1", "realm/realm.toml:1"] {
            assert!(output.stderr.contains(part), "no {part} in {}", output.stderr);
        }
    }
    assert_eq!((&story.client("old")["id"], &story.client("new")["id"]), (&json!(old), &json!(new)));
}

#[test]
fn two_objects_whose_moves_end_at_one_name_are_told() {
    let story = Story::new(&[moved("client", "b", "c"), moved("client", "a", "b")].concat());
    let (a, b) = (client(&story, "a", &[]), client(&story, "b", &[]));
    // `a` ends at `c` by the chain, and so does `b`: neither moves unasked.
    let output = story.project.run(&["apply", "--yes", "--target", "live"]);
    assert_eq!(output.status, 4, "{output:?}");
    assert_eq!((&story.client("a")["id"], &story.client("b")["id"]), (&json!(a), &json!(b)));
}

#[test]
fn mappers_that_spell_a_name_out_follow_it() {
    let story = Story::new(
        &[
            moved("client", "old-api", "new-api"),
            moved("clientRole\"\nclient = \"new-api", "reader", "viewer"),
            moved("realmRole", "old-staff", "staff"),
        ]
        .concat(),
    );
    client(&story, "old-api", &["reader"]);
    story.post("/roles", &json!({"name": "old-staff"}));
    let mapper_of = |name: &str, kind: &str, config: Value| json!({"name": name, "protocol": "openid-connect", "protocolMapper": kind, "config": config});
    let mappers = json!([
        mapper_of("audience", "oidc-audience-mapper", json!({"included.client.audience": "old-api"})),
        mapper_of("elsewhere", "oidc-audience-mapper", json!({"included.client.audience": "account"})),
        mapper_of("client-role", "oidc-hardcoded-role-mapper", json!({"role": "old-api.reader"})),
        mapper_of("realm-role", "oidc-hardcoded-role-mapper", json!({"role": "old-staff"})),
        mapper_of("role-name", "oidc-role-name-mapper", json!({"role": "old-api.reader", "new.role.name": "x.y"})),
        mapper_of(
            "roles",
            "oidc-usermodel-client-role-mapper",
            json!({"usermodel.clientRoleMapping.clientId": "old-api", "claim.name": "r"})
        ),
    ]);
    story.post("/clients", &json!({"clientId": "web", "publicClient": true, "protocolMappers": mappers}));
    story.post("/client-scopes", &json!({"name": "s", "protocol": "openid-connect", "protocolMappers": mappers}));

    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Clients
      → client/old-api → client/new-api (id kept, 8 references follow)

    Client roles
      → clientRole/old-api/reader → clientRole/new-api/viewer (id kept, 4 references follow)

    Realm roles
      → realmRole/old-staff → realmRole/staff (id kept, 2 references follow)

    Protocol mappers
      ~ protocolMapper/clientScope/s/audience
          config."included.client.audience": "old-api" → "new-api"  (follows client/new-api)
      ~ protocolMapper/clientScope/s/client-role
          config.role: "old-api.reader" → "new-api.viewer"  (follows clientRole/new-api/viewer)
      ~ protocolMapper/clientScope/s/realm-role
          config.role: "old-staff" → "staff"  (follows realmRole/staff)
      ~ protocolMapper/clientScope/s/role-name
          config.role: "old-api.reader" → "new-api.viewer"  (follows clientRole/new-api/viewer)
      ~ protocolMapper/clientScope/s/roles
          config."usermodel.clientRoleMapping.clientId": "old-api" → "new-api"  (follows client/new-api)
      ~ protocolMapper/client/web/audience
          config."included.client.audience": "old-api" → "new-api"  (follows client/new-api)
      ~ protocolMapper/client/web/client-role
          config.role: "old-api.reader" → "new-api.viewer"  (follows clientRole/new-api/viewer)
      ~ protocolMapper/client/web/realm-role
          config.role: "old-staff" → "staff"  (follows realmRole/staff)
      ~ protocolMapper/client/web/role-name
          config.role: "old-api.reader" → "new-api.viewer"  (follows clientRole/new-api/viewer)
      ~ protocolMapper/client/web/roles
          config."usermodel.clientRoleMapping.clientId": "old-api" → "new-api"  (follows client/new-api)

    Risks
      ! protocolMapper/clientScope/s/audience config."included.client.audience": audience new-api
      ! protocolMapper/client/web/audience config."included.client.audience": audience new-api
      ! protocolMapper/clientScope/s/client-role config.role, protocolMapper/clientScope/s/role-name config.role, protocolMapper/client/web/client-role config.role and 1 more: role in every token: new-api.viewer
      ! protocolMapper/clientScope/s/realm-role config.role: role in every token: staff
      ! protocolMapper/client/web/realm-role config.role: role in every token: staff
      - error reference/missing: protocolMapper/client/web/client-role, protocolMapper/client/web/realm-role, protocolMapper/client/web/role-name and 3 more
      - error reference/missing-client: protocolMapper/clientScope/s/audience: the client `old-api` is not declared anywhere and does not exist; 4 objects refer to it

    Whom it affects
      ! client/new-api: every application that uses the client ID `old-api` must change to `new-api`

    Plan: 10 to change, 3 to rename.
    This plan resolves 7 lint findings.
    "#);
    story.apply();
    for owner in [story.client("web"), story.scope("s")] {
        let value = |name: &str, key: &str| text(&mapper(&owner, name)["config"][key]);
        assert_eq!(value("audience", "included.client.audience"), "new-api");
        assert_eq!(value("elsewhere", "included.client.audience"), "account");
        assert_eq!(value("client-role", "role"), "new-api.viewer");
        assert_eq!(value("realm-role", "role"), "staff");
        assert_eq!(
            (value("role-name", "role"), value("role-name", "new.role.name")),
            ("new-api.viewer".into(), "x.y".into())
        );
        assert_eq!(value("roles", "usermodel.clientRoleMapping.clientId"), "new-api");
        assert_eq!(value("roles", "claim.name"), "r");
    }
}

#[test]
fn ldap_mappers_follow_the_client_and_the_role_that_they_name() {
    let story = Story::new(
        &[
            moved("client", "old-api", "new-api"),
            moved("realmRole", "old-staff", "staff"),
            moved("group", "/old", "/new"),
        ]
        .concat(),
    );
    client(&story, "old-api", &["reader"]);
    story.post("/roles", &json!({"name": "old-staff"}));
    story.post("/groups", &json!({"name": "old"}));
    let provider = story.post(
        "/components",
        &json!({
            "name": "ldap", "providerId": "ldap", "providerType": "org.keycloak.storage.UserStorageProvider",
            "config": {
                "enabled": ["true"], "vendor": ["other"], "editMode": ["READ_ONLY"], "authType": ["none"],
                "connectionUrl": ["ldap://127.0.0.1:1"], "usersDn": ["ou=people,dc=example"],
                "usernameLDAPAttribute": ["uid"], "rdnLDAPAttribute": ["uid"], "uuidLDAPAttribute": ["entryUUID"],
                "userObjectClasses": ["person"],
            },
        }),
    );
    let add = |name: &str, kind: &str, config: Value| {
        story.post(
            "/components",
            &json!({
                "name": name, "providerId": kind, "parentId": provider.id(),
                "providerType": "org.keycloak.storage.ldap.mappers.LDAPStorageMapper", "config": config,
            }),
        )
    };
    let roles = add(
        "roles",
        "role-ldap-mapper",
        json!({
            "roles.dn": ["ou=roles,dc=example"], "role.name.ldap.attribute": ["cn"], "role.object.classes": ["groupOfNames"],
            "membership.ldap.attribute": ["member"], "membership.attribute.type": ["DN"],
            "membership.user.ldap.attribute": ["uid"], "mode": ["READ_ONLY"],
            "user.roles.retrieve.strategy": ["LOAD_ROLES_BY_MEMBER_ATTRIBUTE"],
            "use.realm.roles.mapping": ["false"], "client.id": ["old-api"],
        }),
    );
    let staff = add("staff", "hardcoded-ldap-role-mapper", json!({"role": ["old-staff"]}));
    let reader = add("reader", "hardcoded-ldap-role-mapper", json!({"role": ["old-api.reader"]}));
    let group = add("group", "hardcoded-ldap-group-mapper", json!({"group": ["/old"]}));

    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Clients
      → client/old-api → client/new-api (id kept, 2 references follow)

    Realm roles
      → realmRole/old-staff → realmRole/staff (id kept, 1 reference follows)

    Groups
      → group/old → group/new (id kept, 1 reference follows)

    Ldap mappers
      ~ ldapMapper/ldap/group
          config.group: ["/old"] → ["/new"]  (follows group/new)
      ~ ldapMapper/ldap/reader
          config.role: ["old-api.reader"] → ["new-api.reader"]  (follows clientRole/new-api/reader)
      ~ ldapMapper/ldap/roles
          config."client.id": ["old-api"] → ["new-api"]  (follows client/new-api)
      ~ ldapMapper/ldap/staff
          config.role: ["old-staff"] → ["staff"]  (follows realmRole/staff)

    Risks
      + error reference/missing: ldapMapper/ldap/reader refers to `clientRole/new-api/reader`, which is not declared anywhere and does not exist
      - error reference/missing: ldapMapper/ldap/group refers to `group/old`, which is not declared anywhere and does not exist
      - error reference/missing: ldapMapper/ldap/reader refers to `realmRole/old-api.reader`, which is not declared anywhere and does not exist
      - error reference/missing: ldapMapper/ldap/staff refers to `realmRole/old-staff`, which is not declared anywhere and does not exist
      - error reference/missing-client: ldapMapper/ldap/roles: the client `old-api` is not declared anywhere and does not exist

    Whom it affects
      ! client/new-api: every application that uses the client ID `old-api` must change to `new-api`

    Plan: 4 to change, 3 to rename.
    This plan adds 1 lint finding and resolves 4.
    "#);
    story.apply();
    let config = |made: &crate::support::Answer, key: &str| {
        texts(&story.get(&format!("/components/{}", made.id()))["config"][key]).concat()
    };
    assert_eq!(config(&roles, "client.id"), "new-api");
    assert_eq!(config(&roles, "roles.dn"), "ou=roles,dc=example");
    assert_eq!(config(&staff, "role"), "staff");
    assert_eq!(config(&reader, "role"), "new-api.reader");
    assert_eq!(config(&group, "group"), "/new");
}

#[test]
fn members_and_contents_survive_a_rename_of_everything_around_them() {
    let story = Story::new(
        &[
            moved("client", "old-api", "api"),
            moved("clientRole\"\nclient = \"old-api", "old-*", "*"),
            moved("realmRole", "old-boss", "boss"),
            moved("group", "/old", "/new"),
            moved("group", "/new/old", "/new/new"),
        ]
        .concat(),
    );
    client(&story, "old-api", &["old-read", "old-write"]);
    let (read, write) = (story.client_role("old-api", "old-read"), story.client_role("old-api", "old-write"));
    story.post("/roles", &json!({"name": "old-boss"}));
    let boss = story.role("old-boss");
    story.post(&format!("/roles-by-id/{}/composites", text(&boss["id"])), &json!([read, write]));
    let top = story.post("/groups", &json!({"name": "old"})).id();
    let inner = text(&story.post(&format!("/groups/{top}/children"), &json!({"name": "old"})).ok()["id"]);
    story.post(&format!("/groups/{inner}/role-mappings/realm"), &json!([boss]));
    let ann = story.user("ann", json!({"groups": ["/old/old"]}));
    story.post(&format!("{ann}/role-mappings{}", story.client_path("old-api")), &json!([read]));

    story.apply();
    assert_eq!(story.composites(&story.role("boss")), ["api.read", "api.write"]);
    assert_eq!(story.members("/new/new"), ["ann"]);
    assert_eq!(story.group_roles("/new/new"), ["boss"]);
    assert!(story.roles_of(&ann).contains(&"api.read".to_owned()));
    assert_eq!(story.group("/new/new")["id"], inner.as_str());
}
