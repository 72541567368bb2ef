//! A plan for a pull request: the summary first, the details folded, and never more than a comment can hold.

use std::collections::BTreeMap;

use super::sentence::{DELETED, heading, makes, marks, summary, unseen};
use super::step::{self, Shown};
use realmform_model::words::counted;
use realmform_model::{KindName, Plan, escape};

/// A comment on GitHub holds 65,536 characters; this leaves room for what others put around the plan.
const LIMIT: usize = 60_000;

/// Kept free for the end: a closed fence, closed details, and the word about what is left out.
const RESERVE: usize = 400;

/// A longer line is cut, so that one huge value does not push out all that comes after it.
const LONGEST: usize = 1_000;

const FENCE_END: &str = "```\n\n</details>\n\n";

/// The whole plan where it fits, else as many whole lines as do.
pub fn plan(plan: &Plan) -> String {
    let mut page = Comment::default();
    page.push(&format!("### Plan for {}\n\n", escape::markdown_code(&shortened(&plan.target, 200))));
    for side in &plan.makes {
        let realm = match plan.realm.as_str() {
            "" => String::new(),
            realm => escape::markdown_code(&shortened(realm, 200)),
        };
        page.push(&format!("{}\n\n", makes(*side, &realm)));
    }
    page.push(&format!("**{}**\n\n", summary(plan)));
    if let Some(sentence) = unseen(plan, |code| escape::markdown_code(&shortened(code, 200))) {
        page.push(&format!("{sentence}\n\n"));
    }
    if plan.is_empty() {
        return page.text;
    }
    page.push(&table(plan));
    let mut left_out = plan.steps.len();
    // What goes comes first: it is what a reviewer must not miss, however long the plan is.
    let deleted = step::deleted(plan);
    let mut sections = Vec::new();
    if !deleted.is_empty() {
        sections.push((format!("{DELETED}: {}", deleted.len()), "<details open>", deleted));
    }
    let mut of_kind = BTreeMap::<KindName, Vec<Shown>>::new();
    for shown in step::shown(plan) {
        of_kind.entry(shown.kind).or_default().push(shown);
    }
    let by_kind = plan.by_kind();
    for (kind, shown) in of_kind {
        let mut counts = plan.counts_of(by_kind.get(&kind).map_or(&[], Vec::as_slice));
        counts.delete = 0;
        sections.push((format!("{}: {}", heading(kind), super::count::planned(&counts)), "<details>", shown));
    }
    for (title, details, shown) in &sections {
        let opening = format!("{details}\n<summary>{title}</summary>\n\n```diff\n");
        let first = shown.first().and_then(|shown| shown.lines.first()).map(|line| shortened_line(&line.to_diff()));
        if !page.has_room(&format!("{opening}{}", first.unwrap_or_default())) {
            break;
        }
        page.push(&opening);
        let complete = shown.iter().take_while(|shown| page.add(shown)).map(|shown| shown.steps).sum::<usize>();
        left_out -= complete;
        page.push(FENCE_END);
        if complete < shown.iter().map(|shown| shown.steps).sum() {
            break;
        }
    }
    if let Some(sentence) = marks(plan, |project| escape::markdown_code(&shortened(project, 200))) {
        page.push(&format!("{sentence}\n"));
    }
    if left_out > 0 {
        page.push(&format!(
            "{left_out} of {} omitted or truncated to fit the size limit. Run `realmform plan` to see the full plan.\n",
            counted(plan.steps.len(), "step"),
        ));
    }
    page.text
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
    table.push('\n');
    table
}

/// The text so far; its length is counted along.
#[derive(Default)]
struct Comment {
    text: String,
    length: usize,
}

impl Comment {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.length += text.chars().count();
    }

    fn has_room(&self, text: &str) -> bool {
        self.length + text.chars().count() + RESERVE <= LIMIT
    }

    /// Adds the lines that fit, and tells whether all did.
    fn add(&mut self, shown: &Shown) -> bool {
        shown.lines.iter().all(|line| {
            let line = shortened_line(&line.to_diff());
            let fits = self.has_room(&line);
            if fits {
                self.push(&line);
            }
            fits
        })
    }
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
