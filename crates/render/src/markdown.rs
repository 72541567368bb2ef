//! A plan for a pull request: what a reviewer must not miss comes first, and all of it fits into one comment.

use std::collections::BTreeMap;

use super::line::Line;
use super::sentence::{DELETED, heading, makes, marks, place, summary, unseen};
use super::step::{self, Shown};
use super::{count, review, sources};
use realmform_model::words::counted;
use realmform_model::{KindName, Plan, SecretSource, escape};

/// A comment on GitHub holds 65,536 characters; this leaves room for what others put around the plan.
const LIMIT: usize = 60_000;

/// So many lines of fields stand in the open; more are folded.
const OPEN: usize = 60;

/// What must always be there may take so many characters, each section of it.
const SECTION: usize = 9_000;

/// A longer line is cut, so that one huge value does not push out all that comes after it.
const LONGEST: usize = 1_000;

/// The plan, with as much detail as fits: all fields, else all addresses, else as many of these as there is room for.
pub fn plan(plan: &Plan) -> String {
    let head = head(plan);
    let tail = tail(plan);
    let room = LIMIT.saturating_sub(length(&head) + length(&tail));
    let steps = step::shown(plan);
    let full = fields(plan, &steps);
    let changes = match length(&full) {
        0 => String::new(),
        size if size <= room => full,
        _ => table(plan) + &addresses(&steps, room.saturating_sub(length(&table(plan)))),
    };
    head + &changes + &tail
}

/// By this a pipeline finds the comment that it wrote before, to update it in place.
pub fn marker(target: &str) -> String {
    let plain: String = target
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '_' })
        .collect();
    // Two hyphens would end the comment.
    format!("<!-- realmform-plan:{} -->", plain.replace("--", "-_"))
}

/// What must not be missed: where it goes, what blocks it, what it deletes and risks, whom it affects.
fn head(plan: &Plan) -> String {
    let code = |name: &str| escape::markdown_code(&shortened(name, 200));
    let mut text = format!("{}\n### Plan for {}", marker(&plan.target), code(&plan.target));
    match place(plan, code) {
        place if place.is_empty() => {}
        place => text.push_str(&format!(": {place}")),
    }
    text.push_str("\n\n");
    for side in &plan.makes {
        let realm = if plan.realm.is_empty() { String::new() } else { code(&plan.realm) };
        text.push_str(&format!("> [!CAUTION]\n> {}\n\n", makes(*side, &realm)));
    }
    text.push_str(&format!("**{}**", summary(plan)));
    if let Some(sentence) = review::balance(plan) {
        text.push_str(&format!(" {sentence}"));
    }
    text.push_str("\n\n");
    if !plan.review.blocked.is_empty() {
        let title = format!("❌ {}", review::blocked_title(plan));
        text.push_str(&section(&title, &review::blocked(plan)));
    }
    let deleted: Vec<Vec<Line>> = step::deleted(plan).into_iter().map(|shown| shown.lines).collect();
    text.push_str(&section(&format!("🗑️ {DELETED}"), &deleted));
    text.push_str(&section(&format!("⚠️ {}", review::LOST), &review::lost(plan)));
    text.push_str(&section(&format!("⚠️ {}", review::RISKS), &review::risks(plan)));
    text.push_str(&section(review::REACH, &review::reach(plan)));
    text.push_str(&section(review::RENAMES, &review::renames(plan)));
    text
}

/// A heading and a fence, cut where it is long; nothing where nothing is.
fn section(title: &str, entries: &[Vec<Line>]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let mut text = format!("#### {title}\n\n```diff\n");
    let mut room = SECTION;
    for (index, entry) in entries.iter().enumerate() {
        let lines: String = entry.iter().map(|line| shortened_line(&line.to_diff())).collect();
        let size = length(&lines);
        if size > room {
            text.push_str(&format!("  … and {} more\n", entries.len() - index));
            break;
        }
        room -= size;
        text.push_str(&lines);
    }
    text + "```\n\n"
}

/// All steps with their fields: in the open where they are few, else folded by kind below the list of addresses.
fn fields(plan: &Plan, steps: &[Shown]) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let by_action = by_action(steps);
    if steps.iter().map(|shown| shown.lines.len()).sum::<usize>() <= OPEN {
        let lines: String = by_action.iter().flat_map(|shown| &shown.lines).map(in_diff).collect();
        return format!("#### Changes\n\n```diff\n{lines}```\n\n");
    }
    let mut text = table(plan) + &list(&by_action);
    let mut of_kind = BTreeMap::<KindName, Vec<&Shown>>::new();
    for shown in steps {
        of_kind.entry(shown.kind).or_default().push(shown);
    }
    let by_kind = plan.by_kind();
    for (kind, shown) in of_kind {
        let mut counts = plan.counts_of(by_kind.get(&kind).map_or(&[], Vec::as_slice));
        counts.delete = 0;
        let title = format!("{}: {}", heading(kind), count::planned(&counts));
        let lines: String = shown.iter().flat_map(|shown| &shown.lines).map(in_diff).collect();
        text.push_str(&format!("<details>\n<summary>{title}</summary>\n\n```diff\n{lines}```\n\n</details>\n\n"));
    }
    text
}

/// How many steps of each sign a kind has.
fn table(plan: &Plan) -> String {
    let mut table = String::from(
        "| | create | change | rename | grant | revoke | delete |\n| :-- | --: | --: | --: | --: | --: | --: |\n",
    );
    for (kind, indexes) in plan.by_kind() {
        let counts = plan.counts_of(&indexes);
        let cells: String = [counts.create, counts.change, counts.rename, counts.grant, counts.revoke, counts.delete]
            .iter()
            .map(|number| if *number == 0 { " |".to_owned() } else { format!(" {number} |") })
            .collect();
        table.push_str(&format!("| {} |{cells}\n", heading(kind)));
    }
    table + "\n"
}

fn by_action(steps: &[Shown]) -> Vec<&Shown> {
    let mut sorted: Vec<&Shown> = steps.iter().collect();
    sorted.sort_by_key(|shown| shown.rank);
    sorted
}

/// The addresses alone.
fn list(steps: &[&Shown]) -> String {
    let lines: String = steps.iter().map(|shown| in_diff(&shown.brief)).collect();
    format!("#### Changes\n\n```diff\n{lines}```\n\n")
}

/// The addresses without their fields, and as many as there is room for.
fn addresses(steps: &[Shown], room: usize) -> String {
    const NOTE: usize = 300;
    let by_action = by_action(steps);
    let mut shown = 0;
    let mut size = NOTE;
    for step in &by_action {
        size += length(&in_diff(&step.brief));
        if size > room {
            break;
        }
        shown += 1;
    }
    let all: usize = steps.iter().map(|shown| shown.steps).sum();
    let left: usize = by_action[shown..].iter().map(|shown| shown.steps).sum();
    let what = match left {
        0 => "The fields are".to_owned(),
        left => format!("The fields, and {left} of {}, are", counted(all, "step")),
    };
    format!(
        "{}{what} left out to fit the size limit of a comment. Run `realmform plan`, or `realmform show` with the saved \
         plan, to see all of it.\n\n",
        list(&by_action[..shown])
    )
}

fn tail(plan: &Plan) -> String {
    let code = |name: &str| escape::markdown_code(&shortened(name, 200));
    let sentences = [marks(plan, code), unseen(plan, code), review::uncompared(plan, code)];
    let sentences = sentences.into_iter().flatten().map(|sentence| format!("{sentence}\n\n"));
    sentences.chain([secrets(plan), sources(plan)]).collect()
}

/// Where the secrets come from, folded unless a command prints one.
fn secrets(plan: &Plan) -> String {
    let listed = section(review::SECRETS, &review::secrets(plan));
    let runs = plan.review.secrets.iter().any(|(_, _, source)| matches!(source, SecretSource::Command(_)));
    match listed.is_empty() || runs {
        true => listed,
        false => format!("<details>\n<summary>Secrets</summary>\n\n{listed}</details>\n\n"),
    }
}

/// Where the plan comes from, folded, with its digest in the open.
fn sources(plan: &Plan) -> String {
    let Some(sources) = &plan.sources else { return String::new() };
    let digest = escape::markdown_code(&sources.digest);
    let places = section(sources::SOURCES, &sources::sources(plan));
    format!("<details>\n<summary>Plan {digest}</summary>\n\n{places}</details>\n\n")
}

fn in_diff(line: &Line) -> String {
    shortened_line(&line.to_diff())
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn shortened_line(line: &str) -> String {
    shortened(line.trim_end_matches('\n'), LONGEST) + "\n"
}

fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} more characters)", &text[..end], text[end..].chars().count()),
    }
}
