//! A plan as one HTML page that needs no network: what a reviewer must not miss, every step side by side, and what waits
//! for what.

use std::collections::{BTreeMap, BTreeSet};

use super::line::{Line, Sign};
use super::sentence::{DELETED, makes, marks, place, summary, unseen};
use super::{review, sources, step};
use realmform_model::drift::Drift;
use realmform_model::{Action, Address, Plan, Step, escape};

mod graph;
mod row;
mod text;

use text::{attribute, text};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// What the page may load and run: nothing but its own style and this one script. A test keeps the digest to the script.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-YePRUX862w8zUskKIOrmgTQbZHnPCU8Uv0s151ot4X4='; base-uri 'none'; form-action 'none'";

/// The whole page, with the drift where it was asked for.
pub fn plan(plan: &Plan, drift: Option<&Drift>) -> String {
    let title = format!("Plan for {}", escape::line(&plan.target));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"{POLICY}\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta \
         name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        text(&title)
    );
    page.push_str(&head(plan, &title));
    let deleted: Vec<Vec<Line>> = step::deleted(plan).into_iter().map(|shown| shown.lines).collect();
    let blocked = if plan.review.blocked.is_empty() { Vec::new() } else { review::blocked(plan) };
    page.push_str(&section("blocked", &review::blocked_title(plan), &blocked));
    page.push_str(&section("deletions", DELETED, &deleted));
    page.push_str(&section("lost", review::LOST, &review::lost(plan)));
    page.push_str(&section("risks", review::RISKS, &review::risks(plan)));
    page.push_str(&section("reach", review::REACH, &review::reach(plan)));
    page.push_str(&section("renames", review::RENAMES, &review::renames(plan)));
    page.push_str(&section("secrets", review::SECRETS, &review::secrets(plan)));
    page.push_str(&section("sources", sources::SOURCES, &sources::sources(plan)));
    if !plan.is_empty() {
        page.push_str(&steps(plan));
        page.push_str(&graph::section(plan));
    }
    if let Some(drift) = drift {
        let lines = text(&crate::text::plain(&super::drift::text(drift)));
        page.push_str(&format!("<section id=\"drift\">\n<h2>Drift</h2>\n<pre>{lines}</pre>\n</section>\n"));
    }
    page.push_str(&format!("<script>\n{SCRIPT}</script>\n</body>\n</html>\n"));
    page
}

fn head(plan: &Plan, title: &str) -> String {
    let mut head = format!("<header>\n<h1>{}</h1>\n", text(title));
    let place = place(plan, |name| format!("<code>{}</code>", text(&escape::line(name))));
    if !place.is_empty() {
        head.push_str(&format!("<p class=\"place\">{place}</p>\n"));
    }
    for side in &plan.makes {
        head.push_str(&format!("<p class=\"loud\">{}</p>\n", text(&makes(*side, &escape::line(&plan.realm)))));
    }
    head.push_str(&format!("<p class=\"summary\">{}</p>\n", text(&summary(plan))));
    let more = [
        review::balance(plan),
        marks(plan, |project| format!("`{}`", escape::line(project))),
        unseen(plan, |code| format!("`{}`", escape::line(code))),
        review::uncompared(plan, |code| format!("`{}`", escape::line(code))),
    ];
    for sentence in more.into_iter().flatten() {
        head.push_str(&format!("<p>{}</p>\n", text(&sentence)));
    }
    head + "</header>\n"
}

/// A section of lines; nothing where nothing is.
fn section(id: &str, title: &str, entries: &[Vec<Line>]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let lines: String = entries.iter().flatten().map(line).collect();
    format!("<section id=\"{id}\">\n<h2>{}</h2>\n<ul class=\"lines\">\n{lines}</ul>\n</section>\n", text(title))
}

fn line(line: &Line) -> String {
    let (class, sign) = match line.sign {
        Some(Sign::Add) => ("add", "+"),
        Some(Sign::Change) => ("change", "~"),
        Some(Sign::Remove) => ("remove", "−"),
        Some(Sign::Rename) => ("rename", "→"),
        Some(Sign::Risk) => ("risk", "!"),
        Some(Sign::Stop) => ("stop", "✗"),
        None => ("more", ""),
    };
    format!("<li class=\"{class} depth{}\"><b>{sign}</b> {}</li>\n", line.depth.min(2), text(line.words().trim()))
}

/// All steps, with what narrows them down.
fn steps(plan: &Plan) -> String {
    let risky: BTreeSet<&Address> = plan
        .review
        .risks
        .iter()
        .map(|risk| &risk.address)
        .chain(plan.review.lookalikes.iter().map(|it| &it.created))
        .chain(plan.review.outside.iter().map(|it| &it.address))
        .collect();
    let is_risky = |step: &Step| matches!(step.action, Action::Delete(_)) || risky.contains(&step.address);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut actions: BTreeMap<&str, usize> = BTreeMap::new();
    for step in &plan.steps {
        *kinds.entry(step.address.kind.as_str()).or_default() += 1;
        *actions.entry(step.action.word()).or_default() += 1;
    }
    let options = |all: &str, counts: &BTreeMap<&str, usize>| {
        let options = counts
            .iter()
            .map(|(word, number)| format!("<option value=\"{}\">{} ({number})</option>", attribute(word), text(word)));
        format!("<option value=\"\">{all}</option>{}", options.collect::<String>())
    };
    let rows: String =
        plan.steps.iter().enumerate().map(|(index, step)| row::row(index, step, is_risky(step))).collect();
    format!(
        "<section id=\"steps\">\n<h2>Steps, in the order of the apply</h2>\n<div class=\"filters\">\n<input id=\"search\" \
         type=\"search\" placeholder=\"Search\" aria-label=\"Search\">\n<select id=\"kind\" aria-label=\"Kind\">{}</select>\n\
         <select id=\"action\" aria-label=\"Action\">{}</select>\n<label><input id=\"risky\" type=\"checkbox\"> only deletions and \
         risks</label>\n<output id=\"count\"></output>\n</div>\n{rows}</section>\n",
        options("all kinds", &kinds),
        options("all actions", &actions),
    )
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::sample;

    #[test]
    fn the_page_runs_its_own_script_and_no_other() {
        let digest = STANDARD.encode(Sha256::digest(format!("\n{SCRIPT}").as_bytes()));
        assert!(POLICY.contains(&format!("'sha256-{digest}'")), "the digest of the script is sha256-{digest}");
        assert!(
            !plan(&sample::plan(), None).contains("http://") && !STYLE.contains("url(") && !STYLE.contains("@import")
        );
    }

    #[test]
    fn every_step_is_on_the_page_with_its_fields_side_by_side() {
        let plan = sample::plan();
        let page = super::plan(&plan, None);
        assert_eq!(page.matches("<article").count(), plan.steps.len());
        assert!(
            page.contains("<td>bearerOnly</td><td class=\"before\">false</td><td class=\"after\">true</td>"),
            "{page}"
        );
        for word in ["five", "FIVE", "client/neon-web", "17 users lose it", "Realm athyper does not exist"] {
            assert!(page.contains(word), "{word}");
        }
    }

    #[test]
    fn markup_in_names_and_values_is_text() {
        let mut plan = sample::plan();
        plan.target = "</title><script>alert(1)</script>".to_owned();
        plan.realm = "<img src=x onerror=alert(1)>".to_owned();
        let hostile = realmform_kinds::names::client("\"><script>alert(1)</script>\u{202e}");
        plan.steps[0].address = hostile;
        let page = super::plan(&plan, None);
        assert_eq!(page.matches("<script>").count(), 1);
        assert!(!page.contains("<img") && !page.contains('\u{202e}'));
    }
}
