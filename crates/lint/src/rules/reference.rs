//! References to objects that are neither declared nor live: `reference/missing`, `reference/missing-client`.

use std::collections::BTreeMap;

use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::names;
use realmform_model::{Address, Finding, Path, Severity, Span};

/// Referenced objects exist.
pub(super) const RULE: Rule = Rule {
    code: "reference/missing*",
    severity: Severity::Error,
    title: "A referenced object does not exist",
    why: "Keycloak silently drops such names at import, or rejects the whole realm; a role mapping or a scope that \
          somebody relies on is then missing. A dangling name is also a trap: an object that somebody later creates \
          with that name, in good faith, gets the access that was meant for another. `reference/missing-client` \
          reports a missing client once, however many objects refer to it.",
    fix: "declare it, or remove the reference",
    links: &[],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "defaultClientScopes": ["shop:cart"]}], "clientScopes": []}"#,
        r#"{"realm": "r", "groups": [{"name": "staff", "path": "/staff", "clientRoles": {"shop": ["buyer"]}}], "clients": []}"#,
        r#"{"realm": "r", "groups": [{"name": "staff", "path": "/staff", "clientRoles": {"shop": ["buyer"]}}],
            "roles": {"client": {}}}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "defaultClientScopes": ["shop:cart"]}],
            "clientScopes": [{"name": "shop:cart"}]}"#,
        // A section that an export leaves out is not known.
        r#"{"realm": "r", "clients": [{"clientId": "shop", "defaultClientScopes": ["shop:cart"], "protocolMappers": [
            {"name": "m", "protocolMapper": "oidc-hardcoded-role-mapper", "config": {"role": "shop.buyer"}},
            {"name": "n", "protocolMapper": "oidc-hardcoded-role-mapper", "config": {"role": "boss"}}]}]}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "boss", "composites": {"client": {"shop": ["buyer"]}}}]},
            "clientScopes": [{"name": "s", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-hardcoded-role-mapper", "config": {"role": "shop.buyer"}}]}],
            "users": [{"username": "ann", "groups": ["/staff"]}]}"#,
    ],
};

/// A reference to an object that does not exist.
struct Use<'a> {
    by: &'a Address,
    span: Span,
}

fn check(context: &Context, report: &mut Report) {
    // Where the clients are not known, `shop.buyer` may well be the role of one.
    let is_client = |id: &str| exists(context, &names::client(id)) || !context.knows_all(names::CLIENT);
    let mut missing: BTreeMap<Address, Vec<Use>> = BTreeMap::new();
    for subject in context.subjects() {
        // A group's path implies the groups above it.
        let parent = subject.name.parent.as_deref();
        let parent = parent.filter(|parent| parent.kind != names::GROUP);
        let inside = parent.map(|parent| (Path::default(), parent.clone()));
        let named = subject.references(&is_client);
        let named = named.into_iter().map(|reference| (reference.path, reference.target));
        for (path, target) in inside.into_iter().chain(named) {
            // Flows have a rule of their own: exports name them by their ids, too.
            if target.name.is_empty() || target.kind == names::FLOW || exists(context, &target) {
                continue;
            }
            // Whatever is inside a missing object is missing too.
            let is_judged = |outer: &&Address| context.knows_all(outer.kind) || is_near(context, outer);
            let missing_ones = target.lineage().filter(|outer| is_judged(outer) && !exists(context, outer));
            let Some(outermost) = missing_ones.last() else { continue };
            let uses = missing.entry(outermost.clone()).or_default();
            let keys: Vec<&str> = path.0.iter().map(String::as_str).collect();
            let span = subject.place_of_item(&keys, &target.shown_name());
            // Each place is reported once: a role mapping names its client, and then each role.
            if !uses
                .iter()
                .rev()
                .take_while(|seen| seen.by == &subject.name)
                .any(|seen| seen.span == span || outermost != &target)
            {
                uses.push(Use { by: &subject.name, span });
            }
        }
    }
    for (target, mut uses) in missing {
        uses.sort_by(|one, other| place(one).cmp(&place(other)));
        if matches!(target.kind, names::CLIENT | names::LOOKUP_TYPE) {
            report.add(missing_home(context, &target, &uses));
        } else {
            let next_step = next_step(context, &target);
            for using in &uses {
                report.add(missing_object(context, &target, using, &next_step));
            }
        }
    }
}

fn place<'u>(using: &'u Use) -> (&'u std::path::Path, usize, &'u Address) {
    (&using.span.source.path, using.span.offset, using.by)
}

fn exists(context: &Context, address: &Address) -> bool {
    // The database itself is asked for its tables and rows: those that are as declared are no objects.
    matches!(address.kind, names::ROW | names::TABLE)
        || context.is_known(address)
        || realmform_kinds::is_built_in(address, None)
        || context.is_export && address.kind == names::GROUP && has_plain_path(context, address)
}

/// An export does not escape the slashes in the names of a path.
fn has_plain_path(context: &Context, group: &Address) -> bool {
    let path = group.plain_path();
    context.of_kind(names::GROUP).any(|(known, _)| known.plain_path() == path)
}

/// Only lookups are referenced in the database; those of a declared type are declared here, or were probably forgotten.
fn is_near(context: &Context, target: &Address) -> bool {
    target.kind == names::LOOKUP && target.parent.as_deref().is_some_and(|parent| context.objects.contains_key(parent))
}

/// A missing client or lookup type is reported once, with the number of objects that refer to it.
fn missing_home(context: &Context, target: &Address, uses: &[Use]) -> Finding {
    let others = match uses.len() {
        0 | 1 => String::new(),
        count => format!("; {count} objects refer to it"),
    };
    let (what, code) = match target.kind {
        names::CLIENT => ("client", "reference/missing-client"),
        _ => ("lookup type", "reference/missing"),
    };
    let message = format!("the {what} `{}` is not declared anywhere and does not exist{others}", target.name);
    let mut finding = Finding::error(code, message).help(next_step(context, target));
    if let Some(first) = uses.first() {
        finding = finding.on(first.by).at(&first.span);
    }
    if let Some(second) = uses.iter().find(|using| uses.first().is_some_and(|first| first.span != using.span)) {
        finding = finding.and_at("also referenced here", &second.span);
    }
    finding
}

fn missing_object(context: &Context, target: &Address, using: &Use, next_step: &str) -> Finding {
    let complete = context.knows_all(target.kind);
    let parent = using.by.parent.as_deref();
    let verb = if parent == Some(target) { "belongs to" } else { "refers to" };
    let unknown = if complete { "is not declared anywhere and does not exist" } else { "is not declared anywhere" };
    let message = format!("{} {verb} `{target}`, which {unknown}", using.by);
    let mut finding = Finding::error("reference/missing", message).help(next_step);
    if !complete {
        finding.severity = Severity::Warning;
    }
    finding.on(using.by).at(&using.span)
}

/// `declare … or remove this line`, with the name that was probably meant.
fn next_step(context: &Context, target: &Address) -> String {
    let declare = match (target.kind, &target.name) {
        (names::LOOKUP_TYPE, name) => {
            format!("declare it as `[lookups.{name}]` with its label, or remove these references")
        }
        _ => format!("declare `{target}` or remove this line"),
    };
    match nearest(context, target) {
        Some(near) if near.kind == names::LOOKUP => {
            format!("did you mean `{}`? Otherwise {declare}", near.names().join("/"))
        }
        Some(near) => format!("did you mean `{}`? Otherwise {declare}", near.shown_name()),
        None => declare,
    }
}

/// The existing object of the kind whose name is nearest; those in the same client or type first.
fn nearest<'c>(context: &'c Context, target: &Address) -> Option<&'c Address> {
    let name = target.shown_name();
    let most = (name.chars().count() / 4).clamp(1, 3);
    let candidates = context.addresses().filter(|address| address.kind == target.kind);
    let near = candidates.filter_map(|address| {
        let candidate = address.shown_name();
        if candidate.len().abs_diff(name.len()) > 2 * most {
            return None;
        }
        let distance = match candidate.eq_ignore_ascii_case(&name) {
            true => 0,
            false => strsim::osa_distance(&candidate, &name),
        };
        (distance <= most).then_some((address.parent != target.parent, distance, address))
    });
    let (elsewhere, _, near) = near.min()?;
    // A role of the same name in another client is another role.
    (!elsewhere || target.kind == names::GROUP).then_some(near)
}
