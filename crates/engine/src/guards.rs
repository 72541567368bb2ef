//! Guards against surprising deletions: each guard that refuses is a finding.

use std::collections::{BTreeMap, BTreeSet};

use realmform_kinds as kinds;
use realmform_kinds::reference::{self, references};
use realmform_kinds::{built_in, is_row, marks};
use realmform_model::ownership::{Mode, Ownership};
use realmform_model::path::is_empty;
use realmform_model::words::counted;
use realmform_model::{Action, Address, Body, Desired, Finding, KindName, Live, Plan, Span};

/// The findings of all guards against the plan's deletions. `live` is the whole live state under its new names;
/// `allowed` is the number from `--allow-deletes`.
pub fn check(plan: &Plan, desired: &Desired, live: &Live, allowed: Option<usize>) -> Vec<Finding> {
    let deleted: BTreeMap<&Address, &Span> =
        plan.deleted().map(|(index, address)| (address, &plan.steps[index].span)).collect();
    if deleted.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (address, object) in &live.objects {
        let Some((gone, span)) = address.lineage().find_map(|it| deleted.get_key_value(it)) else { continue };
        let subject = Loss { gone, inside: address, span };
        findings.extend(subject.protected(&object.body, desired));
        if address != *gone {
            findings.extend(subject.kept(desired, marks::owns(&desired.ownership, address, object)));
        }
    }
    findings.extend(named(desired, live, &deleted));
    findings.extend(too_many(plan, desired, live, allowed));
    findings
}

/// The deletions of a saved plan that the ownership modes do not allow, as they are now.
pub fn permitted(plan: &Plan, ownership: &Ownership, live: &Live) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, address) in plan.deleted() {
        let is_owned = live.objects.get(address).is_some_and(|object| marks::owns(ownership, address, object));
        let mode = ownership.mode(address);
        let why = match (mode, ownership.ignored(address)) {
            (_, Some(_)) => "it is in `ignore`".to_owned(),
            (Mode::Additive, _) => format!("the kind {} is additive", address.kind),
            (Mode::Managed, _) if !is_owned => "this project did not create it".to_owned(),
            _ => continue,
        };
        let span = ownership.rules.get(&address.kind).map(|rule| rule.span.clone()).unwrap_or_default();
        let place = if span.is_known() { span } else { plan.steps[index].span.clone() };
        let message =
            format!("the plan deletes {address}, but `[ownership]` in realmform.toml does not allow it: {why}");
        let help = "create a new plan, or change `[ownership]` if the deletion is intended";
        findings.push(Finding::error("ownership/not-allowed", message).on(address).at(&place).help(help));
    }
    findings
}

/// The plan's renames that would take an object out of what protects it, so that the next plan may delete it: by name, or as
/// a part of what is renamed. `live` has the objects under their new names.
pub fn renames(plan: &Plan, ownership: &Ownership, live: &Live) -> Vec<Finding> {
    let renamed = plan.steps.iter().filter_map(|step| match &step.action {
        Action::Update { renamed: Some(renamed), .. } => Some((&step.address, (&renamed.from, &step.span))),
        _ => None,
    });
    let renamed: BTreeMap<&Address, (&Address, &Span)> = renamed.collect();
    if renamed.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (address, object) in &live.objects {
        let Some((to, (from, span))) = address.lineage().find_map(|it| renamed.get_key_value(it)) else { continue };
        let Some(origin) = address.rekeyed(to, from) else { continue };
        let refused = |code: &str, why: &str| {
            let message = match address == *to {
                true => format!("cannot rename {from} to {to}: {why}"),
                false => format!("cannot rename {from} to {to}, which contains {origin}: {why}"),
            };
            Finding::error(code, message).on(address).at(span)
        };
        let (old, new) = (ownership.ignored(&origin), ownership.ignored(address));
        let ignored = match (old, new) {
            (Some(pattern), None) => Some((pattern, "the old name")),
            (Some(pattern), Some(_)) if address == *to => Some((pattern, "the old name")),
            (None, Some(pattern)) if address == *to => Some((pattern, "the new name")),
            _ => None,
        };
        if let Some((pattern, which)) = ignored {
            let finding = refused("ownership/renames-ignored", &format!("{which} is in `ignore`"));
            let help = "remove the `[[moved]]` block, or narrow the pattern in `ignore`";
            findings.push(finding.help(help).and_at("ignored here".to_owned(), pattern));
        }
        if let Some(other) = marks::project_of(address.kind, &object.body)
            && ownership.project.as_deref() != Some(other)
        {
            let finding = refused("ownership/of-another-project", &format!("it belongs to the project `{other}`"));
            let help = "remove the `[[moved]]` block, or release it with `realmform disown` in the other project";
            findings.push(finding.help(help));
        }
    }
    findings
}

/// An object that the plan deletes, and an object inside it or itself.
struct Loss<'a> {
    gone: &'a Address,
    inside: &'a Address,
    span: &'a Span,
}

impl Loss<'_> {
    fn finding(&self, code: &str, why: &str) -> Finding {
        let message = match self.gone == self.inside {
            true => format!("cannot delete the undeclared {}, which {why}", self.gone),
            false => format!("cannot delete {}: this would also delete {}, which {why}", self.gone, self.inside),
        };
        Finding::error(code, message).on(self.inside).at(self.span)
    }

    /// Refuses if the object's marks protect it.
    fn protected(&self, body: &Body, desired: &Desired) -> Option<Finding> {
        let kind = self.inside.kind;
        if marks::is_protected(kind, body) {
            let finding = self.finding("ownership/prevent-destroy", "an earlier apply marked with `prevent_destroy`");
            let help = "declare it. To delete it, declare it with `prevent_destroy = false`, apply, then remove the declaration";
            return Some(finding.help(help));
        }
        let other = marks::project_of(kind, body).filter(|it| desired.ownership.project.as_deref() != Some(*it))?;
        let finding = self.finding("ownership/of-another-project", &format!("belongs to the project `{other}`"));
        Some(finding.help("add it to `ignore`, or release it with `realmform disown` in the other project"))
    }

    /// Refuses if the object contains one that must stay.
    fn kept(&self, desired: &Desired, is_owned: bool) -> Option<Finding> {
        if let Some(declared) = desired.objects.get(self.inside) {
            let finding = self.finding("ownership/holds-declared", "is declared").at(&declared.span);
            return Some(finding.help(format!("declare {} as well, or remove this declaration", self.gone)));
        }
        if let Some(span) = desired.ownership.ignored(self.inside) {
            let finding = self.finding("ownership/holds-ignored", "is ignored").at(span);
            return Some(finding.help(format!("ignore {} as well, or declare it", self.gone)));
        }
        // A tree and a catalogue hold what others have put there; the roles and mappers of a client are a part of it.
        let holds_others = kinds::of(self.inside.kind).falls().is_kept && !is_owned;
        if holds_others && desired.ownership.mode(self.inside) != Mode::Exclusive {
            let finding = self.finding("ownership/holds-others", "was not created by this project");
            let help = format!("declare {}, or move its contents elsewhere and delete it by hand", self.gone);
            return Some(finding.help(help));
        }
        None
    }
}

/// Refuses if declared objects refer to a deleted one.
fn named(desired: &Desired, live: &Live, deleted: &BTreeMap<&Address, &Span>) -> Vec<Finding> {
    let is_client = |id: &str| {
        let client = reference::client(id);
        desired.objects.contains_key(&client) || live.objects.contains_key(&client)
    };
    let mut findings = Vec::new();
    for (address, declared) in &desired.objects {
        for reference in references(kinds::of(address.kind).slots(), &declared.body, &is_client) {
            // An empty list names nobody, whatever its key.
            if reference.path.get(&declared.body).is_some_and(is_empty) {
                continue;
            }
            let Some(gone) = reference.target.lineage().find_map(|it| deleted.get_key_value(it)) else { continue };
            let message = format!("cannot delete the undeclared {}: {address} refers to it", gone.0);
            let place = declared.place(&reference.path.then(reference.target.name.clone()));
            let finding = Finding::error("ownership/still-named", message).on(address).at(place);
            findings.push(finding.help(format!("declare {}, or remove this reference", gone.0)));
        }
    }
    findings
}

/// Refuses if a plan deletes too many objects of a kind, be it by steps of their own or with what they are in.
fn too_many(plan: &Plan, desired: &Desired, live: &Live, allowed: Option<usize>) -> Vec<Finding> {
    let steps: BTreeSet<&Address> = plan.deleted().map(|(_, address)| address).collect();
    let mut kinds: BTreeMap<KindName, Gone> = BTreeMap::new();
    // Rows are counted by their tables.
    for address in steps.iter().filter(|address| !is_row(address)) {
        kinds.entry(address.kind).or_default().all += 1;
    }
    for address in live.objects.keys().filter(|it| !steps.contains(it) && kinds::of(it.kind).marks().is_some()) {
        if address.lineage().any(|above| steps.contains(above)) {
            let gone = kinds.entry(address.kind).or_default();
            gone.all += 1;
            gone.along += 1;
        }
    }
    let all: usize = kinds.values().map(|gone| gone.all).sum();
    if allowed.is_some_and(|allowed| all <= allowed) {
        return Vec::new();
    }
    let cap = desired.ownership.cap;
    let findings = kinds.into_iter().filter_map(|(kind, gone)| {
        let of_kind = live.of_kind(kind).filter(|it| !built_in::is_keycloaks(it, live)).count();
        if gone.all <= cap.of(of_kind) {
            return None;
        }
        let along = match gone.along {
            0 => String::new(),
            along if along == gone.all => " with what contains them".to_owned(),
            along => format!(" ({along} of them with what contains them)"),
        };
        let message = format!(
            "the plan deletes {} of {} of the kind {kind}{along}, but `max_deletions` is {cap}",
            gone.all,
            counted(of_kind, "object")
        );
        let rule = desired.ownership.rules.get(&kind).map(|rule| rule.span.clone()).unwrap_or_default();
        let help = format!("if this is intended, run again with `--allow-deletes {all}`");
        Some(Finding::error("ownership/too-many-deletions", message).at(&rule).help(help))
    });
    findings.collect()
}

/// Objects of a kind that go.
#[derive(Clone, Copy, Debug, Default)]
struct Gone {
    all: usize,
    /// Those of them that go with what they are in.
    along: usize,
}
