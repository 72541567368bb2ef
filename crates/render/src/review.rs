//! What a reviewer must know of a plan beside its steps, as lines: what blocks it, what it risks, whom it hits.

use realmform_model::review::{Audience, Lint, Lookalike, Reach};
use realmform_model::words::counted;
use realmform_model::{Finding, Plan, escape};

use super::field;
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

/// What the plan makes wider, then what changes in what lint finds.
pub(crate) fn risks(plan: &Plan) -> Vec<Vec<Line>> {
    let mut lines = Vec::new();
    for risk in &plan.review.risks {
        let object = Line::signed(0, Sign::Risk).with(Tone::Bold, escape::line(&risk.address.to_string()));
        let field = match risk.path.0.is_empty() {
            true => String::new(),
            false => format!(" {}", field::name(&risk.path)),
        };
        lines.push(vec![object.with(Tone::Plain, format!("{field}: {}", escape::line(&risk.what)))]);
    }
    let lint = |sign: Sign, found: &Lint| {
        let object = found.object.as_deref().filter(|object| !found.message.contains(*object));
        let object = object.map_or_else(String::new, |object| format!("{object}: "));
        let words = format!("{} {}: {object}{}", found.severity, found.code, found.message);
        vec![Line::signed(0, sign).with(Tone::Plain, escape::line(&words))]
    };
    let blocked = &plan.review.blocked;
    let is_told = |found: &Lint| blocked.iter().any(|it| it.code == found.code && it.message == found.message);
    let added = plan.review.added.iter().filter(|found| !is_told(found));
    lines.extend(added.map(|found| lint(Sign::Add, found)));
    lines.extend(plan.review.mended.iter().map(|found| lint(Sign::Remove, found)));
    lines
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
