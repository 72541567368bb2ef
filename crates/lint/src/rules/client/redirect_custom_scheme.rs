//! Redirect URIs with a custom scheme.

use super::uri::{custom_scheme, for_redirect_uris};
use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-custom-scheme",
    severity: Severity::Info,
    title: "Redirect URI with a custom scheme that any app can claim",
    why: "On phones and desktops, several applications can register the same scheme, and the system hands the code to \
          any of them. PKCE makes a stolen code useless; a claimed `https` address cannot be taken over at all. Nobody \
          owns a scheme without a dot, so collisions are likely.",
    fix: "use a claimed `https` address, or a reversed domain of yours as the scheme (`com.example.app`) with PKCE \
          `S256`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc8252#section-7.1",
        "https://www.rfc-editor.org/rfc/rfc8252#section-8.4",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["myapp:/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["com.example.app:/cb"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/cb", "/relative", "javascript:alert(1)"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) {
        for_redirect_uris(client, |keys, uri| {
            if custom_scheme(uri).is_some() {
                report.at_item(
                    client,
                    keys,
                    uri,
                    format!("any application on the device can claim the scheme of `{uri}`"),
                );
            }
        });
    }
}
