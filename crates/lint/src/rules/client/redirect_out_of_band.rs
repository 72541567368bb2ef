//! Redirect URIs that display the code to the user (out of band).

use super::uri::for_redirect_uris;
use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-out-of-band",
    severity: Severity::Warning,
    title: "Out-of-band redirect URI",
    why: "`urn:ietf:wg:oauth:2.0:oob` displays the authorization code in the browser for the user to copy. Attackers \
          talk users into sending it to them, and no page can warn against that. Google and browser vendors have \
          retired it.",
    fix: "use a loopback redirect URI or the device flow",
    links: &["https://www.rfc-editor.org/rfc/rfc8252#section-7.3", "https://www.rfc-editor.org/rfc/rfc8628"],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["urn:ietf:wg:oauth:2.0:oob"]}]}"#],
    good: &[r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["http://127.0.0.1/cb"]}]}"#],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) {
        for_redirect_uris(client, |keys, uri| {
            if uri.starts_with("urn:ietf:wg:oauth:2.0:oob") {
                report.at_item(client, keys, uri, format!("`{uri}` displays the authorization code to the user"));
            }
        });
    }
}
