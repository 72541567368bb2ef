//! What no plan may take away, whoever made it and whatever the files say: what Keycloak made, and the account that signs in.

use std::collections::{BTreeMap, BTreeSet};

use crate::after::after;
use crate::lost;
use crate::reach::Holders;
use realmform_kinds as kinds;
use realmform_kinds::built_in::{is_keycloaks, is_taken_away};
use realmform_kinds::wider::is_administrative;
use realmform_model::review::Risk;
use realmform_model::{Account, Action, Address, Body, Finding, Form, Live, Path, Plan, Step};

/// Deletions and renames of what Keycloak made itself, and deletions of what is never deleted. `live` has the objects under
/// the plan's names.
pub fn built_in(plan: &Plan, live: &Live) -> Vec<Finding> {
    plan.steps.iter().filter_map(|step| of_step(step, live)).collect()
}

fn of_step(step: &Step, live: &Live) -> Option<Finding> {
    let address = &step.address;
    let refused = |code: &str, message: String, help: &str| {
        Some(Finding::error(code, message).on(address).at(&step.span).help(help))
    };
    match &step.action {
        Action::Delete(_) if kinds::of(address.kind).marks().is_none() => refused(
            "ownership/never-deleted",
            format!("cannot delete {address}: realmform never deletes objects of the kind {}", address.kind),
            "delete it by hand if that is intended",
        ),
        Action::Delete(_) if is_keycloaks(address, live) => refused(
            "ownership/built-in",
            format!("cannot delete {address}: Keycloak itself created it, and needs it"),
            "create a new plan; realmform never plans to delete what Keycloak created, also under another name",
        ),
        Action::Update { renamed: Some(renamed), .. }
            if kinds::endpoint(address.kind).is_some_and(|kind| kind.is_ours(&address.name)) =>
        {
            refused(
                "moved/reserved-name",
                format!("cannot rename {} to {address}: the name is reserved for realmform", renamed.from),
                "choose another name",
            )
        }
        Action::Update { renamed: Some(renamed), .. } if is_taken_away(&renamed.from, address, live) => refused(
            "moved/built-in",
            format!(
                "cannot rename {} to {address}: Keycloak itself created it, and finds it by its name",
                renamed.from
            ),
            "remove the `[[moved]]` block",
        ),
        _ => None,
    }
}

/// Whether a plan may shut out the account that makes it, so that it has to be known.
pub fn may_shut_out(plan: &Plan, live: &Live) -> bool {
    let takes = |step: &Step| matches!(step.action, Action::Delete(_) | Action::Revoke(_));
    plan.makes.is_empty() && (plan.steps.iter().any(takes) || !lost::warnings(plan, live).is_empty())
}

/// Steps that delete the account or the client which signs in, and a plan that takes its roles of an administrator. `live` is
/// the whole realm, under the plan's names.
pub fn own_account(plan: &Plan, live: &Live, account: &Account) -> Vec<Finding> {
    let after = after(plan, live);
    let own: Vec<&Address> = account.client.iter().chain(&account.service_account).collect();
    let mut findings: Vec<Finding> = plan.steps.iter().filter_map(|step| shuts_out(step, &own, live, &after)).collect();
    if !findings.is_empty() {
        return findings;
    }
    let held: BTreeSet<&Address> = account.held.iter().chain(&account.service_account).collect();
    let lost = Holders::of(plan, live, &after).lost(&held);
    for role in lost.iter().filter(|role| is_administrative(role, live)) {
        let message =
            format!("the plan takes the administrator role {role} away from {}, which signs in for it", account.who);
        let step = plan.steps.iter().find(|step| touches(step, role, &held));
        let finding = Finding::error("ownership/own-access", message).on(role);
        findings.push(
            finding
                .at(&step.map(|step| step.span.clone()).unwrap_or_default())
                .help("keep the role for this account, or sign in with another administrator"),
        );
    }
    findings
}

/// Whether a plan changes something with which, or in which, an account signs in.
pub fn touches_sign_in(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| !sign_in_changes(step).is_empty())
}

/// Changes after which the account may no longer be able to sign in: of its client, and of the realm that it lives in.
pub fn may_lose_access(plan: &Plan, account: &Account) -> Vec<Risk> {
    let mut risks = Vec::new();
    for step in &plan.steps {
        let is_own = account.client.as_ref() == Some(&step.address) || renamed_from(step) == account.client.as_ref();
        let is_realm = step.address.kind.form() == Form::Side;
        if account.client.is_none() || !(is_own || is_realm) {
            continue;
        }
        let how = if is_realm { "at this realm" } else { "with it" };
        let what = format!("{} signs in {how} for this run, and may no longer be able to", account.who);
        let changes = sign_in_changes(step).into_iter();
        risks.extend(changes.map(|path| Risk { address: step.address.clone(), path, what: what.clone() }));
    }
    risks
}

fn renamed_from(step: &Step) -> Option<&Address> {
    match &step.action {
        Action::Update { renamed: Some(renamed), .. } => Some(&renamed.from),
        _ => None,
    }
}

/// The fields of which a step changes what signing in relies on; none is the name.
fn sign_in_changes(step: &Step) -> Vec<Path> {
    let Action::Update { renamed, changes } = &step.action else { return Vec::new() };
    let fields = kinds::of(step.address.kind).sign_in();
    if fields.is_empty() {
        return Vec::new();
    }
    let name = renamed.iter().map(|_| Path::default());
    let relied_on = |path: &&Path| path.0.first().is_some_and(|first| fields.contains(&first.as_str()));
    name.chain(changes.iter().map(|change| &change.path).filter(relied_on).cloned()).collect()
}

fn shuts_out(step: &Step, own: &[&Address], live: &Live, after: &BTreeMap<Address, Option<Body>>) -> Option<Finding> {
    let address = &step.address;
    let what = match &step.action {
        Action::Delete(_) if own.iter().any(|it| it.lineage().any(|above| above == address)) => "delete",
        Action::Update { .. } if own.contains(&address) => {
            let (before, after) = (live.objects.get(address)?, after.get(address)?.as_ref()?);
            let is_lost = !kinds::of(address.kind).loses(&before.body, after).is_empty();
            is_lost.then_some("take the service account away from")?
        }
        _ => return None,
    };
    let message = format!("cannot {what} {address}: this run signs in with it");
    let help = "declare it as it is or add it to `ignore`, or sign in with another client";
    Some(Finding::error("ownership/own-access", message).on(address).at(&step.span).help(help))
}

/// Whether the step is the one that takes the role away, as far as one does so at first hand.
fn touches(step: &Step, role: &Address, held: &BTreeSet<&Address>) -> bool {
    match &step.action {
        Action::Delete(_) => role.lineage().any(|it| *it == step.address) || held.contains(&step.address),
        Action::Revoke(link) => link.targets.contains(role),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use realmform_kinds::export;
    use realmform_model::{Deletion, Link, Path, Span};
    use serde_json::json;

    use super::*;

    fn realm() -> Live {
        export::live(&json!({"realm": "t",
            "clients": [{"clientId": "ci", "serviceAccountsEnabled": true, "publicClient": false},
                {"clientId": "realm-management"}, {"clientId": "web"}, {"clientId": "old", "name": "${client_account}"}],
            "roles": {"realm": [{"name": "operators", "composites": {"client": {"realm-management": ["manage-realm"]}}}],
                "client": {"realm-management": [{"name": "manage-realm"}]}},
            "groups": [{"name": "admins", "realmRoles": ["operators"]}],
            "users": [{"username": "service-account-ci", "serviceAccountClientId": "ci", "realmRoles": ["operators"]}]}))
    }

    fn find(live: &Live, shown: &str) -> Address {
        live.objects.keys().find(|it| it.to_string() == shown).cloned().unwrap_or_else(|| panic!("{shown}"))
    }

    fn plan(address: Address, action: Action) -> Plan {
        let step = Step { address, action, after: Vec::new(), span: Span::default() };
        Plan { steps: vec![step], ..Plan::default() }
    }

    fn service_account(live: &Live) -> Account {
        Account {
            who: "client ci".to_owned(),
            client: Some(find(live, "client/ci")),
            service_account: Some(find(live, "serviceAccount/ci")),
            held: BTreeSet::new(),
        }
    }

    fn told(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.message.as_str()).collect()
    }

    fn delete(live: &Live, shown: &str) -> Plan {
        plan(find(live, shown), Action::Delete(Deletion::default()))
    }

    #[test]
    fn a_plan_that_was_edited_cannot_delete_what_keycloak_made_or_what_is_never_deleted() {
        let live = realm();
        let codes = |shown: &str| -> Vec<String> {
            built_in(&delete(&live, shown), &live).into_iter().map(|finding| finding.code).collect()
        };
        assert_eq!(codes("client/old"), ["ownership/built-in"]);
        assert_eq!(codes("clientRole/realm-management/manage-realm"), ["ownership/built-in"]);
        assert_eq!(codes("realm"), ["ownership/never-deleted"]);
        assert!(codes("client/web").is_empty());
    }

    #[test]
    fn nothing_gets_the_name_of_the_lock() {
        let live = realm();
        let renamed = |to: &str| {
            let from = Address::top(realmform_kinds::names::CLIENT_SCOPE, "mine");
            let renamed = Some(realmform_model::Renamed { from: from.clone(), references: 0 });
            plan(Address { name: to.to_owned(), ..from }, Action::Update { renamed, changes: Vec::new() })
        };
        assert_eq!(
            told(&built_in(&renamed(kinds::LOCK), &live)),
            ["cannot rename clientScope/mine to clientScope/realmform-lock: the name is reserved for realmform"]
        );
        assert!(built_in(&renamed("yours"), &live).is_empty());
    }

    #[test]
    fn the_client_that_signs_in_is_never_deleted_nor_its_service_account() {
        let live = realm();
        let account = service_account(&live);
        assert_eq!(
            told(&own_account(&delete(&live, "client/ci"), &live, &account)),
            ["cannot delete client/ci: this run signs in with it"]
        );
        let off = realmform_model::Change {
            path: Path::of(&["serviceAccountsEnabled"]),
            delta: realmform_model::Delta::Value { before: Some(true.into()), after: Some(false.into()) },
            follows: Vec::new(),
        };
        let off = plan(find(&live, "client/ci"), Action::Update { renamed: None, changes: vec![off] });
        assert_eq!(
            told(&own_account(&off, &live, &account)),
            ["cannot take the service account away from client/ci: this run signs in with it"]
        );
        assert!(own_account(&delete(&live, "client/web"), &live, &account).is_empty());
    }

    #[test]
    fn what_may_keep_out_who_signs_in_is_told() {
        let live = realm();
        let account = service_account(&live);
        let changed = |address: Address, path: &[&str], renamed: Option<&str>| {
            let delta = realmform_model::Delta::Value { before: None, after: Some("x".into()) };
            let change = realmform_model::Change { path: Path::of(path), delta, follows: Vec::new() };
            let renamed = renamed.map(|from| realmform_model::Renamed { from: find(&live, from), references: 0 });
            plan(address, Action::Update { renamed, changes: vec![change] })
        };
        let told = |plan: &Plan| -> Vec<String> {
            assert_eq!(touches_sign_in(plan), !may_lose_access(plan, &account).is_empty());
            may_lose_access(plan, &account).iter().map(|risk| format!("{} {}", risk.address, risk.path)).collect()
        };
        let own = find(&live, "client/ci");
        for field in ["enabled", "secret", "clientAuthenticatorType", "notBefore"] {
            assert_eq!(told(&changed(own.clone(), &[field], None)), [format!("client/ci {field}")]);
        }
        assert_eq!(
            told(&changed(own.clone(), &["attributes", "jwks.url"], None)),
            ["client/ci attributes.\"jwks.url\""]
        );
        assert_eq!(told(&changed(own, &["description"], None)), [""; 0]);
        let new = Address { name: "ci2".to_owned(), ..find(&live, "client/ci") };
        assert_eq!(told(&changed(new, &["description"], Some("client/ci"))), ["client/ci2 "]);
        for field in ["enabled", "notBefore"] {
            assert_eq!(told(&changed(find(&live, "realm"), &[field], None)), [format!("realm {field}")]);
        }
        let other = changed(find(&live, "client/web"), &["enabled"], None);
        assert!(touches_sign_in(&other) && may_lose_access(&other, &account).is_empty());
    }

    #[test]
    fn an_administrators_role_is_not_taken_from_who_signs_in_however_it_is_held() {
        let live = realm();
        let account = service_account(&live);
        let (role, manage) =
            (find(&live, "realmRole/operators"), find(&live, "clientRole/realm-management/manage-realm"));
        let lost = [
            "the plan takes the administrator role clientRole/realm-management/manage-realm away from client ci, which \
                     signs in for it",
        ];
        let link = |path: &[&str], target: &Address| Link { path: Path::of(path), targets: vec![target.clone()] };
        let direct = plan(find(&live, "serviceAccount/ci"), Action::Revoke(link(&["realmRoles"], &role)));
        assert_eq!(told(&own_account(&direct, &live, &account)), lost);
        let inner = plan(role.clone(), Action::Revoke(link(&["composites", "client", "realm-management"], &manage)));
        assert_eq!(told(&own_account(&inner, &live, &account)), lost);
        assert_eq!(told(&own_account(&delete(&live, "realmRole/operators"), &live, &account)), lost);
        let person = Account {
            who: "user ann".to_owned(),
            client: None,
            service_account: None,
            held: [find(&live, "group/admins")].into(),
        };
        assert_eq!(own_account(&delete(&live, "group/admins"), &live, &person).len(), 1);
        assert!(own_account(&direct, &live, &person).is_empty(), "the person's group keeps the role");
    }
}
