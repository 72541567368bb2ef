//! Reports redirect URIs of SAML clients that reach too far.

use super::{CLIENT_SIGNATURE, is_judged};
use crate::rule::{Report, Subject};
use crate::rules::reach::{Reach, reach as of};
use realmform_model::Severity;

/// Reports the client's redirect URIs of this reach. The severity is `signed` if requests must be signed, because then
/// only the application can name the address.
pub(super) fn report_reach(
    client: &Subject,
    reach: Reach,
    signed: Severity,
    message: fn(&str) -> String,
    report: &mut Report,
) {
    if !is_judged(client) {
        return;
    }
    for uri in client.texts(&["redirectUris"]).filter(|uri| of(uri) == Some(reach)) {
        let told = report.at_item(client, &["redirectUris"], uri, message(uri));
        if client.is(CLIENT_SIGNATURE) {
            told.severity(signed);
        }
    }
}
