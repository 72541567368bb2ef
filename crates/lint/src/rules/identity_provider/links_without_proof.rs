//! A provider whose users are linked to existing accounts without proof.

use super::proof::Flows;
use super::{SOCIAL, logs_in, provider_id};
use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/links-without-proof",
    severity: Severity::Warning,
    title: "First login through an identity provider takes over an existing account without proof",
    why: "The step `idp-auto-link` links the user to the account with the same e-mail address or username and asks for \
          no proof. Whoever can choose one of the two at the provider gets that account here. Where anyone can sign up \
          (GitHub, Google, Facebook and the like), this is an account takeover and therefore an error: all it takes is \
          a username that is free there and taken here. For a company's own provider it may be intended.",
    fix: "require proof in the flow (`idp-email-verification` or `idp-username-password-form`, as `first broker login` \
          does), or set `firstBrokerLoginFlowAlias` to another flow",
    links: &[
        "https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker_first_login",
    ],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r",
            "identityProviders": [{"alias": "p", "providerId": "oidc", "firstBrokerLoginFlowAlias": "link"}],
            "authenticationFlows": [{"alias": "link", "authenticationExecutions": [
                {"authenticator": "idp-create-user-if-unique", "requirement": "ALTERNATIVE"},
                {"flowAlias": "existing", "requirement": "ALTERNATIVE"}]},
                {"alias": "existing", "authenticationExecutions": [
                    {"authenticator": "idp-confirm-link", "requirement": "REQUIRED"},
                    {"authenticator": "idp-auto-link", "requirement": "REQUIRED"}]}]}"#,
        r#"{"realm": "r", "firstBrokerLoginFlow": "link", "identityProviders": [{"alias": "p", "providerId": "github"}],
            "authenticationFlows": [{"alias": "link", "authenticationExecutions": [
                {"authenticator": "idp-auto-link", "requirement": "REQUIRED"}]}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "firstBrokerLoginFlowAlias": "link"}],
            "authenticationFlows": [{"alias": "link", "authenticationExecutions": [
                {"authenticator": "idp-auto-link", "requirement": "REQUIRED"},
                {"flowAlias": "prove", "requirement": "REQUIRED"}]},
                {"alias": "prove", "authenticationExecutions": [
                    {"authenticator": "idp-email-verification", "requirement": "ALTERNATIVE"},
                    {"authenticator": "idp-confirm-link", "requirement": "ALTERNATIVE"}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r",
            "identityProviders": [{"alias": "p", "providerId": "oidc", "firstBrokerLoginFlowAlias": "link"},
                {"alias": "q", "providerId": "oidc", "firstBrokerLoginFlowAlias": "off"},
                {"alias": "s", "providerId": "oidc", "firstBrokerLoginFlowAlias": "ring"},
                {"alias": "t", "providerId": "oidc", "firstBrokerLoginFlowAlias": "open", "linkOnly": true}],
            "authenticationFlows": [
                {"alias": "link", "authenticationExecutions": [{"flowAlias": "existing", "requirement": "ALTERNATIVE"}]},
                {"alias": "existing", "authenticationExecutions": [
                    {"authenticator": "idp-auto-link", "requirement": "REQUIRED"},
                    {"authenticator": "auth-password-form", "requirement": "REQUIRED"}]},
                {"alias": "off", "authenticationExecutions": [
                    {"authenticator": "idp-auto-link", "requirement": "DISABLED"}]},
                {"alias": "ring", "authenticationExecutions": [{"flowAlias": "ring", "requirement": "REQUIRED"}]},
                {"alias": "open", "authenticationExecutions": [
                    {"authenticator": "idp-auto-link", "requirement": "REQUIRED"}]}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc"}]}"#,
    ],
};

const FLOW: &[&str] = &["firstBrokerLoginFlowAlias"];

fn check(context: &Context, report: &mut Report) {
    let mut flows = Flows::of(context);
    let of_realm = context.realm().and_then(|realm| realm.text(&["firstBrokerLoginFlow"]));
    for provider in context.of_kind(names::IDENTITY_PROVIDER).map(|(_, it)| it) {
        // A provider that is only for linking needs a user who is already logged in.
        if !logs_in(provider) || provider.is(&["linkOnly"]) {
            continue;
        }
        let Some(flow) = provider.text(FLOW).or(of_realm) else { continue };
        let Some(link) = flows.unproven(flow) else { continue };
        let message = format!("the flow `{flow}` links users to an existing account of the same name without proof");
        let place = link.flow.place_of_item(&["authenticationExecutions"], link.step);
        let told = report.at(provider, FLOW, message).and_at("this step links the account", &place);
        if SOCIAL.contains(&provider_id(provider)) {
            told.severity(Severity::Error);
        }
    }
}
