//! What matrices look like, and names that would be more than names.

use super::{csv, markdown, text};
use crate::text::plain;
use realmform_model::matrix::{Group, Held, Matrix, Row};

fn row(name: &str, cells: &[Held]) -> Row {
    Row { name: name.to_owned(), cells: cells.to_vec() }
}

fn sample() -> Matrix {
    use Held::{Direct, Inherited, No};
    let groups = vec![
        Group { name: "roles".into(), rows: vec![row("User", &[No, Direct, No])] },
        Group {
            name: "course".into(),
            rows: vec![row("course.read", &[Direct, Inherited, Direct]), row("course.delete", &[Direct, No, No])],
        },
        Group { name: "shop/doc".into(), rows: vec![row("shop/doc:read", &[No, Direct, No])] },
    ];
    Matrix { of: "files".into(), roles: ["Admin", "Instructor", "User"].map(str::to_owned).into(), groups }
}

#[test]
fn each_format_has_all_of_it() {
    insta::assert_snapshot!("text", plain(&text(&sample())));
    insta::assert_snapshot!("markdown", markdown(&sample()));
    insta::assert_snapshot!("csv", csv(&sample()));
}

#[test]
fn many_roles_follow_each_other_in_blocks_that_fit_a_terminal() {
    let roles: Vec<String> = (0..40).map(|at| format!("department-{at}")).collect();
    let rows = vec![row("course.read", &[Held::Direct; 40])];
    let matrix = Matrix { of: "files".into(), roles, groups: vec![Group { name: "course".into(), rows }] };
    let told = plain(&text(&matrix));
    assert!(told.lines().all(|line| line.chars().count() <= super::WIDTH), "{told}");
    assert_eq!(told.matches('●').count(), 41, "one in the legend: {told}");
    assert!((0..40).all(|at| told.contains(&format!("department-{at}"))));
}

#[test]
fn one_role_with_a_name_wider_than_a_terminal_has_a_block_of_its_own() {
    let roles = vec!["x".repeat(300), "b".into()];
    let rows = vec![row("p", &[Held::Direct, Held::Inherited])];
    let matrix = Matrix { of: "files".into(), roles, groups: vec![Group { name: "g".into(), rows }] };
    assert_eq!(plain(&text(&matrix)).matches("\n  p").count(), 2);
}

#[test]
fn names_are_neither_formulas_nor_markup_nor_commands() {
    let evil =
        ["=HYPERLINK(\"http://x\")", "+1", "-2", "@SUM(A1)", "a,\"b\"", "|<b>`x`", "\u{1b}[31m\n::error::x", "\t=1"];
    let roles: Vec<String> = evil.iter().map(|name| (*name).to_owned()).collect();
    let rows = evil.iter().map(|name| row(name, &[Held::Direct; 8])).collect();
    let matrix = Matrix { of: "files".into(), roles, groups: vec![Group { name: "=x".into(), rows }] };

    let table = csv(&matrix);
    let cells = |line: &str| line.split(',').map(|cell| cell.trim_start_matches('"').to_owned()).collect::<Vec<_>>();
    let first = |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    assert!(!table.lines().flat_map(cells).any(|cell| first(&cell)), "{table}");
    assert_eq!(table.lines().count(), 1 + evil.len());
    assert!(table.contains("\"a,\"\"b\"\"\""), "{table}");

    let page = markdown(&matrix);
    assert!(!page.contains("<b>") && !page.contains('`') && !page.contains('\u{1b}'), "{page}");
    assert!(page.lines().filter(|line| line.starts_with('|')).all(|line| line.matches('|').count() == 10), "{page}");
    let shown = plain(&text(&matrix));
    assert!(!shown.contains('\u{1b}') && !shown.lines().any(|line| line.trim_start().starts_with("::")), "{shown}");
}

#[test]
fn without_roles_there_is_no_table() {
    let matrix = Matrix { of: "files".into(), ..Matrix::default() };
    assert_eq!(plain(&text(&matrix)), "files: 0 roles and 0 permissions\n");
    assert!(!markdown(&matrix).contains('|'));
}
