//! Tests of what is rendered: the sample plan in each form.

use insta::assert_snapshot;
use serde_json::json;

use super::sample::create;
use super::{markdown, sample, text};
use realmform_engine::form as as_json;
use realmform_kinds::names;
use realmform_model::review::{Lint, Risk};
use realmform_model::{Action, Delta, Path, Plan, Review, Side};

#[test]
fn a_plan_as_text() {
    assert_snapshot!(text::plain(&text::plan(&sample::plan())), @r#"
    Plan for live: realm athyper on https://id.example.com, database postgres://db.example.com/lookups
    Realm `athyper` does not exist; this plan creates it.

    Realm
      + realm
          displayName: "Athyper"
          organizationsEnabled: true

    Clients
      ~ client/athyper-api-runtime
          bearerOnly: false → true
          attributes."a.b": absent → "x"
          baseUrl: "/" → absent
          redirectUris:
            + "https://new.example.com"
            - "https://old.example.com"
          description:
              … 2 unchanged lines
              three
              four
            - five
            + FIVE
              six
              seven
      → client/svc-neon-server → client/neon-svc-bff (id kept, 3 references follow)
          name: "Server" → "Backend for frontend"
          secret: changes
      + assign client/neon-svc-bff: defaultClientScopes profile
      + client/neon-web
          name: "Neon Web"
          publicClient: false
          redirectUris: ["https://neon.example.com/*"]
          webOrigins:
            + "https://1.neon.example.com"
            + "https://2.neon.example.com"
            + "https://3.neon.example.com"
            + "https://4.neon.example.com"
            + "https://5.neon.example.com"
          attributes."pkce.code.challenge.method": "S256"
          description:
            + First line
            + Second line
          secret: is set

    Service accounts
      + grant serviceAccount/neon-svc-bff: clientRoles.athyper-api-runtime runtime:invoke:1, runtime:invoke:2,
          runtime:invoke:3, runtime:invoke:4, runtime:invoke:5, runtime:invoke:6, runtime:invoke:7,
          runtime:invoke:8, runtime:invoke:9

    Client roles
      → clientRole/neon-web/a → clientRole/neon-web/b (id kept)
      → clientRole/neon-web/PERSONAS:* → clientRole/neon-web/neon:PERSONA:* (id kept, 1 reference follows)
      + clientRole/neon-web/neon:WORKBENCH:ADMIN (description: "Administers the workbench")

    Groups
      + group/neon/workbench/admin
      + grant group/neon/workbench/admin: clientRoles.neon-web neon:WORKBENCH:ADMIN, b
      - revoke group/neon/workbench/admin: realmRoles legacy

    Protocol mappers
      ~ protocolMapper/clientScope/api/audience
          config."included.client.audience": "svc-neon-server" → "neon-svc-bff"  (follows client/neon-svc-bff)

    Lookups
      + lookup/user_role/admin (label.en: "Administrator", label.ar: "مدير", sort: 10)

    Deletions and what they affect
      - clientScope/old
      - realmRole/legacy: 17 users lose it, 3 composite roles contain it

    Plan: 5 to create, 2 to change, 3 to rename, 2 to delete, 12 grants, 1 revocation.
    "#);
}

#[test]
fn signs_have_colours() {
    let mut plan = sample::plan();
    plan.makes.clear();
    plan.steps = [2, 5, 10, 11].map(|index: usize| plan.steps[index].clone()).to_vec();
    assert_snapshot!(text::plan(&plan).replace('\u{1b}', "␛"), @r#"
    ␛[1mPlan for live: realm athyper on https://id.example.com, database postgres://db.example.com/lookups␛[0m

    ␛[1mClients␛[0m
      ␛[33m~␛[0m ␛[1mclient/athyper-api-runtime␛[0m
          bearerOnly:␛[2m false␛[0m␛[2m → ␛[0mtrue
          attributes."a.b":␛[2m absent␛[0m␛[2m → ␛[0m"x"
          baseUrl:␛[2m "/"␛[0m␛[2m → ␛[0mabsent
          redirectUris:
            ␛[32m+␛[0m "https://new.example.com"
            ␛[31m-␛[0m "https://old.example.com"
          description:
            ␛[2m  … 2 unchanged lines␛[0m
            ␛[2m  three␛[0m
            ␛[2m  four␛[0m
            ␛[31m-␛[0m ␛[2mfive␛[0m
            ␛[32m+␛[0m FIVE
            ␛[2m  six␛[0m
            ␛[2m  seven␛[0m
      ␛[36m→␛[0m ␛[2mclient/svc-neon-server␛[0m␛[36m → ␛[0m␛[1mclient/neon-svc-bff␛[0m (id kept, 3 references follow)
          name:␛[2m "Server"␛[0m␛[2m → ␛[0m"Backend for frontend"
          secret: changes

    ␛[1mGroups␛[0m
      ␛[32m+␛[0m ␛[32mgrant ␛[0m␛[1mgroup/neon/workbench/admin␛[0m: clientRoles.neon-web neon:WORKBENCH:ADMIN, b
      ␛[31m-␛[0m ␛[31mrevoke ␛[0m␛[1mgroup/neon/workbench/admin␛[0m: realmRoles legacy

    ␛[1mPlan: 1 to change, 1 to rename, 2 grants, 1 revocation.␛[0m
    "#);
}

#[test]
fn an_empty_plan_says_so() {
    let mut plan = Plan { compared: 812, ..Plan::default() };
    let plain = |plan: &Plan| text::plain(&text::plan(plan));
    assert_snapshot!(plain(&plan), @"
    Plan for 
    No changes. 812 objects compared; the live state matches the declarations.
    ");
    assert!(markdown::plan(&plan).contains("No changes. 812 objects compared"));
    plan.compared = 0;
    assert_snapshot!(plain(&plan), @"
    Plan for 
    Nothing to compare: the files declare no objects for this target or selection.
    ");
    plan.makes = vec![Side::Database];
    assert_snapshot!(plain(&plan), @"
    Plan for 
    The database does not exist; this plan creates it.

    Plan: nothing more to do.
    ");
}

#[test]
fn a_plan_as_markdown() {
    assert_snapshot!(markdown::plan(&sample::plan()), @r#"
    <!-- realmform-plan:live -->
    ### Plan for <code>live</code>: realm <code>athyper</code> on <code>https&#58;//id.example.com</code>, database <code>postgres&#58;//db.example.com/lookups</code>

    > [!CAUTION]
    > Realm <code>athyper</code> does not exist; this plan creates it.

    **Plan: 5 to create, 2 to change, 3 to rename, 2 to delete, 12 grants, 1 revocation.**

    #### 🗑️ Deletions and what they affect

    ```diff
    - clientScope/old
    - realmRole/legacy: 17 users lose it, 3 composite roles contain it
    ```

    #### Changes

    ```diff
    ! client/svc-neon-server → client/neon-svc-bff (id kept, 3 references follow)
          name: "Server" → "Backend for frontend"
          secret: changes
    ! clientRole/neon-web/a → clientRole/neon-web/b (id kept)
    ! clientRole/neon-web/PERSONAS:* → clientRole/neon-web/neon:PERSONA:* (id kept, 1 reference follows)
    ! client/athyper-api-runtime
          bearerOnly: false → true
          attributes."a.b": absent → "x"
          baseUrl: "/" → absent
          redirectUris:
    +       "https://new.example.com"
    -       "https://old.example.com"
          description:
              … 2 unchanged lines
              three
              four
    -       five
    +       FIVE
              six
              seven
    ! protocolMapper/clientScope/api/audience
          config."included.client.audience": "svc-neon-server" → "neon-svc-bff"  (follows client/neon-svc-bff)
    + realm
          displayName: "Athyper"
          organizationsEnabled: true
    + client/neon-web
          name: "Neon Web"
          publicClient: false
          redirectUris: ["https://neon.example.com/*"]
          webOrigins:
    +       "https://1.neon.example.com"
    +       "https://2.neon.example.com"
    +       "https://3.neon.example.com"
    +       "https://4.neon.example.com"
    +       "https://5.neon.example.com"
          attributes."pkce.code.challenge.method": "S256"
          description:
    +       First line
    +       Second line
          secret: is set
    + clientRole/neon-web/neon:WORKBENCH:ADMIN (description: "Administers the workbench")
    + group/neon/workbench/admin
    + lookup/user_role/admin (label.en: "Administrator", label.ar: "مدير", sort: 10)
    - revoke group/neon/workbench/admin: realmRoles legacy
    + assign client/neon-svc-bff: defaultClientScopes profile
    + grant serviceAccount/neon-svc-bff: clientRoles.athyper-api-runtime runtime:invoke:1, runtime:invoke:2,
          runtime:invoke:3, runtime:invoke:4, runtime:invoke:5, runtime:invoke:6, runtime:invoke:7,
          runtime:invoke:8, runtime:invoke:9
    + grant group/neon/workbench/admin: clientRoles.neon-web neon:WORKBENCH:ADMIN, b
    ```
    "#);
}

#[test]
fn a_review_as_text() {
    let plan = Plan { review: sample::review("shop"), target: "live".to_owned(), compared: 3, ..Plan::default() };
    assert_snapshot!(text::plain(&text::plan(&plan)));
}

#[test]
fn a_review_as_markdown() {
    let plan = Plan { review: sample::review("shop"), target: "live".to_owned(), compared: 3, ..Plan::default() };
    assert_snapshot!(markdown::plan(&plan));
}

#[test]
fn what_is_the_same_on_many_objects_is_told_once() {
    let mut review = Review::default();
    for number in 0..40 {
        let address = names::client(format!("c{number:02}"));
        let lint = Lint { object: Some(address.to_string()), ..sample::lint("client/pkce-missing", "no PKCE") };
        review.added.push(lint);
        review.risks.push(Risk { address, path: Path::of(&["publicClient"]), what: "public client".to_owned() });
    }
    let shown = text::plain(&text::plan(&Plan { review, ..Plan::default() }));
    assert!(
        shown.contains(
            "! client/c00 publicClient, client/c01 publicClient, client/c02 publicClient and 37 more: public client\n"
        ),
        "{shown}"
    );
    assert!(
        shown.contains("+ warning client/pkce-missing: client/c00, client/c01, client/c02 and 37 more\n"),
        "{shown}"
    );
    assert!(shown.contains("This plan adds 40 lint findings."), "{shown}");
}

#[test]
fn a_plan_that_is_too_long_for_a_comment_shows_all_addresses_before_fields() {
    let long = json!({"description": "x".repeat(900)});
    let steps = (0..100).map(|number| create(names::realm_role(format!("role-{number:04}")), long.clone()));
    let plan =
        Plan { review: sample::review("shop"), steps: steps.collect(), target: "live".to_owned(), ..Plan::default() };
    let page = markdown::plan(&plan);
    assert_eq!(page.matches("+ realmRole/role-").count(), 100);
    assert!(!page.contains("xxxx") && page.contains("The fields are left out to fit"), "{page}");
    assert!(page.contains("❌ Blocked: 1 finding") && page.contains("[[moved]]"));
}

#[test]
fn a_long_plan_is_cut_at_whole_lines() {
    let steps =
        (0..5_000).map(|number| create(names::realm_role(format!("role-{number:04}")), json!({"description": "x"})));
    let plan = Plan { steps: steps.collect(), target: "live".to_owned(), ..Plan::default() };
    let page = markdown::plan(&plan);
    let lines: Vec<&str> = page.lines().collect();
    let cut = [&lines[..16], &["[…]"], &lines[lines.len() - 6..]].concat().join("\n");
    assert_snapshot!(cut, @"
    <!-- realmform-plan:live -->
    ### Plan for <code>live</code>

    **Plan: 5000 to create.**

    | | create | change | rename | grant | revoke | delete |
    | :-- | --: | --: | --: | --: | --: | --: |
    | Realm roles | 5000 | | | | | |

    #### Changes

    ```diff
    + realmRole/role-0000
    + realmRole/role-0001
    + realmRole/role-0002
    + realmRole/role-0003
    […]
    + realmRole/role-2701
    + realmRole/role-2702
    ```

    The fields, and 2297 of 5000 steps, are left out to fit the size limit of a comment. Run `realmform plan`, or `realmform show` with the saved plan, to see all of it.
    ");
    let shown = page.matches("+ realmRole/").count();
    assert!(page.contains(&format!("The fields, and {} of 5000 steps, are left out", 5_000 - shown)), "{page}");
    assert!((59_000..60_000).contains(&page.chars().count()));
}

#[test]
fn a_plan_as_json() {
    let mut plan = sample::plan();
    plan.steps = [1, 2, 5, 6, 10].map(|index: usize| plan.steps[index].clone()).to_vec();
    let mut value = as_json::plan(&plan, "0.1.0");
    let steps: Vec<String> = value["steps"].as_array_mut().into_iter().flatten().map(|step| step.to_string()).collect();
    value["steps"] = json!([]);
    assert_snapshot!(format!("{value}\n{}", steps.join("\n")), @r#"
    {"format":"realmform-plan","version":1,"tool":"0.1.0","target":"live","realm":"athyper","makes":["realm"],"compared":812,"counts":{"create":1,"change":2,"rename":1,"grant":2,"revoke":0,"delete":0},"labels":["changes"],"steps":[],"unseen":[],"places":{"realm":"https://id.example.com/admin/realms/athyper","database":"postgres://db.example.com/lookups"},"digest":null,"sources":null,"review":{"blocked":[],"risks":[],"lint":{"added":[],"mended":[]},"reach":[],"uncounted":null,"lookalikes":[],"lost":[],"secrets":[],"uncompared":[],"outside":[]}}
    {"index":0,"action":"create","address":"client/neon-web","kind":"client","names":["neon-web"],"before":null,"after":{"name":"Neon Web","publicClient":false,"redirectUris":["https://neon.example.com/*"],"webOrigins":["https://1.neon.example.com","https://2.neon.example.com","https://3.neon.example.com","https://4.neon.example.com","https://5.neon.example.com"],"attributes":{"pkce.code.challenge.method":"S256"},"description":"First line\nSecond line"},"secrets":["secret"],"secretKeys":[["secret"]],"dependencies":[0],"source":{"file":"realm/clients.toml","line":1,"column":1}}
    {"index":1,"action":"rename","address":"client/neon-svc-bff","kind":"client","names":["neon-svc-bff"],"renamed":{"address":"client/svc-neon-server","kind":"client","names":["svc-neon-server"],"references":3},"changes":[{"path":"name","keys":["name"],"delta":"value","before":"Server","after":"Backend for frontend"},{"path":"secret","keys":["secret"],"delta":"secret"}],"dependencies":[],"source":{"file":"realm/clients.toml","line":1,"column":1}}
    {"index":2,"action":"change","address":"client/athyper-api-runtime","kind":"client","names":["athyper-api-runtime"],"changes":[{"path":"bearerOnly","keys":["bearerOnly"],"delta":"value","before":false,"after":true},{"path":"attributes.\"a.b\"","keys":["attributes","a.b"],"delta":"value","after":"x"},{"path":"baseUrl","keys":["baseUrl"],"delta":"value","before":"/"},{"path":"redirectUris","keys":["redirectUris"],"delta":"set","added":["https://new.example.com"],"removed":["https://old.example.com"],"after":["https://new.example.com"]},{"path":"description","keys":["description"],"delta":"value","before":"one\ntwo\nthree\nfour\nfive\nsix\nseven","after":"one\ntwo\nthree\nfour\nFIVE\nsix\nseven"}],"dependencies":[],"source":{"file":"realm/clients.toml","line":1,"column":1}}
    {"index":3,"action":"change","address":"protocolMapper/clientScope/api/audience","kind":"protocolMapper","names":["api","audience"],"in":"clientScope","changes":[{"path":"config.\"included.client.audience\"","keys":["config","included.client.audience"],"delta":"value","before":"svc-neon-server","after":"neon-svc-bff","follows":[{"from":"client/svc-neon-server","to":"client/neon-svc-bff","objects":[{"address":"client/svc-neon-server","kind":"client","names":["svc-neon-server"]},{"address":"client/neon-svc-bff","kind":"client","names":["neon-svc-bff"]}]}]}],"dependencies":[2],"source":{"file":"realm/clients.toml","line":1,"column":1}}
    {"index":4,"action":"grant","address":"group/neon/workbench/admin","kind":"group","names":["neon","workbench","admin"],"in":"group","link":{"path":"clientRoles.neon-web","keys":["clientRoles","neon-web"],"targets":[{"address":"clientRole/neon-web/neon:WORKBENCH:ADMIN","kind":"clientRole","names":["neon-web","neon:WORKBENCH:ADMIN"],"in":"client"},{"address":"clientRole/neon-web/b","kind":"clientRole","names":["neon-web","b"],"in":"client"}]},"dependencies":[7,8],"source":{"file":"realm/clients.toml","line":1,"column":1}}
    "#);
}

#[test]
fn a_secret_that_got_into_a_plan_by_mistake_is_not_shown() {
    let mut plan = sample::plan();
    if let Action::Update { changes, .. } = &mut plan.steps[2].action {
        let delta = Delta::Value { before: Some(json!("hunter1")), after: Some(json!("hunter2")) };
        changes[1].delta = delta;
    }
    for shown in [text::plan(&plan), markdown::plan(&plan), as_json::plan(&plan, "0.1.0").to_string()] {
        assert!(!shown.contains("hunter"), "{shown}");
    }
}
