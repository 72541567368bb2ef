//! What the network between may see: nothing of a server on this machine, whatever a proxy's variable says; and no log, however
//! detailed, has a password, a token or a secret.

use super::{Fake, Reply, Story, checked, keycloak};

#[test]
fn what_is_meant_for_this_machine_goes_through_no_proxy() {
    let story = Story::new("proxy");
    let proxy = Fake::before(keycloak(), |_| Reply::Real);
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        story.project.env(variable, &proxy.base_url());
    }
    story.project.env("NO_PROXY", "").env("no_proxy", "");
    story.converges();
    assert_eq!(proxy.requests(), 0);
}

#[test]
fn no_log_has_a_password_or_a_token() {
    let story = Story::new("trace");
    story.project.env("REALMFORM_LOG", "trace").env("THE_SECRET", "very-hush-hush-secret");
    let client = "[clients.web]\nstandardFlowEnabled = false\nsecret = { env = \"THE_SECRET\" }\n";
    story.project.file("realm/clients.toml", client);
    for format in ["text", "json"] {
        let output = checked(story.project.run(&["apply", "--yes", "--log-format", format]));
        assert_eq!(output.status, 0, "{output:#?}");
        // It is a log of everything, down to the connections.
        assert!(output.stderr.contains("request answered") && output.stderr.len() > 10_000, "{}", output.stderr.len());
        for hush in ["very-hush-hush-secret", keycloak().admin_password(), "eyJ", "Bearer "] {
            assert!(!output.stderr.contains(hush), "{hush} is in the log");
        }
    }
}
