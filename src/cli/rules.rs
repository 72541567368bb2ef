//! `realmform rules` and `realmform explain CODE`: which rules there are, and what each is about.

use serde_json::{Value, json};

use super::{Exit, fail, print};
use realmform_lint::rule::Rule;
use realmform_lint::rules;
use realmform_model::Failure;
use realmform_model::words::did_you_mean;
use realmform_render as render;

/// List the lint rules: code, level and what each finds
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Only these: `client/*`, `*/wildcard*`
    #[arg(value_name = "CODE")]
    codes: Vec<String>,

    /// As JSON, with all that `explain` tells
    #[arg(long)]
    json: bool,
}

/// Tell why a rule is there, how what it finds is attacked, and what to set instead
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// The code of a finding, such as client/pkce-missing
    #[arg(value_name = "CODE")]
    code: String,
}

pub fn list(args: &ListArgs) -> Exit {
    let wanted = |rule: &&Rule| args.codes.is_empty() || args.codes.iter().any(|code| is_meant(code, rule.code));
    let found: Vec<&Rule> = rules::all().filter(wanted).collect();
    if found.is_empty() {
        return fail(&Failure::input("no rule has such a code").help("`realmform rules` lists them all"));
    }
    match args.json {
        true => {
            let rules: Vec<Value> = found.iter().map(|rule| as_json(rule)).collect();
            print(&format!("{:#}\n", json!({"rules": rules})));
        }
        false => print(&render::rule::list(&found.iter().map(|rule| rule.text()).collect::<Vec<_>>())),
    }
    Exit::Fine
}

pub fn explain(args: &ExplainArgs) -> Exit {
    match rules::of(&args.code) {
        Some(rule) => {
            print(&render::rule::explain(&rule.text()));
            Exit::Fine
        }
        None => {
            let near = did_you_mean(&args.code, rules::all().map(|rule| rule.code));
            let failure = Failure::input(format!("no rule has the code `{}`{near}", args.code));
            fail(&failure.help("`realmform rules` lists them; `config/…` is what is wrong with the files themselves"))
        }
    }
}

/// Whether `code`, in which `*` stands for anything, means the rule.
fn is_meant(code: &str, rule: &str) -> bool {
    glob::Pattern::new(code).is_ok_and(|pattern| pattern.matches(rule))
}

fn as_json(rule: &Rule) -> Value {
    json!({
        "code": rule.code,
        "severity": rule.severity,
        "title": rule.title,
        "why": rule.why,
        "fix": rule.fix,
        "links": rule.links,
    })
}
