//! Connections that cannot be trusted.

use super::{Story, keycloak};

#[test]
fn a_server_that_speaks_no_tls_is_told() {
    let story = Story::without_realm("notls");
    let url = keycloak().base_url().replace("http://", "https://");
    story.project.env("KEYCLOAK_ADMIN_URL", &format!("{url}/admin/realms/x"));
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: cannot reach https://127.0.0.1:PORT: client error (Connect): received corrupt message of type InvalidContentType
      help: is the server running, and is KEYCLOAK_ADMIN_URL right?
    "#);
}
