//! What a reviewer must know of a plan beside its steps, as lines: what blocks it, what it risks, whom it hits.

use realmform_model::review::{Audience, Lint, Lookalike, Reach};
use realmform_model::words::counted;
use realmform_model::{Finding, Plan, SecretSource, escape};

use super::line::{Line, Sign, Tone};

/// The heading of what blocks the plan.
pub(crate) fn blocked_title(plan: &Plan) -> String {
    let findings = counted(plan.review.blocked.len(), "finding");
    format!("Blocked: {findings} must be resolved before this plan can be applied")
}

/// The heading of what gets wider.
pub(crate) const RISKS: &str = "Risks";

/// The heading of whom it hits.
pub(crate) const REACH: &str = "Whom it affects";

/// The heading of what may be renames.
pub(crate) const RENAMES: &str = "Was this a rename?";

/// The heading of what a plan that takes another back cannot bring back.
pub(crate) const LOST: &str = "What does not come back";

/// What does not come back.
pub(crate) fn lost(plan: &Plan) -> Vec<Vec<Line>> {
    let lines = plan.review.lost.iter().map(|lost| {
        let address = Line::signed(0, Sign::Risk).with(Tone::Bold, escape::line(&lost.address.to_string()));
        vec![address.with(Tone::Plain, format!(": {}", escape::line(&lost.what)))]
    });
    lines.collect()
}

/// The heading of the secrets that it sends.
pub(crate) const SECRETS: &str = "Where the secrets come from";

/// Each secret that a step sends, with its source; a command is a risk of its own.
pub(crate) fn secrets(plan: &Plan) -> Vec<Vec<Line>> {
    let sent = plan.review.secrets.iter().map(|(address, path, source)| {
        let line = match source {
            SecretSource::Command(_) => Line::signed(0, Sign::Risk),
            _ => Line::at(0),
        };
        vec![
            line.with(Tone::Bold, escape::line(&format!("{address} {path}")))
                .with(Tone::Plain, escape::line(&format!(": {source}"))),
        ]
    });
    sent.collect()
}

/// That secrets were not compared, where that was asked for.
pub(crate) fn uncompared(plan: &Plan, code: impl Fn(&str) -> String) -> Option<String> {
    let all = &plan.review.uncompared;
    let names: Vec<String> = all.iter().take(NAMED).map(|(address, path)| code(&format!("{address} {path}"))).collect();
    let more = match all.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!all.is_empty()).then(|| format!("Not compared, because of --without-secrets: {}{more}.", names.join(", ")))
}

/// What blocks the plan, each with what to do.
pub(crate) fn blocked(plan: &Plan) -> Vec<Vec<Line>> {
    plan.review.blocked.iter().map(finding).collect()
}

fn finding(finding: &Finding) -> Vec<Line> {
    let mut line = Line::signed(0, Sign::Stop);
    // Most messages name the object themselves.
    if let Some(object) = finding.object.as_deref().filter(|object| !finding.message.contains(*object)) {
        line = line.with(Tone::Bold, escape::line(object)).with(Tone::Plain, ": ");
    }
    let place = finding.span.as_ref().map_or_else(String::new, |span| format!(", {span}"));
    line = line
        .with(Tone::Plain, escape::line(&finding.message))
        .with(Tone::Dim, escape::line(&format!(" ({}{place})", finding.code)));
    let help = finding.help.as_deref().unwrap_or_default();
    let helps = help.lines().filter(|help| !help.trim().is_empty());
    [line].into_iter().chain(helps.map(|help| Line::at(1).with(Tone::Plain, escape::line(help)))).collect()
}

/// What the plan makes wider, then what changes in what lint finds. What is the same on many objects is told once.
pub(crate) fn risks(plan: &Plan) -> Vec<Vec<Line>> {
    let mut wider = Alike::default();
    for risk in &plan.review.risks {
        let field = if risk.path.0.is_empty() { String::new() } else { format!(" {}", risk.path) };
        wider.add((Sign::Risk, risk.what.clone()), format!("{}{field}", risk.address), format!(": {}", risk.what));
    }
    let blocked = &plan.review.blocked;
    let is_told = |found: &Lint| blocked.iter().any(|it| it.code == found.code && it.message == found.message);
    let added = plan.review.added.iter().filter(|found| !is_told(found)).map(|found| (Sign::Add, found));
    let mut lint = Alike::default();
    for (sign, found) in added.chain(plan.review.mended.iter().map(|found| (Sign::Remove, found))) {
        let rule = format!("{} {}", found.severity, found.code);
        let object = found.object.clone().unwrap_or_default();
        let says_object = found.message.contains(&object);
        let told = if says_object { String::new() } else { format!("{object}: ") };
        lint.add((sign, rule.clone()), object, format!("{rule}: {told}{}", found.message));
    }
    let mut lines = wider.lines(|objects, what| (objects, format!(": {what}")), |objects, rest| (objects, rest));
    lines.extend(
        lint.lines(
            |objects, rule| (String::new(), format!("{rule}: {objects}")),
            |_, sentence| (String::new(), sentence),
        ),
    );
    lines
}

/// Of more than this many objects that have the same, so many are named.
const NAMED: usize = 3;

/// What several objects have in common, and each of them with the rest of its sentence where few have it.
type Group = ((Sign, String), Vec<(String, String)>);

/// What several objects have in common, with the objects, in the order in which it was found.
#[derive(Default)]
struct Alike(Vec<Group>);

impl Alike {
    /// `alone` is the rest of the sentence where few have it.
    fn add(&mut self, common: (Sign, String), object: String, alone: String) {
        match self.0.iter_mut().find(|(known, _)| *known == common) {
            Some((_, objects)) => objects.push((object, alone)),
            None => self.0.push((common, vec![(object, alone)])),
        }
    }

    /// `many` makes the bold and the plain words of a line for all objects, `one` of a line for each.
    fn lines(
        self,
        many: impl Fn(String, String) -> (String, String),
        one: impl Fn(String, String) -> (String, String),
    ) -> Vec<Vec<Line>> {
        let line = |sign: Sign, (bold, plain): (String, String)| {
            vec![Line::signed(0, sign).with(Tone::Bold, escape::line(&bold)).with(Tone::Plain, escape::line(&plain))]
        };
        let mut lines = Vec::new();
        for ((sign, common), objects) in self.0 {
            if objects.len() <= NAMED {
                lines.extend(objects.into_iter().map(|(object, alone)| line(sign, one(object, alone))));
                continue;
            }
            let more = objects.len() - NAMED;
            let names: Vec<String> = objects.into_iter().take(NAMED).map(|(object, _)| object).collect();
            lines.push(line(sign, many(format!("{} and {more} more", names.join(", ")), common)));
        }
        lines
    }
}

/// `This plan adds 2 lint findings and resolves 1.`
pub(crate) fn balance(plan: &Plan) -> Option<String> {
    let (added, mended) = (plan.review.added.len(), plan.review.mended.len());
    match (added, mended) {
        (0, 0) => None,
        (added, 0) => Some(format!("This plan adds {}.", counted(added, "lint finding"))),
        (0, mended) => Some(format!("This plan resolves {}.", counted(mended, "lint finding"))),
        (added, mended) => Some(format!("This plan adds {} and resolves {mended}.", counted(added, "lint finding"))),
    }
}

/// Whom the plan hits, and what the world outside must change.
pub(crate) fn reach(plan: &Plan) -> Vec<Vec<Line>> {
    let mut lines: Vec<Vec<Line>> = plan.review.reach.iter().map(|reach| vec![one(reach)]).collect();
    lines.extend(plan.review.outside.iter().map(|outside| {
        let address = Line::signed(0, Sign::Risk).with(Tone::Bold, escape::line(&outside.address.to_string()));
        vec![address.with(Tone::Plain, format!(": {}", escape::line(&outside.what)))]
    }));
    lines.extend(plan.review.uncounted.iter().map(|why| {
        vec![Line::signed(0, Sign::Risk).with(Tone::Plain, format!("users are not counted: {}", escape::line(why)))]
    }));
    lines
}

fn one(reach: &Reach) -> Line {
    let sign = match (reach.gain.is_empty(), reach.lose.is_empty()) {
        (false, false) => Sign::Change,
        (false, true) => Sign::Add,
        (true, _) => Sign::Remove,
    };
    let mut parts = Vec::new();
    for (audience, verb) in [(&reach.gain, "gain"), (&reach.lose, "lose")] {
        if !audience.is_empty() {
            let (who, is_one) = who(audience);
            parts.push(format!("{who} {verb}{} it", if is_one { "s" } else { "" }));
        }
    }
    Line::signed(0, sign)
        .with(Tone::Bold, escape::line(&reach.address.to_string()))
        .with(Tone::Plain, format!(": {}", parts.join("; ")))
}

/// `17 users, 3 groups and 1 client`, and whether that is one thing.
fn who(audience: &Audience) -> (String, bool) {
    let Audience { users, more, groups, clients } = *audience;
    let all = [(users, "user"), (groups, "group"), (clients, "client")];
    let mut parts: Vec<String> =
        all.iter().filter(|(number, _)| *number > 0).map(|(number, noun)| counted(*number, noun)).collect();
    if let (true, Some(first)) = (more, parts.first_mut()) {
        *first = format!("at least {first}");
    }
    let words = match parts.pop() {
        Some(last) if !parts.is_empty() => format!("{} and {last}", parts.join(", ")),
        last => last.unwrap_or_default(),
    };
    (words, users + groups + clients == 1)
}

/// New objects that look like a rename, each with the block that makes it one.
pub(crate) fn renames(plan: &Plan) -> Vec<Vec<Line>> {
    plan.review.lookalikes.iter().map(lookalike).collect()
}

fn lookalike(it: &Lookalike) -> Vec<Line> {
    let head = Line::signed(0, Sign::Risk).with(Tone::Bold, escape::line(&it.created.to_string())).with(
        Tone::Plain,
        escape::line(&format!(
            " is new, and {} is no longer declared ({}). If it is a rename that keeps the id, add:",
            it.live, it.why
        )),
    );
    let block = it.block.lines().map(|line| Line::at(2).with(Tone::Plain, escape::line(line)));
    [head].into_iter().chain(block).collect()
}
