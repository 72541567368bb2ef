//! What shells and `man` are told of the command line.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use super::{fine, project};

const COMMANDS: [&str; 20] = [
    "lint",
    "fmt",
    "plan",
    "show",
    "diff",
    "apply",
    "undo",
    "unlock",
    "owned",
    "adopt",
    "disown",
    "import",
    "init",
    "secret",
    "matrix",
    "rules",
    "explain",
    "schema",
    "completions",
    "man",
];

#[test]
fn the_completions_of_bash_are_a_script_that_bash_takes() {
    let script = fine(&project(), &["completions", "bash"]);
    let mut bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn().unwrap();
    bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    assert!(bash.wait().unwrap().success());
    assert!(COMMANDS.iter().all(|command| script.contains(command)));
    for shell in ["zsh", "fish", "powershell", "elvish"] {
        assert!(fine(&project(), &["completions", shell]).contains("fail-level"), "{shell}");
    }
}

#[test]
fn every_command_has_a_manual_page_with_its_options() {
    let project = project();
    let top = fine(&project, &["man"]);
    assert!(COMMANDS.iter().all(|command| top.contains(command)), "{top}");
    fine(&project, &["man", "--out", "pages"]);
    for command in COMMANDS {
        let page = project.read(&format!("pages/realmform-{command}.1"));
        assert!(page.contains(&format!("realmform\\-{command}")) && page.contains("OPTIONS"), "{page}");
        assert!(page.chars().all(|letter| !letter.is_control() || letter == '\n'), "{command}");
    }
    assert!(project.read("pages/realmform-lint.1").contains("fail\\-level"));
    assert_eq!(fs::read_dir(project.path().join("pages")).unwrap().count(), COMMANDS.len() + 1);
}
