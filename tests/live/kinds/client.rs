//! Clients: fields, attributes, scope lists, mappers and the secret.

use serde_json::json;

use crate::story::{Story, done, list, mapper, names, text, texts};

const WEB: &str = r#"
[clients.shop-web]
name = "Shop"
publicClient = true
standardFlowEnabled = true
directAccessGrantsEnabled = false
redirectUris = ["https://shop.example/*"]
attributes."pkce.code.challenge.method" = "S256"
defaultClientScopes = ["basic", "profile", "roles"]
optionalClientScopes = ["offline_access"]
"#;

#[test]
fn a_client_is_made_as_it_is_declared() {
    let story = Story::new(WEB);
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Clients
      + client/shop-web
          name: "Shop"
          publicClient: true
          standardFlowEnabled: true
          directAccessGrantsEnabled: false
          redirectUris: ["https://shop.example/*"]
          attributes."pkce.code.challenge.method": "S256"
          defaultClientScopes: ["basic", "profile", "roles"]
          optionalClientScopes: ["offline_access"]

    Risks
      ! client/shop-web publicClient: public client: it signs in without a secret
      ! client/shop-web standardFlowEnabled: standard flow
      + warning client/redirect-wildcard: client/shop-web: the wildcard in `https://shop.example/*` matches every path that starts the same way

    Plan: 1 to create.
    This plan adds 1 lint finding.
    "#);
    story.apply();
    let client = story.client("shop-web");
    assert_eq!(
        (&client["name"], &client["publicClient"], &client["directAccessGrantsEnabled"]),
        (&json!("Shop"), &json!(true), &json!(false))
    );
    assert_eq!(client["redirectUris"], json!(["https://shop.example/*"]));
    assert_eq!(client["attributes"]["pkce.code.challenge.method"], "S256");
    assert_eq!(texts(&client["defaultClientScopes"]), ["basic", "profile", "roles"]);
    assert_eq!(texts(&client["optionalClientScopes"]), ["offline_access"]);
}

#[test]
fn fields_change_and_what_nobody_declares_stays() {
    let story = Story::converged(WEB);
    let path = story.client_path("shop-web");
    story.put(
        &path,
        &json!({
            "clientId": "shop-web", "description": "by hand", "webOrigins": ["https://hand.example"],
            "attributes": {"post.logout.redirect.uris": "+", "pkce.code.challenge.method": "plain"},
        }),
    );
    story.declare(
        &WEB.replace("\"Shop\"", "\"Shop 2\"")
            .replace("\"https://shop.example/*\"", "\"https://a/*\", \"https://b/*\""),
    );
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Clients
      ~ client/shop-web
          attributes."pkce.code.challenge.method": "plain" → "S256"
          name: "Shop" → "Shop 2"
          redirectUris:
            + "https://a/*"
            + "https://b/*"
            - "https://shop.example/*"

    Risks
      ! client/shop-web attributes."pkce.code.challenge.method": PKCE is required no longer, or by another method
      ! client/shop-web redirectUris: redirect URI https://a/*
      ! client/shop-web redirectUris: redirect URI https://b/*
      + warning client/redirect-wildcard: client/shop-web: the wildcard in `https://a/*` matches every path that starts the same way
      + warning client/redirect-wildcard: client/shop-web: the wildcard in `https://b/*` matches every path that starts the same way
      - warning client/pkce-plain: client/shop-web: with the PKCE method `plain`, the code challenge is the verifier itself
      - warning client/redirect-wildcard: client/shop-web: the wildcard in `https://shop.example/*` matches every path that starts the same way

    Plan: 1 to change.
    This plan adds 2 lint findings and resolves 2.
    "#);
    story.apply();
    let client = story.client("shop-web");
    assert_eq!(client["name"], "Shop 2");
    assert_eq!(texts(&client["redirectUris"]), ["https://a/*", "https://b/*"]);
    assert_eq!(client["attributes"]["pkce.code.challenge.method"], "S256");
    assert_eq!(client["attributes"]["post.logout.redirect.uris"], "+");
    assert_eq!((&client["description"], &client["webOrigins"]), (&json!("by hand"), &json!(["https://hand.example"])));
}

#[test]
fn empty_means_empty() {
    let story = Story::converged(WEB);
    story.declare("[clients.shop-web]\nredirectUris = []\noptionalClientScopes = []\nname = \"\"\n");
    story.apply();
    let client = story.client("shop-web");
    assert_eq!(client["redirectUris"], json!([]));
    assert_eq!(client["optionalClientScopes"], json!([]));
    assert_eq!(client["name"], "");
    assert_eq!(texts(&client["defaultClientScopes"]), ["basic", "profile", "roles"]);
}

#[test]
fn scopes_are_assigned_taken_away_and_change_lists() {
    let story = Story::converged(WEB);
    story.declare(
        r#"
        [clients.shop-web]
        defaultClientScopes = ["basic", "offline_access", "shop:cart"]
        optionalClientScopes = ["profile"]

        [clientScopes."shop:cart"]
        protocol = "openid-connect"
        "#,
    );
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Client scopes
      + clientScope/shop:cart (protocol: "openid-connect")

    Clients
      - unassign client/shop-web: defaultClientScopes profile, roles
      - unassign client/shop-web: optionalClientScopes offline_access
      + assign client/shop-web: defaultClientScopes offline_access, shop:cart
      + assign client/shop-web: optionalClientScopes profile

    Risks
      + warning client/offline-access-default: client/shop-web: every login creates an offline token

    Whom it affects
      - clientScope/roles: 1 client loses it
      + clientScope/shop:cart: 1 client gains it

    Plan: 1 to create, 3 grants, 3 revocations.
    This plan adds 1 lint finding.
    "#);
    story.apply();
    let client = story.client("shop-web");
    assert_eq!(texts(&client["defaultClientScopes"]), ["basic", "offline_access", "shop:cart"]);
    assert_eq!(texts(&client["optionalClientScopes"]), ["profile"]);
}

#[test]
fn a_renamed_client_keeps_its_id_secret_and_settings() {
    let story = Story::converged("[clients.old-svc]\nserviceAccountsEnabled = true\nname = \"Service\"\n");
    let (id, secret) = (story.client("old-svc")["id"].clone(), story.secret_of("old-svc"));
    story.declare(
        "[clients.new-svc]\nserviceAccountsEnabled = true\nname = \"Service\"\n
         [[moved]]\nkind = \"client\"\nfrom = \"old-svc\"\nto = \"new-svc\"\n",
    );
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Clients
      → client/old-svc → client/new-svc (id kept)

    Whom it affects
      ! client/new-svc: every application that uses the client ID `old-svc` must change to `new-svc`

    Plan: 1 to rename.
    ");
    story.apply();
    assert_eq!(story.client("new-svc")["id"], id);
    assert_eq!(story.secret_of("new-svc"), secret);
    assert_eq!(story.find_client("old-svc"), None);
    let user = story.get(&format!("{}/service-account-user", story.client_path("new-svc")));
    assert_eq!(user["username"], "service-account-new-svc");
}

#[test]
fn a_client_deleted_by_hand_is_made_again_with_all_that_is_in_it() {
    let toml = format!(
        r#"{WEB}
        [clients.shop-web.protocolMappers.audience]
        protocol = "openid-connect"
        protocolMapper = "oidc-audience-mapper"
        config."included.client.audience" = "shop-web"

        [roles.client.shop-web."cart:read"]
        description = "Look"
        "#
    );
    let story = Story::converged(&toml);
    story.delete(&story.client_path("shop-web"));
    story.apply();
    assert_eq!(mapper(&story.client("shop-web"), "audience")["config"]["included.client.audience"], "shop-web");
    assert_eq!(story.client_role("shop-web", "cart:read")["description"], "Look");
}

#[test]
fn mappers_are_made_changed_and_repaired_and_the_others_stay() {
    let toml = |audience: &str| {
        format!(
            r#"
            [clients.shop-web]
            publicClient = true
            [clients.shop-web.protocolMappers.audience]
            protocol = "openid-connect"
            protocolMapper = "oidc-audience-mapper"
            config."included.client.audience" = "{audience}"
            config."access.token.claim" = true
            "#
        )
    };
    let story = Story::converged(&toml("shop-web"));
    let models = format!("{}/protocol-mappers/models", story.client_path("shop-web"));
    let by_hand = json!({
        "name": "by-hand", "protocol": "openid-connect", "protocolMapper": "oidc-full-name-mapper",
        "config": {"access.token.claim": "true"},
    });
    story.post(&models, &by_hand);
    let id = mapper(&story.client("shop-web"), "audience")["id"].clone();

    story.declare(&toml("account"));
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Protocol mappers
      ~ protocolMapper/client/shop-web/audience
          config."included.client.audience": "shop-web" → "account"

    Risks
      ! protocolMapper/client/shop-web/audience config."included.client.audience": audience account

    Plan: 1 to change.
    "#);
    story.apply();
    let changed = mapper(&story.client("shop-web"), "audience");
    assert_eq!((&changed["config"]["included.client.audience"], &changed["id"]), (&json!("account"), &id));
    assert_eq!(changed["config"]["access.token.claim"], "true");

    story.delete(&format!("{models}/{}", text(&id)));
    story.apply();
    let client = story.client("shop-web");
    assert_eq!(names(&client["protocolMappers"], "name"), ["audience", "by-hand"]);
    assert_eq!(mapper(&client, "audience")["config"]["included.client.audience"], "account");
}

#[test]
fn authorization_services_survive_a_change_of_their_client() {
    let story = Story::new("[clients.shop-api]\nname = \"API\"\n");
    let client = json!({
        "clientId": "shop-api", "serviceAccountsEnabled": true, "authorizationServicesEnabled": true,
        "authorizationSettings": {
            "resources": [{"name": "Invoices", "uris": ["/invoices/*"], "scopes": [{"name": "read"}]}],
            "scopes": [{"name": "read"}],
        },
    });
    story.post("/clients", &client);
    story.apply();
    assert_eq!(story.client("shop-api")["name"], "API");
    let settings = story.get(&format!("{}/authz/resource-server/settings", story.client_path("shop-api")));
    let resources: Vec<_> = list(&settings["resources"]).map(|resource| text(&resource["name"])).collect();
    assert!(resources.contains(&"Invoices".to_owned()), "{settings}");
}

#[test]
fn a_secret_comes_from_the_environment_and_shows_nowhere() {
    let story = Story::new(
        "[clients.shop-svc]\npublicClient = false\nserviceAccountsEnabled = true\nsecret = { env = \"SHOP_SECRET\" }\n",
    );
    let told = std::cell::RefCell::new(String::new());
    let run = |arguments: &[&str]| {
        let output = story.project.run(arguments);
        told.borrow_mut().push_str(&output.stdout);
        told.borrow_mut().push_str(&output.stderr);
        output
    };
    let signs_in = |secret| {
        let form = [("grant_type", "client_credentials"), ("client_id", "shop-svc"), ("client_secret", secret)];
        story.keycloak.token_answer(&story.realm, &form).status == 200
    };
    let unset = run(&["plan"]);
    assert_eq!(unset.status, 1);
    assert!(unset.stderr.contains("SHOP_SECRET is not set"), "{}", unset.stderr);

    story.project.env("SHOP_SECRET", "tell-nobody-1");
    done(run(&["plan", "--format", "json"]));
    done(run(&["apply", "--yes"]));
    assert!(signs_in("tell-nobody-1"));
    assert_eq!(run(&["plan", "--detailed-exitcode"]).status, 0);

    story.project.env("SHOP_SECRET", "tell-nobody-2");
    let plan = done(run(&["plan"]));
    insta::assert_snapshot!(story.placeless(&plan), @"
    Plan for live: realm REALM on SERVER

    Clients
      ~ client/shop-svc
          secret: changes

    Where the secrets come from
      client/shop-svc secret: environment variable SHOP_SECRET

    Plan: 1 to change.
    ");
    done(run(&["plan", "--format", "json"]));
    done(run(&["plan", "--format", "markdown"]));
    done(run(&["apply", "--yes"]));
    assert!(signs_in("tell-nobody-2") && !signs_in("tell-nobody-1"));
    assert_eq!(run(&["plan", "--detailed-exitcode"]).status, 0);
    assert!(!told.borrow().contains("tell-nobody"), "{}", told.borrow());
}

#[test]
fn a_secret_that_is_generated_is_made_once_and_kept_by_the_server() {
    let declared = "[clients.worker]\npublicClient = false\nserviceAccountsEnabled = true\nstandardFlowEnabled = false\n\
        secret = { generate = true }\n";
    let story = Story::converged(declared);
    let secret = story.secret_of("worker");
    assert_eq!(secret.len(), 43);
    story.project.env("MADE_UP_SECRET", &secret);
    let form = [("grant_type", "client_credentials"), ("client_id", "worker"), ("client_secret", secret.as_str())];
    assert_eq!(story.keycloak.token(&story.realm, &form)["azp"], "worker");

    story.declare(&declared.replace("secret =", "name = \"Works\"\nsecret ="));
    story.apply();
    assert_eq!(story.secret_of("worker"), secret);
    assert_eq!(done(story.project.run(&["secret", "client/worker", "--target", "live"])).trim_end(), secret);
    // A client that was made without one by hand has the server's.
    story.post("/clients", &json!({"clientId": "other", "publicClient": false, "standardFlowEnabled": false}));
    let others = story.secret_of("other");
    story.declare(&declared.replace("worker", "other"));
    story.apply();
    assert_eq!(story.secret_of("other"), others);
}

#[test]
fn a_scope_that_joins_one_list_leaves_the_other_even_if_only_one_is_declared() {
    let story = Story::converged(WEB);
    story.declare("[clients.shop-web]\noptionalClientScopes = [\"offline_access\", \"profile\"]\n");
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Clients
      - unassign client/shop-web: defaultClientScopes profile
      + assign client/shop-web: optionalClientScopes profile

    Plan: 1 grant, 1 revocation.
    ");
    story.apply();
    let client = story.client("shop-web");
    assert_eq!(texts(&client["defaultClientScopes"]), ["basic", "roles"]);
    assert_eq!(texts(&client["optionalClientScopes"]), ["offline_access", "profile"]);

    story.declare("[realm]\ndefaultOptionalClientScopes = [\"email\", \"offline_access\"]\n");
    story.apply();
    let defaults = names(&story.get("/default-default-client-scopes"), "name");
    assert!(!defaults.contains(&"email".to_owned()), "{defaults:?}");
    assert_eq!(names(&story.get("/default-optional-client-scopes"), "name"), ["email", "offline_access"]);
}

#[test]
fn a_new_client_gets_the_default_scopes_that_the_same_plan_sets() {
    let files = r#"
[realm]
defaultDefaultClientScopes = ["basic", "mine"]
[clientScopes.mine]
[clients.shop-new]
publicClient = true
standardFlowEnabled = false
"#;
    let story = Story::new(files);
    story.apply();
    assert_eq!(texts(&story.client("shop-new")["defaultClientScopes"]), ["basic", "mine"]);
}

#[test]
fn a_scope_of_the_other_protocol_stops_the_apply() {
    let story = Story::new("[clients.shop-web]\ndefaultClientScopes = [\"basic\", \"role_list\"]\n");
    let refused = story.project.run(&["apply", "--yes", "--target", "live"]);
    assert_eq!(refused.status, 4, "{}", refused.stdout);
    assert!(refused.stderr.contains("scope/other-protocol"), "{}", refused.stderr);
}

/// The server then assigns the realm's client scopes of the other protocol, which no plan can see.
#[test]
fn a_client_changes_its_protocol_together_with_its_scopes() {
    let story = Story::converged("[clients.shop-web]\nredirectUris = [\"https://shop.example/*\"]\n");
    let alone = "[clients.shop-web]\nprotocol = \"saml\"\n";
    story.declare(alone);
    let refused = story.project.run(&["apply", "--yes", "--target", "live"]);
    assert_eq!(refused.status, 4, "{}", refused.stdout);
    assert!(refused.stderr.contains("scope/other-protocol"), "{}", refused.stderr);

    story.declare(&format!("{alone}defaultClientScopes = [\"role_list\"]\noptionalClientScopes = []\n"));
    story.apply();
    let client = story.client("shop-web");
    assert_eq!((&client["protocol"], &client["optionalClientScopes"]), (&json!("saml"), &json!([])));
    assert_eq!(texts(&client["defaultClientScopes"]), ["role_list"]);
}

#[test]
fn a_client_that_becomes_public_says_what_it_loses() {
    let story = Story::converged(
        "[clients.shop-api]\npublicClient = false\nstandardFlowEnabled = false\nserviceAccountsEnabled = true\n\
         authorizationServicesEnabled = true\n",
    );
    story.declare("[clients.shop-api]\npublicClient = true\n");
    let plan = story.project.run(&["plan", "--target", "live"]);
    assert_eq!(plan.status, 0, "{}", plan.stderr);
    assert_eq!(plan.stderr.matches("settings/lost").count(), 2, "{}", plan.stderr);
    story.apply();
    assert_ne!(story.client("shop-api")["authorizationServicesEnabled"], true);
}

#[test]
fn flows_are_named_by_alias_and_roles_of_tokens_by_name() {
    let toml = |flow: &str, roles: &str| {
        format!(
            "[clients.shop-web]\npublicClient = true\nredirectUris = [\"https://shop.example/*\"]\nfullScopeAllowed = false\n\
             authenticationFlowBindingOverrides.browser = \"{flow}\"\nscopeMappings.realm = {roles}\n\
             scopeMappings.client.account = [\"view-profile\"]\n[roles.realm.reader]\n[roles.realm.writer]\n"
        )
    };
    let story = Story::converged(&toml("registration", "[\"reader\"]"));
    let alias = |story: &Story| {
        let id = text(&story.client("shop-web")["authenticationFlowBindingOverrides"]["browser"]);
        text(&story.get(&format!("/authentication/flows/{id}"))["alias"])
    };
    assert_eq!(alias(&story), "registration");
    let mappings = |story: &Story| story.get(&format!("{}/scope-mappings", story.client_path("shop-web")));
    assert_eq!(names(&mappings(&story)["realmMappings"], "name"), ["reader"]);

    story.declare(&toml("browser", "[\"writer\"]"));
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Clients
      ~ client/shop-web
          authenticationFlowBindingOverrides.browser: "registration" → "browser"
      - revoke client/shop-web: scopeMappings.realm reader
      + grant client/shop-web: scopeMappings.realm writer

    Plan: 1 to change, 1 grant, 1 revocation.
    "#);
    story.apply();
    assert_eq!(alias(&story), "browser");
    let after = mappings(&story);
    assert_eq!(names(&after["realmMappings"], "name"), ["writer"]);
    assert_eq!(names(&after["clientMappings"]["account"]["mappings"], "name"), ["view-profile"]);

    story.declare(&toml("browsr", "[\"writer\"]"));
    let refused = story.project.run(&["apply", "--yes", "--target", "live"]);
    assert!(refused.status == 4 && refused.stderr.contains("flow/missing"), "{}", refused.stderr);
}

/// The server shows such a secret to nobody, so nobody can tell whether it is the declared one.
#[test]
fn a_secret_that_nobody_can_compare_is_sent_on_demand() {
    let story = Story::new(
        "[realm.smtpServer]\nhost = \"mail.example\"\nfrom = \"a@example.com\"\nauth = \"true\"\nuser = \"mailer\"\n\
         password = { env = \"MAIL_PASSWORD\" }\n",
    );
    story.project.env("MAIL_PASSWORD", "mail-tell-nobody");
    story.apply();
    assert!(story.plan().contains("Not compared"), "{}", story.plan());
    let rotated = done(story.project.run(&["apply", "--yes", "--target", "live", "--rotate", "realm"]));
    assert!(rotated.contains("Applied 1 step") && !rotated.contains("tell-nobody"), "{rotated}");
    let unknown = story.project.run(&["plan", "--target", "live", "--rotate", "client/nobody"]);
    assert!(unknown.status == 1 && unknown.stderr.contains("no object with a declared secret"), "{}", unknown.stderr);
}
