//! The realm's own settings.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::json;

use crate::story::{Story, names};

#[test]
fn settings_are_changed_and_those_that_nobody_declares_stay() {
    let before = json!({"loginTheme": "keycloak", "accessTokenLifespan": 120, "attributes": {"frontendUrl": "https://a.example"}});
    let story = Story::on(
        before,
        r#"
        [realm]
        displayName = "Demo"
        accessTokenLifespan = 300
        supportedLocales = ["ar", "en"]
        internationalizationEnabled = true
        attributes.color = "blue"
        "#,
    );
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Realm
      ~ realm
          accessTokenLifespan: 120 → 300
          attributes.color: absent → "blue"
          displayName: absent → "Demo"
          internationalizationEnabled: false → true
          supportedLocales:
            + "ar"
            + "en"

    Risks
      ! realm accessTokenLifespan: access token lifespan: 120 s → 300 s

    Plan: 1 to change.
    "#);
    story.apply();

    let realm = story.get("");
    assert_eq!((&realm["displayName"], &realm["accessTokenLifespan"]), (&json!("Demo"), &json!(300)));
    assert_eq!(realm["attributes"]["color"], "blue");
    assert_eq!(realm["attributes"]["frontendUrl"], "https://a.example");
    assert_eq!(realm["loginTheme"], "keycloak");
}

/// Keycloak shows some settings twice. Declared as an attribute only, they do not say that there are no other attributes.
#[test]
fn a_setting_that_is_spelt_as_an_attribute_is_the_field() {
    let before = json!({"attributes": {"mine": "kept"}});
    let story = Story::on(
        before,
        "[realm.attributes]\noauth2DeviceCodeLifespan = 700\nrealmReusableOtpCode = true\nclientSessionIdleTimeout = \"60\"\n",
    );
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Realm
      ~ realm
          clientSessionIdleTimeout: 0 → 60
          oauth2DeviceCodeLifespan: 600 → 700
          otpPolicyCodeReusable: false → true

    Risks
      + warning realm/otp-reusable: realm: a one-time password can be used more than once

    Plan: 1 to change.
    This plan adds 1 lint finding.
    ");
    story.apply();
    let realm = story.get("");
    assert_eq!((&realm["oauth2DeviceCodeLifespan"], &realm["clientSessionIdleTimeout"]), (&json!(700), &json!(60)));
    assert_eq!((&realm["otpPolicyCodeReusable"], &realm["attributes"]["mine"]), (&json!(true), &json!("kept")));
}

#[test]
fn settings_changed_by_hand_are_repaired() {
    let story = Story::converged("[realm]\nregistrationAllowed = false\nssoSessionIdleTimeout = 900\n");
    story.put("", &json!({"registrationAllowed": true, "ssoSessionIdleTimeout": 60, "rememberMe": true}));
    story.apply();
    let realm = story.get("");
    assert_eq!((&realm["registrationAllowed"], &realm["ssoSessionIdleTimeout"]), (&json!(false), &json!(900)));
    assert_eq!(realm["rememberMe"], true, "it is not declared");
}

#[test]
fn the_scopes_that_new_clients_get_are_the_declared_ones() {
    let story = Story::converged(
        r#"
        [realm]
        defaultOptionalClientScopes = ["offline_access", "extra"]

        [clientScopes.extra]
        protocol = "openid-connect"
        "#,
    );
    assert_eq!(names(&story.get("/default-optional-client-scopes"), "name"), ["extra", "offline_access"]);
    let default = names(&story.get("/default-default-client-scopes"), "name");
    assert!(default.contains(&"profile".to_owned()), "the other list is not declared: {default:?}");
}

#[test]
fn new_users_join_the_declared_groups_and_texts_are_those_declared() {
    let toml = |groups: &str, texts: &str| {
        format!(
            "[realm]\ndefaultGroups = {groups}\nlocalizationTexts = {texts}\n[groups.\"/shop/a~/b\"]\n[groups.\"/vip\"]\n"
        )
    };
    let story = Story::converged(&toml("[\"/shop/a~/b\"]", "{ de = { hello = \"Hallo\", bye = \"Tschüs\" } }"));
    assert_eq!(names(&story.get("/default-groups"), "name"), ["a/b"]);
    let ann = story.user("ann", json!({}));
    assert_eq!(names(&story.get(&format!("{ann}/groups")), "name"), ["a/b"]);
    // Texts that nobody declares stay.
    let by_hand =
        |locale: &str| story.admin().post(&story.path(&format!("/localization/{locale}")), &json!({"hand": "x"}));
    ["de", "fr"].into_iter().for_each(|locale| _ = by_hand(locale).ok());

    story.declare(&toml("[\"/vip\"]", "{ de = { hello = \"Servus\", bye = \"\" } }"));
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Realm
      ~ realm
          localizationTexts.de.bye: "Tschüs" → ""
          localizationTexts.de.hello: "Hallo" → "Servus"
      - remove realm: defaultGroups /shop/a~/b
      + add realm: defaultGroups /vip

    Risks
      ! realm defaultGroups: default group of every new user /vip

    Plan: 1 to change, 1 grant, 1 revocation.
    "#);
    story.apply();
    assert_eq!(names(&story.get("/default-groups"), "name"), ["vip"]);
    assert_eq!(story.get("/localization/de"), json!({"hello": "Servus", "bye": "", "hand": "x"}));
    assert_eq!(story.get("/localization/fr"), json!({"hand": "x"}));
    story.declare("[realm]\ndefaultGroups = []\n[groups.\"/vip\"]\n");
    story.apply();
    assert_eq!(story.get("/default-groups"), json!([]));
}

#[test]
fn client_profiles_and_policies_are_written_beside_those_of_the_realm() {
    let story = Story::converged(
        r#"
        [realm.clientProfiles]
        profiles = [{ name = "strict", executors = [{ executor = "pkce-enforcer", configuration = { auto-configure = true } }] }]
        "#,
    );
    let profiles = story.get("/client-policies/profiles");
    assert_eq!(profiles["profiles"][0]["name"], "strict");
    assert_eq!(profiles["profiles"][0]["executors"][0]["executor"], "pkce-enforcer");
}

#[test]
fn the_password_of_the_mail_server_comes_from_the_environment() {
    let story = Story::new(
        r#"
        [realm.smtpServer]
        host = "mail.example"
        from = "a@example.com"
        auth = "true"
        user = "mailer"
        password = { env = "MAIL_PASSWORD" }
        "#,
    );
    story.project.env("MAIL_PASSWORD", "first-mail-password");
    let said = story.apply();
    assert!(!said.contains("first-mail-password"), "{said}");
    let smtp = &story.get("")["smtpServer"];
    assert_eq!((&smtp["host"], &smtp["user"]), (&json!("mail.example"), &json!("mailer")));
    assert!(!smtp["password"].is_null(), "{smtp}");
}

/// The server forgets the password when it is left out, and shows it to nobody: so a mail server is asked what it hears.
#[test]
fn the_password_of_the_mail_server_survives_a_change_beside_it() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let mail = |host: &str, from: &str| {
        format!(
            "[realm.smtpServer]\nhost = \"{host}\"\nport = \"{port}\"\nfrom = \"{from}\"\nauth = \"true\"\n\
             user = \"mailer\"\npassword = {{ env = \"MAIL_PASSWORD\" }}\n"
        )
    };
    let story = Story::new(&mail("127.0.0.1", "a@example.com"));
    story.project.env("MAIL_PASSWORD", "first-mail-password");
    story.apply();
    story.declare(&mail("127.0.0.1", "b@example.com"));
    story.apply();
    let ann = story.user("ann", json!({}));
    let mail_server = std::thread::spawn(move || credentials(&listener));
    // It says that it failed, as nobody is let in: what it tried with is what counts.
    story.admin().put(&story.path(&format!("{ann}/send-verify-email")), &json!({}));
    // Should nobody have come, this guest ends the wait.
    let _ = TcpStream::connect(("127.0.0.1", port));
    let heard = mail_server.join().expect("the mail server");
    let signed_in = "bWFpbGVyAG1haWxlcgBmaXJzdC1tYWlsLXBhc3N3b3Jk";
    assert_eq!(heard, signed_in, "base64 of the user twice and the password, with zeros between");
}

/// A mail server that hears how the first guest signs in, and lets nobody in.
fn credentials(listener: &TcpListener) -> String {
    let (mut guest, _) = listener.accept().expect("a guest");
    let mut lines = BufReader::new(guest.try_clone().expect("the guest's words")).lines();
    guest.write_all(b"220 mail\r\n").expect("a greeting");
    while let Some(Ok(line)) = lines.next() {
        let said = match line.split_once("AUTH PLAIN") {
            Some((_, given)) if !given.trim().is_empty() => return given.trim().to_owned(),
            Some(_) => {
                guest.write_all(b"334 \r\n").expect("a question");
                return lines.next().and_then(Result::ok).unwrap_or_default();
            }
            None => "250-mail\r\n250 AUTH PLAIN\r\n",
        };
        guest.write_all(said.as_bytes()).expect("an answer");
    }
    String::new()
}
