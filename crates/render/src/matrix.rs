//! Roles beside permissions: a table for a terminal, one for a page of markdown, and one for a spreadsheet.

use anstyle::Style;

use super::line::painted;
use realmform_model::escape;
use realmform_model::matrix::{Held, Matrix, Row};
use realmform_model::words::counted;

/// A block of columns is no wider, unless a single one is.
const WIDTH: usize = 100;
/// Between two columns.
const GAP: usize = 2;

const LEGEND: &str = "● direct, ○ through another role, · not at all";

fn sign(held: Held) -> &'static str {
    match held {
        Held::No => "·",
        Held::Direct => "●",
        Held::Inherited => "○",
    }
}

fn heading(matrix: &Matrix) -> String {
    format!("{} and {}", counted(matrix.roles.len(), "role"), counted(matrix.rows().count(), "permission"))
}

/// For a terminal. Where there are too many roles for a line, they follow each other in blocks.
pub fn text(matrix: &Matrix) -> String {
    let bold = Style::new().bold();
    let mut text = format!("{}: {}\n", escape::line(&matrix.of), heading(matrix));
    if matrix.roles.is_empty() {
        return text;
    }
    text.push_str(LEGEND);
    text.push('\n');
    let names: Vec<String> = matrix.roles.iter().map(|role| escape::line(role)).collect();
    let first = matrix.rows().map(|row| length(&escape::line(&row.name)) + 2).max().unwrap_or_default();
    for block in blocks(&names, first) {
        let roles = names[block.clone()].iter().map(|name| format!("{}{name}", " ".repeat(GAP)));
        text.push_str(&format!("\n{}{}\n", " ".repeat(first), painted(bold, &roles.collect::<String>())));
        for group in &matrix.groups {
            text.push_str(&format!("{}\n", painted(bold, &escape::line(&group.name))));
            for row in &group.rows {
                let name = format!("  {}", escape::line(&row.name));
                let cells = block.clone().map(|at| centred(row, at, length(&names[at])));
                let line = format!("{name}{}{}", " ".repeat(first - length(&name)), cells.collect::<String>());
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
    }
    text
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn centred(row: &Row, at: usize, width: usize) -> String {
    let sign = sign(row.cells.get(at).copied().unwrap_or(Held::No));
    let left = width.saturating_sub(1) / 2;
    format!("{}{sign}{}", " ".repeat(GAP + left), " ".repeat(width.saturating_sub(left + 1)))
}

/// The columns that stand beside each other.
fn blocks(names: &[String], first: usize) -> Vec<std::ops::Range<usize>> {
    let mut blocks: Vec<std::ops::Range<usize>> = Vec::new();
    let mut width = 0;
    for (at, name) in names.iter().enumerate() {
        let more = GAP + length(name);
        match blocks.last_mut().filter(|_| width + more <= WIDTH) {
            Some(block) => block.end = at + 1,
            None => {
                blocks.push(at..at + 1);
                width = first;
            }
        }
        width += more;
    }
    blocks
}

/// For a page: one table, with a row above each group.
pub fn markdown(matrix: &Matrix) -> String {
    let code = |name: &str| escape::markdown_code(name);
    let mut text = format!("### Roles and permissions: {}\n\n{}. {LEGEND}.\n\n", code(&matrix.of), heading(matrix));
    if matrix.roles.is_empty() {
        return text;
    }
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        let line = cells.fold(String::from("|"), |line, cell| format!("{line} {cell} |"));
        text.push_str(&format!("{line}\n"));
    };
    line(&mut std::iter::once("Permission".to_owned()).chain(matrix.roles.iter().map(|role| code(role))));
    line(&mut std::iter::once("---".to_owned()).chain(matrix.roles.iter().map(|_| ":---:".to_owned())));
    for group in &matrix.groups {
        line(
            &mut std::iter::once(format!("**{}**", code(&group.name)))
                .chain(matrix.roles.iter().map(|_| String::new())),
        );
        for row in &group.rows {
            let signs = row.cells.iter().map(|held| sign(*held).to_owned());
            line(&mut std::iter::once(code(&row.name)).chain(signs));
        }
    }
    text
}

/// For a spreadsheet: a line for each permission, with `direct`, `inherited` or nothing for each role.
pub fn csv(matrix: &Matrix) -> String {
    let line = |cells: Vec<String>| cells.join(",") + "\n";
    let heads = ["group", "permission"].map(str::to_owned);
    let mut text = line(heads.into_iter().chain(matrix.roles.iter().map(|role| escape::csv(role))).collect());
    for group in &matrix.groups {
        for row in &group.rows {
            let held = row.cells.iter().map(|held| {
                match held {
                    Held::No => "",
                    Held::Direct => "direct",
                    Held::Inherited => "inherited",
                }
                .to_owned()
            });
            text.push_str(&line([escape::csv(&group.name), escape::csv(&row.name)].into_iter().chain(held).collect()));
        }
    }
    text
}

#[cfg(test)]
mod tests;
