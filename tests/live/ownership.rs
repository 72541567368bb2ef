//! Ownership on a real server: what is made bears a mark, what is no longer declared goes, and what stands against that.

use serde_json::json;

use crate::story::{Story, done, list, sorted, text};
use crate::support::{Database, Project};

const KINDS: &str = r#"
[realm]
organizationsEnabled = true

[clientScopes.cart]

[clientScopes.cart.protocolMappers.audience]
protocolMapper = "oidc-audience-mapper"
config."included.custom.audience" = "cart"

[clients.shop-web]
publicClient = true
standardFlowEnabled = true
redirectUris = ["https://shop.example.com/*"]
attributes."pkce.code.challenge.method" = "S256"

[roles.client.shop-web."cart:read"]

[roles.realm.reader]

[roles.realm.keeper]
composites.realm = ["reader"]

[groups."/staff"]
realmRoles = ["reader"]

[groups."/staff/night"]

[organizations.acme]
domains."acme.example.com" = {}
"#;

/// What stays of it.
const LEFT: &str = "[realm]\norganizationsEnabled = true\n\n[roles.realm.keeper]\ncomposites.realm = []\n";

const OWNED: [&str; 7] =
    ["clientScope", "client", "clientRole", "realmRole", "group", "protocolMapper", "organization"];

/// The project `shop` with one mode for all kinds.
fn owning(story: &Story, mode: &str) {
    let kinds: String = OWNED.iter().map(|kind| format!("{kind} = \"{mode}\"\n")).collect();
    let text =
        format!("schema = 1\ndefault_target = \"live\"\n\n[ownership]\nproject = \"shop\"\nmax_deletions = 9\n{kinds}");
    story.project.file("realmform.toml", &text);
}

#[test]
fn what_this_project_made_goes_with_its_declaration_and_what_falls_is_counted_live() {
    let story = Story::new(KINDS);
    owning(&story, "managed");
    let first = story.apply();
    assert!(first.contains("New objects are marked as owned by project `shop`."), "{first}");
    // The world goes on: users, and things made by hand.
    let (reader, group) = (story.role("reader"), text(&story.group("/staff")["id"]));
    for name in ["anna", "bert", "carl"] {
        let user = story.user(name, json!({}));
        story.post(&format!("{user}/role-mappings/realm"), &json!([reader]));
        story.put(&format!("{user}/groups/{group}"), &json!({}));
    }
    story.post("/roles", &json!({"name": "by-hand"}));
    let by_hand = story.role("by-hand");
    story.post(&format!("/roles-by-id/{}/composites", text(&by_hand["id"])), &json!([reader]));

    story.declare(LEFT);
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Realm roles
      - revoke realmRole/keeper: composites.realm reader

    Deletions and what they affect
      - clientScope/cart: 1 protocol mapper is deleted with it
      - client/shop-web: 1 client role is deleted with it
      - realmRole/reader: 3 users lose it, 2 composite roles contain it
      - group/staff: 3 members lose it, 1 subgroup is deleted with it
      - organization/acme

    Risks
      - warning client/redirect-wildcard: client/shop-web: the wildcard in `https://shop.example.com/*` matches every path that starts the same way

    Whom it affects
      - clientScope/acr: 1 client loses it
      - clientScope/address: 1 client loses it
      - clientScope/basic: 1 client loses it
      - clientScope/email: 1 client loses it
      - clientScope/microprofile-jwt: 1 client loses it
      - clientScope/offline_access: 1 client loses it
      - clientScope/organization: 1 client loses it
      - clientScope/phone: 1 client loses it
      - clientScope/profile: 1 client loses it
      - clientScope/roles: 1 client loses it
      - clientScope/web-origins: 1 client loses it
      - realmRole/reader: 3 users and 2 groups lose it
      ! client/shop-web: applications that use the client ID `shop-web` can no longer sign in

    Plan: 5 to delete, 1 revocation.
    This plan resolves 1 lint finding.
    ");
    story.apply();
    assert_eq!(story.find_client("shop-web"), None);
    assert_eq!(story.find_scope("cart"), None);
    assert_eq!(story.find_group("/staff"), None);
    assert_eq!(list(&story.get("/organizations")).count(), 0);
    assert_eq!(story.admin().find(&story.path("/roles/reader")), None);
    // What others made stays, and so does what is still declared.
    assert_eq!(story.role("by-hand")["id"], by_hand["id"]);
    assert_eq!(story.role("keeper")["attributes"]["realmform.project"], json!(["shop"]));
}

#[test]
fn nothing_that_keycloak_made_is_ever_deleted() {
    for organizations in [false, true] {
        let story = Story::new(&format!(
            "[realm]\norganizationsEnabled = {organizations}\nadminPermissionsEnabled = {organizations}\n"
        ));
        owning(&story, "exclusive");
        story.apply();
        let plan = story.plan();
        assert!(plan.contains("No changes."), "{plan}");
    }
    // The realm of the administrators has clients for each realm.
    let story = Story::new("[realm]\nenabled = true\n");
    owning(&story, "exclusive");
    story.project.live(story.keycloak, "master");
    let plan = story.plan();
    assert!(!plan.contains("-realm"), "{plan}");
}

#[test]
fn whatever_its_kind_an_object_is_taken_over_and_given_up() {
    let story = Story::new(KINDS);
    story.apply();
    owning(&story, "managed");
    let owned = || done(story.project.run(&["owned", "--target", "live"]));
    assert_eq!(owned(), "Project shop owns 0 objects.\n");
    let before = story.client("shop-web");
    done(story.project.run(&["adopt", "*", "--yes", "--target", "live"]));
    insta::assert_snapshot!(owned(), @r#"
    clientScope/cart
    client/shop-web
    clientRole/shop-web/cart:read
    realmRole/keeper
    realmRole/reader
    group/staff
    group/staff/night
    protocolMapper/clientScope/cart/audience
    organization/acme
    Project shop owns 9 objects.
    "#);
    story.is_converged();
    // Nothing else of them has changed.
    let mut after = story.client("shop-web");
    let mark = after["attributes"].as_object_mut().unwrap().remove("realmform.project");
    assert_eq!((mark, after), (Some(json!("shop")), before));
    assert_eq!(text(&story.organization("acme")["domains"][0]["name"]), "acme.example.com");

    done(story.project.run(&["disown", "*", "--yes", "--target", "live"]));
    assert_eq!(owned(), "Project shop owns 0 objects.\n");
    story.declare(LEFT.replace("composites.realm = []", "").as_str());
    assert!(story.plan().contains("No changes."), "what was given up stays");
}

#[test]
fn what_is_protected_is_remembered_by_the_server() {
    let protected = KINDS.replace("[groups.\"/staff/night\"]\n", "[groups.\"/staff/night\"]\nprevent_destroy = true\n");
    let story = Story::new(&protected);
    owning(&story, "managed");
    story.apply();
    assert_eq!(story.group("/staff/night")["attributes"]["realmform.prevent_destroy"], json!(["true"]));
    story.declare(&KINDS.replace("[groups.\"/staff\"]\nrealmRoles = [\"reader\"]\n\n[groups.\"/staff/night\"]\n", ""));
    let refused = story.project.run(&["apply", "--yes", "--target", "live"]);
    assert_eq!(refused.status, 4, "{refused:#?}");
    assert!(
        refused.stderr.contains("cannot delete group/staff: this would also delete group/staff/night"),
        "{}",
        refused.stderr
    );
    assert!(story.find_group("/staff/night").is_some());

    story.project.file("realm/realm.toml", &protected.replace("prevent_destroy = true", "prevent_destroy = false"));
    story.apply();
    story.declare(&KINDS.replace("[groups.\"/staff\"]\nrealmRoles = [\"reader\"]\n\n[groups.\"/staff/night\"]\n", ""));
    story.apply();
    assert_eq!(story.find_group("/staff"), None);
}

#[test]
fn an_account_that_may_not_see_all_deletes_nothing() {
    let story = Story::new(KINDS);
    owning(&story, "managed");
    story.apply();
    story.declare(LEFT);
    // May change clients, groups and roles, and see no users: it could not tell who loses what.
    let client = json!({"clientId": "robot", "secret": "robots-own-word-for-tests", "serviceAccountsEnabled": true, "publicClient": false});
    story.post("/clients", &client);
    let user = text(&story.get(&format!("{}/service-account-user", story.client_path("robot")))["id"]);
    let management = story.client_path("realm-management");
    let gives = |role: &str| {
        let role = story.get(&format!("{management}/roles/{role}"));
        story.post(&format!("/users/{user}/role-mappings{}", management), &json!([role]));
    };
    ["manage-realm", "manage-clients", "query-groups"].into_iter().for_each(gives);
    story.project.env("KEYCLOAK_ADMIN_REALM", &story.realm);
    story
        .project
        .env("KEYCLOAK_ADMIN_CLIENT_ID", "robot")
        .env("KEYCLOAK_ADMIN_CLIENT_SECRET", "robots-own-word-for-tests");
    story.project.env("KEYCLOAK_ADMIN_USERNAME", "").env("KEYCLOAK_ADMIN_PASSWORD", "");
    let refused = story.project.run(&["plan", "--target", "live"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (3, ""), "{refused:#?}");
    insta::assert_snapshot!(refused.stderr, @r#"
    error: the plan deletes objects, and this account cannot see all users and groups
      help: grant it the role `view-users` of the client `realm-management`, to count what the deletions affect
    "#);
    gives("view-users");
    let seen = story.project.run(&["plan", "--target", "live"]);
    assert_eq!(seen.status, 0, "{seen:#?}");
}

#[test]
fn a_domain_goes_from_an_organization_that_is_deleted_to_a_new_one() {
    let story = Story::new(KINDS);
    owning(&story, "managed");
    story.apply();
    story.declare(&KINDS.replace("organizations.acme", "organizations.acme-new"));
    story.apply();
    assert_eq!(text(&story.organization("acme-new")["domains"][0]["name"]), "acme.example.com");
}

#[test]
fn what_somebody_else_has_deleted_meanwhile_is_no_failure() {
    let story = Story::new(KINDS);
    owning(&story, "managed");
    story.apply();
    story.declare(LEFT);
    done(story.project.run(&["plan", "--out", "plan.json", "--target", "live"]));
    story.delete(&format!("/groups/{}", text(&story.group("/staff")["id"])));
    let stale = story.project.run(&["apply", "plan.json"]);
    assert_eq!(stale.status, 5, "{stale:#?}");
    assert!(stale.stderr.contains("group/staff"), "{}", stale.stderr);
    story.apply();
}

/// Values of a catalogue, of which some are no longer declared.
const VALUES: &str = r#"
[lookups.colour]
label.en = "Colour"

[lookups.colour.values.red]
label.en = "Red"

[lookups.colour.values.pink]
label.en = "Pink"
parent = "colour/red"

[lookups.size]
label.en = "Size"

[lookups.size.values.large]
label.en = "Large"
"#;

fn catalogue(url: &str, ownership: &str) -> Project {
    let project = Project::new();
    project.file(
        "realmform.toml",
        &format!(
            "schema = 1\ndefault_target = \"live\"\n[ownership]\nproject = \"shop\"\nmax_deletions = 9\n{ownership}"
        ),
    );
    project.file("lookups/all.toml", VALUES).env("DATABASE_URL", url);
    project
}

#[test]
fn lookups_are_remembered_in_a_ledger_and_go_with_their_declaration() {
    let folder = tempfile::tempdir().unwrap();
    for database in [Database::sqlite(folder.path()), Database::postgres(), Database::mariadb()] {
        let project = catalogue(&database.url, "lookup = \"managed\"\nlookupType = \"managed\"\n");
        done(project.run(&["apply", "--yes"]));
        let owned = done(project.run(&["owned"]));
        assert_eq!(owned.lines().last(), Some("Project shop owns 5 objects."));
        // A rename keeps the entry: the ledger knows rows, not names.
        let moved = "[[moved]]\nkind = \"lookup\"\ntype = \"colour\"\nfrom = \"pink\"\nto = \"rose\"\n";
        project.file("lookups/all.toml", &format!("{}\n{moved}", VALUES.replace("pink", "rose")));
        done(project.run(&["apply", "--yes"]));
        assert!(done(project.run(&["owned"])).contains("lookup/colour/rose\n"));

        project.file(
            "lookups/all.toml",
            "[lookups.colour]\nlabel.en = \"Colour\"\n\n[lookups.colour.values.rose]\nlabel.en = \"Pink\"\n",
        );
        let plan = done(project.run(&["plan"]));
        // Below the line that says where.
        let (_, plan) = plan.split_once("\n\n").expect("a header");
        insta::allow_duplicates! { insta::assert_snapshot!(plan, @"
        Deletions and what they affect
          - lookupType/size: 1 lookup is deleted with it
          - lookup/colour/red: 1 lookup loses its parent

        Plan: 2 to delete.
        "); }
        done(project.run(&["apply", "--yes"]));
        assert!(done(project.run(&["plan"])).contains("\nNo changes. "));
        let owned = sorted(done(project.run(&["owned"])).lines().map(str::to_owned));
        assert_eq!(owned, ["Project shop owns 2 objects.", "lookup/colour/rose", "lookupType/colour"]);
    }
}

#[test]
fn rows_of_others_are_taken_over_and_given_up() {
    for database in Database::servers() {
        let project = catalogue(&database.url, "");
        done(project.run(&["apply", "--yes"]));
        done(project.run(&["adopt", "lookup/colour/*", "--yes"]));
        assert_eq!(done(project.run(&["owned"])).lines().last(), Some("Project shop owns 2 objects."));
        done(project.run(&["disown", "lookup/colour/pink", "--yes"]));
        assert_eq!(done(project.run(&["owned"])), "lookup/colour/red\nProject shop owns 1 object.\n");
    }
}
