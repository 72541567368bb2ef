//! Tests of what is told about findings, failures and an apply that was done in part.

use insta::assert_snapshot;
use serde_json::json;

use super::sample::{create, span};
use super::{sample, text};
use realmform_kinds::names;
use realmform_model::{Failure, Finding, Outcome};

#[test]
fn findings_with_their_lines() {
    let findings = [
        Finding::error("config/unknown-key", "a client has no field `redirectUri`")
            .at(&span(3))
            .on("client/neon-web")
            .help("did you mean `redirectUris`?"),
        Finding::error("config/twice", "`client/neon-web` is declared twice")
            .at(&span(5))
            .and_at("it is declared here too", &span(1)),
        Finding::warning("naming/client", "the name has no place").on("client/x"),
    ];
    assert_snapshot!(text::plain(&text::findings(&findings)), @r#"
    config/unknown-key

      × a client has no field `redirectUri`
       ╭─[realm/clients.toml:3:1]
     2 │ name = "Neon Web"
     3 │ redirectUri = []
       · ─────┬─────
       ·      ╰── client/neon-web
       ╰────
      help: did you mean `redirectUris`?

    config/twice

      × `client/neon-web` is declared twice
       ╭─[realm/clients.toml:5:1]
     4 │ 
     5 │ [clients.neon-web.attributes]
       · ─────────────────────────────
       ╰────
      ☞ it is declared here too
       ╭─[realm/clients.toml:1:1]
     1 │ [clients.neon-web]
       · ──────────────────
     2 │ name = "Neon Web"
       ╰────

    naming/client

      ⚠ client/x: the name has no place

    2 errors, 1 warning.
    "#);
    assert_snapshot!(text::plain(&text::findings(&[])), @"No findings.");
}

#[test]
fn a_failure_with_its_place() {
    let failure = Failure { span: Some(span(3)), ..Failure::server("POST /clients: 409\nClient exists") };
    let shown = text::failure(&failure.help("import it first"));
    assert_snapshot!(text::plain(&shown), @"
    error: POST /clients: 409
           Client exists
      at realm/clients.toml:3
      help: import it first
    ");
}

#[test]
fn an_apply_that_failed_in_part() {
    let mut plan = sample::plan();
    plan.steps.extend((0..25).map(|number| create(names::realm_role(format!("role-{number}")), json!({}))));
    let outcome = Outcome {
        done: (0..5).chain(14..39).collect(),
        failed: vec![(5, Failure::server("PUT /clients/1: 500 unknown_error").help("look into the server's log"))],
        remaining: (6..14).collect(),
        interrupted: false,
    };
    assert_snapshot!(text::plain(&text::outcome(&plan, &outcome)), @r#"
    Apply incomplete: 30 of 41 steps done, 1 failed, 8 not started.

    Done: 25 created, 3 renamed, 10 grants
      + realm
      + client/neon-web
      → client/svc-neon-server → client/neon-svc-bff (id kept, 3 references follow)
      → clientRole/neon-web/PERSONAS:* → clientRole/neon-web/neon:PERSONA:* (id kept, 1 reference follows)
      → clientRole/neon-web/a → clientRole/neon-web/b (id kept)
      + assign client/neon-svc-bff: defaultClientScopes
      + grant serviceAccount/neon-svc-bff: clientRoles.athyper-api-runtime
      + realmRole/role-0
      + realmRole/role-1
      + realmRole/role-2
      + realmRole/role-3
      + realmRole/role-4
      + realmRole/role-5
      + realmRole/role-6
      + realmRole/role-7
      + realmRole/role-8
      + realmRole/role-9
      + realmRole/role-10
      + realmRole/role-11
      + realmRole/role-12
      … and 10 more

    Failed
      ~ client/athyper-api-runtime
          error: PUT /clients/1: 500 unknown_error
            at realm/clients.toml:1
            help: look into the server's log

    Not started
      ~ protocolMapper/clientScope/api/audience
      + clientRole/neon-web/neon:WORKBENCH:ADMIN
      + group/neon/workbench/admin
      + lookup/user_role/admin
      + grant group/neon/workbench/admin: clientRoles.neon-web
      - revoke group/neon/workbench/admin: realmRoles
      - realmRole/legacy: 17 users lose it, 3 composite roles contain it
      - clientScope/old

    Run `realmform apply` again to continue.
    "#);
    let failure = Failure::server("cannot grant clientRole/neon-web/b: no such role on the server");
    let grant = Outcome { failed: vec![(10, failure)], ..Outcome::default() };
    assert!(text::plain(&text::outcome(&plan, &grant)).contains(
        "+ grant group/neon/workbench/admin: clientRoles.neon-web neon:WORKBENCH:ADMIN, b\n      \
         error: cannot grant clientRole/neon-web/b: no such role"
    ));
    let all = Outcome { done: (0..39).collect(), ..Outcome::default() };
    assert_snapshot!(
        text::plain(&text::outcome(&plan, &all)),
        @r#"Done: 28 created, 2 changed, 3 renamed, 2 deleted, 12 grants, 1 revocation."#
    );
}
