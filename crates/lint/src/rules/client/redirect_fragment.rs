//! Redirect URIs with a fragment.

use super::uri::for_redirect_uris;
use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-fragment",
    severity: Severity::Warning,
    title: "Redirect URI with a fragment",
    why: "OAuth forbids fragments in redirect URIs. Some flows return the response in the fragment, so an existing one \
          is lost or mixed up with the response. Keycloak rejects such a URI at login.",
    fix: "remove the `#` and everything after it",
    links: &["https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2"],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/#/cb"]}]}"#],
    good: &[r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/cb"]}]}"#],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) {
        for_redirect_uris(client, |keys, uri| {
            if uri.contains('#') {
                report.at_item(client, keys, uri, format!("`{uri}` has a fragment"));
            }
        });
    }
}
