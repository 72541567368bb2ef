//! A step as lines: the object with its sign, and below it what is done to it.

use super::line::{Line, Sign, Tone};
use super::{falls, field, value};
use realmform_kinds::{self as kinds, secret};
use realmform_model::words::counted;
use realmform_model::{Action, Address, Body, KindName, Link, Path, Plan, Renamed, Step, escape, ownership};

/// Where lines are broken, and where fields no longer fit on the line of their object.
const COLUMNS: usize = 110;

/// So many plain fields may stand on the line of a new object.
const FEW: usize = 4;

/// Objects of a kind with more fields than this have a line for each, however few are declared.
const MANY: usize = 12;

/// Steps that are shown as one: a step, or all grants of one object in one list.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub kind: KindName,
    /// How many steps of the plan it is.
    pub steps: usize,
    pub lines: Vec<Line>,
    /// All of it in one line.
    pub brief: Line,
    /// What is done comes in this order in lists by action.
    pub rank: usize,
}

/// The objects that go, apart from all else: by kind, then by their names.
pub(crate) fn deleted(plan: &Plan) -> Vec<Shown> {
    let mut gone: Vec<&Step> = plan.steps.iter().filter(|step| matches!(step.action, Action::Delete(_))).collect();
    gone.sort_by_cached_key(|step| (step.address.kind, owned_names(&step.address)));
    gone.into_iter()
        .map(|step| Shown { kind: step.address.kind, steps: 1, lines: vec![head(step)], brief: head(step), rank: 0 })
        .collect()
}

/// The plan's other steps as they are shown: by kind, then by the names of the objects, then in the plan's order.
pub(crate) fn shown(plan: &Plan) -> Vec<Shown> {
    let stays = |step: &&Step| !matches!(step.action, Action::Delete(_));
    let mut order: Vec<&Step> = plan.steps.iter().filter(stays).collect();
    // A stable sort: the steps of one object keep the plan's order.
    order.sort_by_cached_key(|step| (step.address.kind, owned_names(&step.address)));
    let mut shown = Vec::new();
    let mut rest = order.as_slice();
    while let Some((step, after)) = rest.split_first() {
        let mut steps = 1;
        let lines = match &step.action {
            Action::Grant(link) | Action::Revoke(link) => {
                let mut link = link.clone();
                let same = after.iter().take_while(|next| is_same_list(step, next));
                for next in same {
                    steps += 1;
                    if let Action::Grant(more) | Action::Revoke(more) = &next.action {
                        link.targets.extend(more.targets.iter().cloned());
                    }
                }
                joins(step, &link)
            }
            _ => lines(step),
        };
        let brief = brief(step, &lines);
        shown.push(Shown { kind: step.address.kind, steps, lines, brief, rank: rank(&step.action) });
        rest = &rest[steps..];
    }
    shown
}

/// Renames come first, then changes, new objects, and what joins them.
fn rank(action: &Action) -> usize {
    match action {
        Action::Delete(_) => 0,
        Action::Update { renamed: Some(_), .. } => 1,
        Action::Update { renamed: None, .. } => 2,
        Action::Create { .. } => 3,
        Action::Revoke(_) => 4,
        Action::Grant(_) => 5,
    }
}

/// The object's line, with the names of what changes in it.
fn brief(step: &Step, lines: &[Line]) -> Line {
    let line = match &step.action {
        Action::Grant(_) | Action::Revoke(_) => {
            let rest = lines.len().saturating_sub(1);
            let first = lines.first().cloned().unwrap_or_default();
            return if rest == 0 { first } else { first.with(Tone::Plain, " …") };
        }
        _ => head(step),
    };
    let Action::Update { changes, .. } = &step.action else { return line };
    let names: Vec<String> = changes.iter().map(|change| field::name(&change.path)).collect();
    let mut words = String::new();
    for (index, name) in names.iter().enumerate() {
        let separator = if index == 0 { ": " } else { ", " };
        if index > 0 && line.width() + words.chars().count() + name.chars().count() > COLUMNS {
            words.push_str(&format!(" and {} more", names.len() - index));
            break;
        }
        words.push_str(separator);
        words.push_str(name);
    }
    line.with(Tone::Plain, words)
}

fn owned_names(address: &Address) -> Vec<String> {
    address.names().into_iter().map(str::to_owned).collect()
}

fn is_same_list(one: &Step, other: &Step) -> bool {
    one.address == other.address
        && match (&one.action, &other.action) {
            (Action::Grant(one), Action::Grant(other)) | (Action::Revoke(one), Action::Revoke(other)) => {
                one.path == other.path
            }
            _ => false,
        }
}

/// The object's line alone: what is done to what.
pub(crate) fn head(step: &Step) -> Line {
    let address = text(&step.address);
    match &step.action {
        Action::Create { .. } => Line::signed(0, Sign::Add).with(Tone::Bold, address),
        Action::Update { renamed: None, .. } => Line::signed(0, Sign::Change).with(Tone::Bold, address),
        Action::Update { renamed: Some(renamed), .. } => rename(renamed, &address),
        Action::Grant(link) | Action::Revoke(link) => join(step, link),
        Action::Delete(deletion) => {
            let line = Line::signed(0, Sign::Remove).with(Tone::Bold, address);
            match falls::words(step.address.kind, &deletion.falls) {
                words if words.is_empty() => line,
                words => line.with(Tone::Plain, format!(": {words}")),
            }
        }
    }
}

/// The object's line, and with a grant all that it grants: a failure is about one of these.
pub(crate) fn tried(step: &Step) -> Vec<Line> {
    match &step.action {
        Action::Grant(link) | Action::Revoke(link) => joins(step, link),
        Action::Create { .. } | Action::Update { .. } | Action::Delete(_) => vec![head(step)],
    }
}

fn lines(step: &Step) -> Vec<Line> {
    let kind = step.address.kind;
    match &step.action {
        Action::Create { body, secrets } => created(step, &secret::hide_in_body(kind, body, secrets), secrets),
        Action::Update { changes, .. } => {
            let mut lines = vec![head(step)];
            lines.extend(changes.iter().flat_map(|change| field::changed(kind, change)));
            lines
        }
        Action::Grant(link) | Action::Revoke(link) => joins(step, link),
        Action::Delete(_) => vec![head(step)],
    }
}

fn rename(renamed: &Renamed, to: &str) -> Line {
    let kept = match renamed.references {
        0 => "(id kept)".to_owned(),
        number => format!("(id kept, {} follow{})", counted(number, "reference"), if number == 1 { "s" } else { "" }),
    };
    Line::signed(0, Sign::Rename)
        .with(Tone::Dim, text(&renamed.from))
        .with(Tone::Signed, " → ")
        .with(Tone::Bold, to)
        .with(Tone::Plain, format!(" {kept}"))
}

fn created(step: &Step, body: &Body, secrets: &[Path]) -> Vec<Line> {
    let head = head(step);
    let mut fields = field::leaves(body);
    // Every new object of the kind has it, so it is told once, below the plan.
    fields.retain(|(path, _)| path.0.last().is_none_or(|key| key != ownership::PROJECT));
    let roomy = kinds::of(step.address.kind).fields().len() > MANY;
    let plain = fields.iter().all(|(_, value)| !value.is_array() && !value::is_long(value));
    if !roomy && plain && secrets.is_empty() && (1..=FEW).contains(&fields.len()) {
        let words: Vec<String> =
            fields.iter().map(|(path, value)| format!("{}: {}", field::name(path), value::inline(value))).collect();
        let line = head.clone().with(Tone::Plain, format!(" ({})", words.join(", ")));
        if line.width() <= COLUMNS {
            return vec![line];
        }
    }
    let mut lines = vec![head];
    lines.extend(fields.iter().flat_map(|(path, value)| field::declared(path, value)));
    lines.extend(secrets.iter().map(field::given_secret));
    lines
}

/// `grant group/neon: clientRoles.neon-web`: the join without what it joins.
fn join(step: &Step, link: &Link) -> Line {
    let is_revoked = matches!(step.action, Action::Revoke(_));
    let sign = if is_revoked { Sign::Remove } else { Sign::Add };
    let verb = kinds::join_verb(link, is_revoked);
    Line::signed(0, sign)
        .with(Tone::Signed, format!("{verb} "))
        .with(Tone::Bold, text(&step.address))
        .with(Tone::Plain, format!(": {}", field::name(&link.path)))
}

/// The join with all that it joins, broken into lines.
fn joins(step: &Step, link: &Link) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = join(step, link);
    for (position, target) in link.targets.iter().enumerate() {
        let last = position + 1 == link.targets.len();
        let word = format!("{}{}", escape::line(&target.shown_name()), if last { "" } else { "," });
        let is_begun = !line.words().is_empty();
        if is_begun && line.width() + 1 + word.chars().count() > COLUMNS {
            lines.push(std::mem::replace(&mut line, Line::at(1).with(Tone::Plain, word)));
        } else {
            line = line.with(Tone::Plain, if is_begun { format!(" {word}") } else { word });
        }
    }
    lines.push(line);
    lines
}

/// An address, escaped.
fn text(address: &Address) -> String {
    escape::line(&address.to_string())
}
