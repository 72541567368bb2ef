//! Which role has which permission: composites followed to their end.

use std::collections::{BTreeMap, BTreeSet};

use realmform_kinds as kinds;
use realmform_kinds::built_in::is_keycloaks;
use realmform_kinds::lookup_roles::{expand, origins};
use realmform_kinds::names;
use realmform_kinds::reference::references;
use realmform_model::matrix::{Group, Held, Matrix, Row};
use realmform_model::words::did_you_mean;
use realmform_model::{Address, Body, Desired, Failure, Finding, Live, matches};

use crate::lookup_roles::staying;

/// The group of the roles that are in others.
const ROLES: &str = "roles";

/// A matrix, and what is not in it.
#[derive(Debug, Default)]
pub struct Made {
    /// The matrix.
    pub matrix: Matrix,
    /// Roles that contain others, and that Keycloak made.
    pub built_in: usize,
    /// Roles that contain none, and that none contains.
    pub loose: usize,
    /// The rows of the database count, and were not read.
    pub without_rows: bool,
    /// What is wrong with the roles that come from lookups.
    pub findings: Vec<Finding>,
}

/// The matrix of what the files declare.
///
/// # Errors
/// See `of_live`.
pub fn of_files(desired: &Desired, roles: &[String]) -> Result<Made, Failure> {
    let mut desired = desired.clone();
    let without_rows = desired.lookup_roles.as_ref().is_some_and(|mapping| mapping.needs_database());
    let findings = if without_rows { expand(&mut desired, &BTreeMap::new()) } else { Vec::new() };
    let sources = Sources::of(&desired, &BTreeMap::new());
    let bodies = desired.objects.iter().map(|(address, declared)| (address, &declared.body));
    let made = made(bodies, &sources, &|address| kinds::is_built_in(address, None), roles)?;
    Ok(Made { without_rows, findings, ..made })
}

/// The matrix of what lives; the files say which lookups are roles.
///
/// # Errors
/// A pattern of roles matches none.
pub fn of_live(live: &Live, desired: &Desired, roles: &[String]) -> Result<Made, Failure> {
    let rows = staying(desired, live);
    let sources = match rows.is_empty() {
        // The target has no database, or nothing in it yet.
        true => Sources::of(desired, &rows),
        false => Sources::of(&of_rows(desired), &rows),
    };
    let bodies = live.objects.iter().map(|(address, object)| (address, &object.body));
    made(bodies, &sources, &|address| is_keycloaks(address, live), roles)
}

/// What the files say of lookups that are roles, without the lookups that they declare: those that live count.
fn of_rows(desired: &Desired) -> Desired {
    Desired { lookup_roles: desired.lookup_roles.clone(), ..Desired::default() }
}

/// Roles that come from lookups, by where they come from.
#[derive(Default)]
struct Sources {
    roles: BTreeSet<Address>,
    permissions: BTreeSet<Address>,
    /// The place of each among those of its type.
    sort: BTreeMap<Address, i64>,
}

impl Sources {
    fn of(desired: &Desired, rows: &BTreeMap<Address, Body>) -> Self {
        let mut sources = Self::default();
        let permissions = desired.lookup_roles.as_ref().and_then(|mapping| mapping.permissions.as_ref());
        for (role, lookup) in origins(desired, rows) {
            let is_of = |lookup_type: &str| lookup.parent.as_deref().is_some_and(|parent| parent.name == lookup_type);
            let is_permission = permissions.is_some_and(|of_type| is_of(&of_type.lookup_type));
            let body = desired.objects.get(&lookup).map(|declared| &declared.body).or_else(|| rows.get(&lookup));
            let sort = body.and_then(|body| body.get("sort")?.as_i64()).unwrap_or_default();
            sources.sort.insert(role.clone(), sort);
            if is_permission { &mut sources.permissions } else { &mut sources.roles }.insert(role);
        }
        sources
    }

    /// Where a role stands: those of lookups in their order, all others by name.
    fn place<'a>(&self, address: &'a Address) -> (i64, &'a Address) {
        (self.sort.get(address).copied().unwrap_or(i64::MAX), address)
    }
}

fn made<'a>(
    bodies: impl Iterator<Item = (&'a Address, &'a Body)>,
    sources: &Sources,
    is_built_in: &dyn Fn(&Address) -> bool,
    patterns: &[String],
) -> Result<Made, Failure> {
    let is_role = |address: &Address| matches!(address.kind, names::REALM_ROLE | names::CLIENT_ROLE);
    let graph: BTreeMap<Address, BTreeSet<Address>> = bodies
        .filter(|(address, _)| is_role(address))
        .map(|(address, body)| {
            let named = references(kinds::of(address.kind).slots(), body, &|_| true).into_iter();
            (address.clone(), named.map(|it| it.target).filter(|target| is_role(target)).collect())
        })
        .collect();
    let contains = |address: &Address| graph.get(address).is_some_and(|inner| !inner.is_empty());
    let can_be = |address: &&Address| {
        !sources.permissions.contains(*address) && (contains(address) || sources.roles.contains(*address))
    };
    let mut all: Vec<&Address> = graph.keys().filter(can_be).collect();
    all.sort_by_key(|address| sources.place(address));
    let names: BTreeMap<&Address, String> = all.iter().map(|address| (*address, shown(address))).collect();
    if let Some(idle) = patterns.iter().find(|pattern| !names.values().any(|name| matches(pattern, name))) {
        let message = format!(
            "--role: no role that contains others matches `{idle}`{}",
            did_you_mean(idle, names.values().map(String::as_str))
        );
        return Err(Failure::input(message)
            .help("write the name of a realm role, or `CLIENT/ROLE`; `*` matches any characters"));
    }
    let is_wanted = |address: &&&Address| match patterns {
        [] => !is_built_in(address),
        patterns => names.get(**address).is_some_and(|name| patterns.iter().any(|pattern| matches(pattern, name))),
    };
    let columns: Vec<&Address> = all.iter().filter(is_wanted).copied().collect();
    let held: Vec<BTreeSet<&Address>> = columns.iter().map(|column| reached(column, &graph)).collect();
    let of_all: BTreeSet<&Address> = held.iter().flatten().copied().collect();

    let mut rows: BTreeSet<&Address> = of_all.clone();
    rows.extend(graph.keys().filter(|address| sources.permissions.contains(*address)));
    let mut sorted: Vec<&Address> = rows.into_iter().collect();
    sorted.sort_by_key(|address| sources.place(address));
    let mut groups: Vec<Group> = Vec::new();
    for address in sorted {
        let name = if can_be(&address) { ROLES.to_owned() } else { group(address) };
        let cells = columns.iter().zip(&held).map(|(column, held)| {
            let is_direct = graph.get(*column).is_some_and(|inner| inner.contains(address));
            match (is_direct, held.contains(address)) {
                (true, _) => Held::Direct,
                (false, true) => Held::Inherited,
                (false, false) => Held::No,
            }
        });
        let row = Row { name: shown(address), cells: cells.collect() };
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { name, rows: vec![row] }),
        }
    }
    // Roles in roles are read first: they say why others have what is below.
    groups.sort_by_key(|group| group.name != ROLES);
    let contained: BTreeSet<&Address> = graph.values().flatten().collect();
    let is_loose = |address: &&Address| {
        !can_be(address) && !contained.contains(address) && !sources.permissions.contains(*address)
    };
    let loose = graph.keys().filter(is_loose).filter(|address| !is_built_in(address)).count();
    let roles = columns.iter().map(|column| shown(column)).collect();
    let built_in = if patterns.is_empty() { all.len() - columns.len() } else { 0 };
    Ok(Made { matrix: Matrix { of: String::new(), roles, groups }, built_in, loose, ..Made::default() })
}

/// All that a role contains, however deep; not the role itself, also where it is in a circle.
fn reached<'g>(from: &Address, graph: &'g BTreeMap<Address, BTreeSet<Address>>) -> BTreeSet<&'g Address> {
    let mut seen: BTreeSet<&Address> = BTreeSet::new();
    let mut open: Vec<&Address> = graph.get(from).into_iter().flatten().collect();
    while let Some(address) = open.pop() {
        if address != from && seen.insert(address) {
            open.extend(graph.get(address).into_iter().flatten());
        }
    }
    seen
}

/// A realm role by its name, one of a client with its client.
fn shown(address: &Address) -> String {
    address.names().join("/")
}

/// What a permission has in common with others: its client, and its name up to the last dot or colon.
fn group(address: &Address) -> String {
    let module = address.name.rfind(['.', ':']).map(|at| &address.name[..at]);
    let client = address.parent.as_deref().map(|client| client.name.as_str());
    match (client, module) {
        (Some(client), Some(module)) => format!("{client}/{module}"),
        (Some(client), None) => client.to_owned(),
        (None, Some(module)) => module.to_owned(),
        (None, None) => "other".to_owned(),
    }
}
