//! Which of the renames that findings ask for are made: the outer object before those in it, and none that is not safe.

use std::collections::{BTreeMap, BTreeSet};

use crate::fix::renames::{Rename, Renames};
use crate::fix::rewrite::{bare_names, document, scopes};
use crate::policy::{Extent, Policies};
use crate::rule::{Beside, Context};
use crate::{policy, rules};
use realmform_kinds as kinds;
use realmform_kinds::kind::Renames as Way;
use realmform_kinds::reference::references;
use realmform_kinds::{lookup_roles, names, place};
use realmform_model::moves::future;
use realmform_model::words::article;
use realmform_model::{Address, Desired, Finding, Fix, Form, KindName, Move, matches};

/// The renames that are made, and what was left.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub renames: Renames,
    /// The document after them.
    pub desired: Desired,
    /// Why an object keeps a name that is wrong.
    pub refused: BTreeMap<Address, String>,
    /// The objects that were asked for, under the addresses that they have afterwards; none where all were.
    pub only: Option<BTreeSet<Address>>,
    /// How many others have a name that is wrong.
    pub left_out: usize,
}

/// Chooses until the findings ask for nothing more. An object is judged once all that it lives in has its new name. Where
/// there are patterns of addresses, only what matches one is renamed.
pub(super) fn choose(desired: &Desired, policies: &Policies, only: &[String]) -> Chosen {
    let mut choosing = Choosing::new(desired, policies);
    choosing.chosen.only = (!only.is_empty()).then(|| {
        let is_chosen = |name: String| only.iter().any(|pattern| matches(pattern, &name));
        desired.objects.keys().filter(|address| is_chosen(address.to_string())).cloned().collect()
    });
    while choosing.round() {}
    let Choosing { mut chosen, .. } = choosing;
    let Chosen { desired, refused, .. } = &mut chosen;
    refused.retain(|address, _| desired.objects.contains_key(address));
    chosen
}

struct Choosing {
    chosen: Chosen,
    policies: Policies,
    /// The moves that were there before this run.
    history: Vec<Move>,
    /// The moves of this run by the names that they make.
    moves: BTreeMap<Address, Move>,
    /// The old names that had led to an address before this run.
    ends: BTreeMap<Address, Vec<Address>>,
    /// Names that are written without what their objects live in.
    bare: BTreeSet<(KindName, String)>,
    /// The clients that bodies name.
    named: BTreeSet<Address>,
    made: BTreeSet<Address>,
}

impl Choosing {
    fn new(desired: &Desired, policies: &Policies) -> Self {
        let mut ends: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
        for old in desired.moves.iter().filter_map(source) {
            ends.entry(future(&old, &desired.moves)).or_default().push(old);
        }
        let history = desired.moves.clone();
        let chosen = Chosen { desired: desired.clone(), ..Chosen::default() };
        let (bare, named) = (bare_names(desired), clients(desired));
        let (moves, made) = (BTreeMap::new(), BTreeSet::new());
        Self { chosen, policies: policies.clone(), history, moves, ends, bare, named, made }
    }

    /// Makes or refuses what can be judged now; false where that is nothing.
    fn round(&mut self) -> bool {
        let before = self.chosen.refused.len();
        let wanted = self.wanted();
        let mut sources: BTreeMap<&Address, &Address> = BTreeMap::new();
        let mut twins = BTreeSet::new();
        for (_, rename) in &wanted {
            if let Some(other) = sources.insert(&rename.to, &rename.from).filter(|other| **other != rename.from) {
                twins.extend([(&rename.from, other), (other, &rename.from)]);
            }
        }
        let mut taken = self.taken();
        let mut accepted = Renames::default();
        for (address, rename) in &wanted {
            if accepted.has(&rename.from) {
                continue;
            }
            let twin = twins.iter().find(|(one, _)| **one == rename.from);
            let verdict = match twin {
                Some((_, other)) => Err(format!("{other} would also be renamed to `{}`", rename.to.shown_name())),
                None => self.check(rename, &taken, &accepted),
            };
            match verdict {
                Ok(()) => {
                    taken.insert(rename.to.clone());
                    self.made.insert(rename.to.clone());
                    self.moves.insert(rename.to.clone(), rename.as_move());
                    self.named.insert(rename.to.clone());
                    accepted.push(rename.clone());
                }
                Err(why) => drop(self.chosen.refused.insert(address.clone(), why)),
            }
        }
        if accepted.is_empty() {
            // What lives in something that keeps its name can go on.
            return self.chosen.refused.len() > before;
        }
        self.chosen.desired = document(&self.chosen.desired, &accepted);
        scopes(&mut self.policies, &accepted);
        let ends = std::mem::take(&mut self.ends);
        self.ends = ends.into_iter().map(|(end, olds)| (accepted.new_address(&end), olds)).collect();
        if let Some(only) = self.chosen.only.take() {
            self.chosen.only = Some(only.iter().map(|address| accepted.new_address(address)).collect());
        }
        accepted.iter().for_each(|rename| self.chosen.renames.push(rename.clone()));
        true
    }

    /// The outermost renames that are asked for, each with the object whose name is wrong.
    fn wanted(&mut self) -> Vec<(Address, Rename)> {
        let findings = rules::check(&Context::of_project(&self.chosen.desired, Beside::Nothing, &self.policies));
        // What is waived keeps its name.
        let findings = self.policies.apply(findings, policy::today(), Extent::Part);
        let mut open: BTreeMap<Address, (String, String)> = findings
            .into_iter()
            .filter_map(|finding: Finding| match finding.fix? {
                Fix::Rename { address, to, reason } => Some((address, (to, reason))),
            })
            .filter(|(address, _)| !self.chosen.refused.contains_key(address))
            .collect();
        if let Some(only) = &self.chosen.only {
            let all = open.len();
            open.retain(|address, _| only.contains(address));
            self.chosen.left_out = all - open.len();
        }
        let mut wanted = Vec::new();
        for (address, (to, reason)) in &open {
            if address.lineage().skip(1).any(|outer| open.contains_key(outer)) {
                continue;
            }
            match self.step(address, to) {
                Ok((from, to)) => wanted.push((address.clone(), Rename { from, to, reason: reason.clone() })),
                Err(why) => drop(self.chosen.refused.insert(address.clone(), why)),
            }
        }
        wanted
    }

    /// What is renamed first for an object to be called so: a group's path can be wrong in an outer name.
    fn step(&self, address: &Address, to: &str) -> Result<(Address, Address), String> {
        let (from, to) = match address.kind.form() {
            Form::Path => path_step(address, to)?,
            _ => (address.clone(), Address { name: to.to_owned(), ..address.clone() }),
        };
        let is_implied = self.chosen.desired.objects.get(&from).is_some_and(|declared| declared.implied);
        let is_left_out = self.chosen.only.as_ref().is_some_and(|only| !only.contains(&from));
        if from != *address && !is_implied && is_left_out {
            return Err(format!("it would require renaming `{}`, which --only leaves out", from.path()));
        }
        if from != *address && !is_implied {
            return Err(format!("it would require renaming `{}`, which is declared and has a valid name", from.path()));
        }
        Ok((from, to))
    }

    /// Every name that somebody bears, also where only what is in it is declared.
    fn taken(&self) -> BTreeSet<Address> {
        self.chosen.desired.objects.keys().flat_map(Address::lineage).cloned().collect()
    }

    fn check(&self, rename: &Rename, taken: &BTreeSet<Address>, accepted: &Renames) -> Result<(), String> {
        let Rename { from, to, .. } = rename;
        let name = to.shown_name();
        if kinds::of(from.kind).renames() == Way::Never {
            return Err(format!(
                "{} cannot be renamed in place: rename it by hand here and in Keycloak",
                article(from.kind.as_str())
            ));
        }
        if [from, to].into_iter().any(|address| realmform_kinds::is_built_in(address, None)) {
            return Err("Keycloak creates an object with this name by itself".to_owned());
        }
        if let Some(why) = self.bound_to_lookups(from) {
            return Err(why);
        }
        if to.name.is_empty() || from.shown_name().contains('*') || name.contains('*') {
            return Err("a `*` in a name looks like a pattern in a `[[moved]]` block".to_owned());
        }
        if taken.contains(to) {
            return Err(format!("`{name}` already exists"));
        }
        if self.made.contains(from) {
            return Err(format!("the rules contradict each other: another rule requires `{name}`"));
        }
        self.check_bare(rename, accepted)?;
        self.check_keys(rename)?;
        self.check_history(rename, accepted)
    }

    /// What has its name from a lookup, and lookups that roles have their names from, are renamed with what grants them.
    fn bound_to_lookups(&self, address: &Address) -> Option<String> {
        let roles = self.chosen.desired.lookup_roles.as_ref()?;
        if address.lineage().any(|it| it.kind == names::LOOKUP_TYPE && roles.speaks_of(&it.name)) {
            return Some("realm roles come from it: rename it by hand, in `[roles_from_lookups]` too".to_owned());
        }
        let lookup = lookup_roles::origins(&self.chosen.desired, &BTreeMap::new()).remove(address)?;
        Some(format!("its name comes from {lookup}: rename that"))
    }

    /// A bare name can follow one object only.
    fn check_bare(&self, rename: &Rename, accepted: &Renames) -> Result<(), String> {
        let Rename { from, to, .. } = rename;
        if !self.bare.contains(&(from.kind, from.name.clone())) {
            return Ok(());
        }
        let mut others = self.chosen.renames.iter().chain(accepted.iter());
        let other = others
            .find(|other| other.from.kind == from.kind && other.from.name == from.name && other.to.name != to.name);
        let why = |other: &Rename| {
            format!("a client policy refers to `{}`, and {} gets a different name", from.name, other.from)
        };
        other.map_or(Ok(()), |other| Err(why(other)))
    }

    /// Lists by client are tables, in which a key stands once.
    fn check_keys(&self, rename: &Rename) -> Result<(), String> {
        let Rename { from, to, .. } = rename;
        if from.kind != names::CLIENT || !self.named.contains(to) {
            return Ok(());
        }
        for (address, declared) in &self.chosen.desired.objects {
            let named = references(kinds::of(address.kind).slots(), &declared.body, &|_| false);
            let lists = |client: &Address| -> Vec<&Vec<String>> {
                named.iter().filter(|it| it.target == *client).map(|it| &it.path.0).collect()
            };
            let beside = |one: &Vec<String>, other: &Vec<String>| {
                one.len() == other.len() && one != other && one.iter().zip(other).filter(|(a, b)| a != b).count() == 1
            };
            if lists(from).iter().any(|one| lists(to).iter().any(|other| beside(one, other))) {
                return Err(format!("{address} refers to both `{}` and `{}`", from.name, to.name));
            }
        }
        Ok(())
    }

    /// Every environment must come to the new name, from whichever name it has now.
    fn check_history(&self, rename: &Rename, accepted: &Renames) -> Result<(), String> {
        let Rename { from, to, .. } = rename;
        let told = |old: &Address, end: &Address| {
            Err(format!("`[[moved]]` blocks already rename `{}` to `{}`", old.shown_name(), end.shown_name()))
        };
        if let Some(end) = [&self.chosen.renames, accepted].into_iter().find_map(|renames| renames.of(to)) {
            return told(to, &end);
        }
        if self.history.is_empty() {
            return Ok(());
        }
        // Of this run only the moves of what the object lives in have to do with it.
        let outer = from.lineage().skip(1).filter_map(|outer| self.moves.get(outer)).cloned();
        let history: Vec<Move> = self.history.iter().cloned().chain(outer).chain([rename.as_move()]).collect();
        let olds = self.ends.get(from).map_or(&[][..], Vec::as_slice);
        let mut ends = [from, to].into_iter().chain(olds).map(|old| (old, future(old, &history)));
        if let Some((old, end)) = ends.find(|(_, end)| end != to) {
            return told(old, &end);
        }
        // What is in it comes to a place that history may lead on from, and so do its old names.
        let inside = self.chosen.desired.objects.keys().filter_map(|it| Some((it, it.rekeyed(from, to)?)));
        let mut ends = inside.flat_map(|(it, new)| {
            let olds = self.ends.get(it).into_iter().flatten();
            olds.chain([it]).map(|old| (future(old, &history), new.clone())).collect::<Vec<_>>()
        });
        ends.find(|(end, new)| end != new).map_or(Ok(()), |(end, new)| told(&new, &end))
    }
}

fn clients(desired: &Desired) -> BTreeSet<Address> {
    let named = desired.objects.iter().flat_map(|(address, declared)| {
        references(kinds::of(address.kind).slots(), &declared.body, &|_| false).into_iter().map(|it| it.target)
    });
    named.filter(|target| target.kind == names::CLIENT).collect()
}

/// The old name of a move; none of a pattern.
fn source(moved: &Move) -> Option<Address> {
    if moved.from.contains('*') {
        return None;
    }
    let kind = moved.kind;
    let owner = place::owners(kinds::of(kind)).first().copied();
    match (kind.form(), &moved.within, owner) {
        (Form::Path, ..) => Address::at_path(kind, &moved.from),
        (_, Some(within), Some(owner)) => Some(Address::inside(Address::top(owner, within), kind, &moved.from)),
        _ => Some(Address::top(kind, &moved.from)),
    }
}

/// The outermost name of the path that changes.
fn path_step(address: &Address, to: &str) -> Result<(Address, Address), String> {
    let place = || format!("`{to}` is in another place of the tree, and only names can change");
    let target = Address::at_path(address.kind, to).ok_or_else(place)?;
    let mut levels: Vec<(&Address, &Address)> = address.lineage().zip(target.lineage()).collect();
    levels.reverse();
    if address.names().len() != target.names().len() {
        return Err(place());
    }
    let (from, to) = levels.into_iter().find(|(from, to)| from.name != to.name).ok_or_else(place)?;
    Ok((from.clone(), Address { name: to.name.clone(), ..from.clone() }))
}
