//! The failure of a step that needs an object which does not exist on the server, mostly a role to grant.

use realmform_kinds as kinds;
use realmform_model::{Action, Address, Failure, Step};

/// The failure of a step that needs this object.
pub(super) fn not_found(step: &Step, missing: &Address) -> Failure {
    let (Action::Grant(link) | Action::Revoke(link)) = &step.action else {
        return Failure::server(format!("{missing} does not exist on the server, and {} needs it", step.address))
            .help("run `realmform plan` again, it may have been deleted meanwhile");
    };
    let Some(target) = link.targets.iter().find(|target| target.lineage().any(|part| part == missing)) else {
        return Failure::server(format!("cannot change `{}` of {}: {missing} does not exist", link.path, step.address))
            .help("run `realmform plan` again, it may have been deleted meanwhile");
    };
    let joins = kinds::of(target.kind).joins();
    let (verb, noun) = (joins.verb(matches!(step.action, Action::Revoke(_))), joins.noun());
    if target == missing {
        return Failure::server(format!("cannot {verb} {target}: no such {noun} on the server"))
            .help(format!("declare it, or remove it from {}", step.address));
    }
    Failure::server(format!("cannot {verb} {target}: {missing} does not exist on the server"))
        .help(format!("declare it, or remove {target} from {}", step.address))
}

#[cfg(test)]
mod tests {
    use realmform_kinds::names;
    use realmform_model::{Link, Path, Span};

    use super::*;

    fn told(action: fn(Link) -> Action, target: Address, missing: &Address) -> String {
        let link = Link { path: Path::of(&["roles"]), targets: vec![names::realm_role("other"), target] };
        let step =
            Step { address: names::client("web"), action: action(link), after: Vec::new(), span: Span::default() };
        let failure = not_found(&step, missing);
        format!("{}; {}", failure.message, failure.help.unwrap_or_default())
    }

    #[test]
    fn what_cannot_be_granted_is_named() {
        let role = names::realm_role("reader");
        assert_eq!(
            told(Action::Grant, role.clone(), &role),
            "cannot grant realmRole/reader: no such role on the server; declare it, or remove it from client/web"
        );
        let scope = names::client_scope("audit");
        assert_eq!(
            told(Action::Revoke, scope.clone(), &scope),
            "cannot unassign clientScope/audit: no such client scope on the server; declare it, or remove it from client/web"
        );
    }

    #[test]
    fn what_it_is_in_is_named_too() {
        assert_eq!(
            told(Action::Grant, names::client_role("api", "read"), &names::client("api")),
            "cannot grant clientRole/api/read: client/api does not exist on the server; declare it, or remove \
             clientRole/api/read from client/web"
        );
        assert_eq!(
            told(Action::Grant, names::realm_role("reader"), &names::client("web")),
            "cannot change `roles` of client/web: client/web does not exist; run `realmform plan` again, it may have been \
             deleted meanwhile"
        );
    }
}
