//! From lookups to realm roles: what `[roles_from_lookups]` says becomes ordinary declared roles, with composites and the
//! renames that follow from those of the lookups.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::lookup_roles::made::{Made, merge};
use crate::lookup_roles::values::Value as Lookup;
use crate::{kinds, names};
use realmform_model::lookup_roles::{Codes, LookupRoles, RolesOfType};
use realmform_model::words::did_you_mean;
use realmform_model::{Address, Body, Desired, Finding, Move, Path, Severity, Span, matches};

mod made;
mod renames;
#[cfg(test)]
mod tests;
mod values;

/// Adds the roles to what is declared, and the renames that follow from those of their lookups. `rows` are the lookups that
/// count beside the declared ones, under the names that they will have.
///
/// A role that is declared by hand as well keeps what is written there, and gets the rest.
pub fn expand(desired: &mut Desired, rows: &BTreeMap<Address, Body>) -> Vec<Finding> {
    let Some(mapping) = desired.lookup_roles.clone() else { return Vec::new() };
    let All { roles, permissions, mut findings } = all(desired, rows, &mapping);
    if findings.iter().any(Finding::is_error) {
        return findings;
    }
    let mut moves = Vec::new();
    for (made, of_type) in [(&roles, &mapping.roles), (&permissions, &mapping.permissions)] {
        moves.extend(of_type.iter().flat_map(|of_type| renames::of(made, of_type, &desired.moves)));
    }
    for made in &permissions {
        merge(desired, made, None);
    }
    for made in &roles {
        merge(desired, made, contents(made, &roles, &permissions, &mapping).as_ref());
    }
    for moved in moves {
        let is_same = |known: &Move| known.kind == moved.kind && known.from == moved.from && known.to == moved.to;
        if !desired.moves.iter().any(is_same) {
            desired.moves.push(moved);
        }
    }
    findings.sort_by_key(|finding| finding.span.as_ref().map(|span| (span.source.path.clone(), span.offset)));
    findings
}

/// The roles that lookups give, each with its lookup; of what is declared before they are added.
pub fn origins(desired: &Desired, rows: &BTreeMap<Address, Body>) -> BTreeMap<Address, Address> {
    let Some(mapping) = &desired.lookup_roles else { return BTreeMap::new() };
    let All { roles, permissions, .. } = all(desired, rows, mapping);
    let of_types = [(roles, &mapping.roles), (permissions, &mapping.permissions)];
    let of_type = |(made, of_type): (Vec<Made>, &Option<RolesOfType>)| {
        let home = of_type.as_ref().map(|it| it.lookup_type.clone()).unwrap_or_default();
        made.into_iter().map(move |made| (names::realm_role(made.name), names::lookup(home.as_str(), made.code)))
    };
    of_types.into_iter().flat_map(of_type).collect()
}

/// What the types give.
struct All {
    roles: Vec<Made>,
    permissions: Vec<Made>,
    findings: Vec<Finding>,
}

fn all(desired: &Desired, rows: &BTreeMap<Address, Body>, mapping: &LookupRoles) -> All {
    let mut making = Making { desired, mapping, taken: BTreeMap::new(), findings: Vec::new() };
    let mut found: Vec<(Lookup, &RolesOfType, bool)> = Vec::new();
    let types = mapping.roles.iter().map(|it| (it, true)).chain(mapping.permissions.iter().map(|it| (it, false)));
    for (of_type, is_role) in types {
        match values::of(&of_type.lookup_type, desired, rows) {
            Some(values) => {
                found.extend(values.into_iter().filter(Lookup::is_active).map(|value| (value, of_type, is_role)));
            }
            None => making.findings.push(unknown_type(of_type, &values::types(desired, rows))),
        }
    }
    // Who may add a row must not be able to take a declared value's name away.
    found.sort_by_key(|(value, ..)| value.is_row);
    let (mut roles, mut permissions) = (Vec::new(), Vec::new());
    for (value, of_type, is_role) in found {
        let made = making.role(value, of_type);
        if is_role { &mut roles } else { &mut permissions }.extend(made);
    }
    for made in [&mut roles, &mut permissions] {
        made.sort_by(|one, other| (one.sort, &one.code).cmp(&(other.sort, &other.code)));
    }
    All { roles, permissions, findings: making.findings }
}

fn unknown_type(of_type: &RolesOfType, known: &BTreeSet<&str>) -> Finding {
    let name = &of_type.lookup_type;
    let message = format!("there is no lookup type `{name}`{}", did_you_mean(name, known.iter().copied()));
    let help = format!("correct the name, or declare the type as `[lookups.{name}]` with its values");
    Finding::error("config/unknown-lookup-type", message).at(&of_type.span).help(help)
}

/// The codes of all values of a type, active or not.
pub fn codes<'a>(lookup_type: &str, lookups: impl Iterator<Item = &'a Address>) -> BTreeSet<&'a str> {
    let of_type = |address: &&Address| address.kind == names::LOOKUP && values::is_of(lookup_type, address);
    lookups.filter(of_type).map(|it| it.name.as_str()).collect()
}

/// The entries of a table whose key is the code of a role, or a pattern that matches it.
fn about<'m>(table: &'m BTreeMap<String, Codes>, code: &str) -> Vec<&'m Codes> {
    table.iter().filter(|(key, _)| matches(key, code)).map(|(_, codes)| codes).collect()
}

/// The roles that a role contains, each with the pattern that says so; `None` where no key of the mapping is about it.
fn contents(of: &Made, roles: &[Made], permissions: &[Made], mapping: &LookupRoles) -> Option<Vec<(String, Span)>> {
    let (includes, grants) = (about(&mapping.includes, &of.code), about(&mapping.grants, &of.code));
    if includes.is_empty() && grants.is_empty() {
        return None;
    }
    // A pattern of roles that matches the role itself does not mean it.
    let others: Vec<&Made> = roles.iter().filter(|made| made.code != of.code).collect();
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for (lists, among) in [(includes, others), (grants, permissions.iter().collect())] {
        let codes: Vec<&str> = among.iter().map(|made| made.code.as_str()).collect();
        let names: BTreeMap<&str, &str> = among.iter().map(|made| (made.code.as_str(), made.name.as_str())).collect();
        for (code, span) in lists.iter().flat_map(|list| list.chosen(&codes)) {
            if let Some(name) = names.get(code).filter(|name| seen.insert(**name)) {
                found.push(((*name).to_owned(), span.clone()));
            }
        }
    }
    Some(found)
}

/// Keycloak keeps names in columns of so many characters. What a file says beyond it is an error; a row cannot stop a plan.
const LONGEST: usize = 255;

struct Making<'d> {
    desired: &'d Desired,
    mapping: &'d LookupRoles,
    /// The lookup that a role's name comes from.
    taken: BTreeMap<String, (String, Span)>,
    findings: Vec<Finding>,
}

impl Making<'_> {
    /// The role of a value.
    fn role(&mut self, value: Lookup, of_type: &RolesOfType) -> Option<Made> {
        let lookup = names::lookup(of_type.lookup_type.as_str(), value.code.as_str());
        // A row stands in no file: what asks for its role does.
        let span = if value.span.is_known() { value.span.clone() } else { of_type.span.clone() };
        let refused = |code, why: String| {
            Finding::warning(code, format!("{lookup} gives no realm role: {why}")).at(&span).on(&lookup)
        };
        let Some(name) = of_type.name(&value.code, &value.body) else {
            let why = "it lacks the metadata that its role is called by".to_owned();
            self.findings.push(
                refused("config/no-role-name", why)
                    .help("add the metadata, or add a name without it to the list of names in `[roles_from_lookups]`"),
            );
            return None;
        };
        if value.is_row && name.chars().count() > LONGEST {
            let why = format!("its name would be longer than {LONGEST} characters");
            self.findings.push(refused("config/no-role-name", why).help("shorten it in the database"));
            return None;
        }
        let role = names::realm_role(name.as_str());
        if kinds::is_built_in(&role, None) {
            let why = format!("`{name}` is a role of Keycloak's own");
            let finding = refused("config/built-in-role", why);
            self.findings.push(finding.help("rename the value, or give its role another name"));
            return None;
        }
        if let Some(by_hand) = self.desired.objects.get(&role).filter(|_| value.is_row) {
            // What its row says would else be given to all who get that role by hand, or the other way round.
            let finding = refused("config/declared-role", format!("`{name}` is declared by hand"));
            self.findings.push(
                finding.help("declare the lookup too if both are the same").and_at("declared here", &by_hand.span),
            );
            return None;
        }
        if let Some((other, place)) = self.taken.get(&name) {
            let finding = refused("config/one-role-twice", format!("`{name}` comes from {other}"));
            // A row is not to stop every plan.
            let severity = if value.is_row { Severity::Warning } else { Severity::Error };
            let finding = Finding { severity, ..finding }.and_at("the other one", place);
            self.findings.push(finding.help("give them different names, or take one of them away"));
            return None;
        }
        self.taken.insert(name.clone(), (lookup.to_string(), span.clone()));
        let language = self.mapping.language.as_deref().unwrap_or(LookupRoles::LANGUAGE);
        let fields = [Path::of(&["description"]), Path::of(&["label", language])];
        let description = fields.into_iter().find_map(|field| {
            let text = field.get(&value.body).and_then(Value::as_str).filter(|text| !text.is_empty())?;
            Some((text.to_owned(), value.place(&field).cloned().unwrap_or_else(|| span.clone())))
        });
        Some(Made { sort: value.sort(), code: value.code, body: value.body, name, description, span })
    }
}
