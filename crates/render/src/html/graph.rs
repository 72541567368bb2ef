//! What waits for what, as a drawing: a column for each wave of steps that can begin together.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::text::text;
use realmform_model::words::counted;
use realmform_model::{Plan, escape};

/// More steps than this are drawn by kind and action.
const SINGLE: usize = 60;

const WIDTH: usize = 260;
const HEIGHT: usize = 26;
const GAP: usize = 90;

/// A box of the drawing.
struct Node {
    label: String,
    wave: usize,
    row: usize,
    action: &'static str,
    /// The first of its steps.
    step: usize,
}

/// The section with the drawing.
pub(super) fn section(plan: &Plan) -> String {
    let waves = waves(plan);
    let (nodes, edges) = drawn(plan, &waves);
    if edges.is_empty() {
        return String::new();
    }
    let columns = nodes.iter().map(|node| node.wave).max().unwrap_or(0) + 1;
    let rows = nodes.iter().map(|node| node.row).max().unwrap_or(0) + 1;
    let (width, height) = (columns * (WIDTH + GAP), rows * (HEIGHT + 10) + 10);
    let at = |node: &Node| (node.wave * (WIDTH + GAP) + 5, node.row * (HEIGHT + 10) + 5);
    let mut drawing = String::new();
    for (from, to) in &edges {
        let ((x1, y1), (x2, y2)) = (at(&nodes[*from]), at(&nodes[*to]));
        let (x1, y1, y2, bend) = (x1 + WIDTH, y1 + HEIGHT / 2, y2 + HEIGHT / 2, GAP / 2);
        let (left, right) = (x1 + bend, x2.saturating_sub(bend));
        // Writing to a `String` cannot fail.
        let _ = writeln!(drawing, "<path d=\"M{x1} {y1} C{left} {y1} {right} {y2} {x2} {y2}\"/>");
    }
    for node in &nodes {
        let (x, y) = at(node);
        let (label, middle) = (text(&short(&node.label)), y + HEIGHT / 2 + 4);
        let _ = writeln!(
            drawing,
            "<a href=\"#step{}\"><rect class=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"4\"/><text \
             x=\"{}\" y=\"{middle}\">{label}<title>{}</title></text></a>",
            node.step,
            node.action,
            x + 8,
            text(&node.label),
        );
    }
    format!(
        "<section id=\"graph\">\n<h2>What waits for what</h2>\n<div class=\"scroll\">\n<svg width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Steps by the wave in which they can \
         begin\">\n{drawing}</svg>\n</div>\n</section>\n"
    )
}

/// For each step how many others, one after another, come before it.
fn waves(plan: &Plan) -> Vec<usize> {
    let mut waves: Vec<usize> = Vec::with_capacity(plan.steps.len());
    for step in &plan.steps {
        let wave = step.after.iter().filter_map(|before| waves.get(*before)).max().map_or(0, |wave| wave + 1);
        waves.push(wave);
    }
    waves
}

/// The boxes, and what leads from one to another.
fn drawn(plan: &Plan, waves: &[usize]) -> (Vec<Node>, BTreeSet<(usize, usize)>) {
    let is_single = plan.steps.len() <= SINGLE;
    let mut nodes: Vec<Node> = Vec::new();
    let mut node_of: Vec<usize> = Vec::new();
    let mut groups: BTreeMap<(usize, &str, &str), (usize, usize)> = BTreeMap::new();
    let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, (step, wave)) in plan.steps.iter().zip(waves).enumerate() {
        let (action, kind) = (step.action.word(), step.address.kind.as_str());
        let known = if is_single { None } else { groups.get_mut(&(*wave, kind, action)) };
        if let Some((node, steps)) = known {
            *steps += 1;
            nodes[*node].label = format!("{action}: {}", counted(*steps, kind));
            node_of.push(*node);
            continue;
        }
        let row = rows.entry(*wave).or_default();
        let label = match is_single {
            true => format!("{}. {action} {}", index + 1, escape::line(&step.address.to_string())),
            false => format!("{action}: {}", counted(1, kind)),
        };
        groups.insert((*wave, kind, action), (nodes.len(), 1));
        node_of.push(nodes.len());
        nodes.push(Node { label, wave: *wave, row: *row, action, step: index });
        *row += 1;
    }
    let edges =
        plan.steps.iter().enumerate().flat_map(|(index, step)| step.after.iter().map(move |from| (*from, index)));
    let edges = edges.filter_map(|(from, to)| Some((*node_of.get(from)?, *node_of.get(to)?)));
    (nodes, edges.filter(|(from, to)| from != to).collect())
}

fn short(label: &str) -> String {
    const LONGEST: usize = 36;
    match label.char_indices().nth(LONGEST) {
        None => label.to_owned(),
        Some((end, _)) => format!("{}…", &label[..end]),
    }
}
