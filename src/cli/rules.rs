//! `realmform rules` and `realmform explain CODE`: which rules there are, and what each is about.

use serde_json::{Value, json};

use super::console::print;
use super::exit::{Exit, fail};
use realmform_lint::rule::Rule;
use realmform_lint::rules;
use realmform_model::words::did_you_mean;
use realmform_model::{Failure, escape};
use realmform_render as render;

/// List the lint rules with their codes, levels and titles
#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// Only rules whose code matches, such as `client/*` or `*/wildcard*`
    #[arg(value_name = "CODE")]
    codes: Vec<String>,

    /// Print JSON, with everything that `explain` shows
    #[arg(long)]
    json: bool,
}

/// Explain a lint rule: why it matters, how the weakness is exploited, and what to set instead
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// Code of a finding, such as `client/implicit-flow`, or its name alone, such as `pkce-missing`
    #[arg(value_name = "CODE")]
    code: String,
}

pub(super) fn list(args: &ListArgs) -> Exit {
    let wanted = |rule: &&Rule| args.codes.is_empty() || args.codes.iter().any(|code| is_meant(code, rule.code));
    let found: Vec<&Rule> = rules::all().filter(wanted).collect();
    if found.is_empty() {
        return fail(&Failure::input("no rule matches").help("run `realmform rules` to list all rules"));
    }
    match args.json {
        true => {
            let rules: Vec<Value> = found.iter().map(|rule| as_json(rule)).collect();
            print(&escape::json(&format!("{:#}\n", json!({"rules": rules}))));
        }
        false => print(&render::rule::list(&found.iter().map(|rule| rule.text()).collect::<Vec<_>>())),
    }
    Exit::Fine
}

pub(super) fn explain(args: &ExplainArgs) -> Exit {
    match meant(&args.code) {
        Ok(rules) => {
            let explained: Vec<String> = rules.iter().map(|rule| render::rule::explain(&rule.text())).collect();
            print(&explained.join("\n"));
            Exit::Fine
        }
        Err(failure) => fail(&failure),
    }
}

/// The rule of a code, or those of a name without its family.
fn meant(code: &str) -> Result<Vec<&'static Rule>, Failure> {
    if let Some(rule) = rules::of(code) {
        return Ok(vec![rule]);
    }
    let named: Vec<&Rule> = rules::all().filter(|rule| name(rule) == Some(code)).collect();
    if !named.is_empty() {
        return Ok(named);
    }
    let near = did_you_mean(code, rules::all().flat_map(|rule| [Some(rule.code), name(rule)].into_iter().flatten()));
    Err(Failure::input(format!("unknown rule `{code}`{near}"))
        .help("run `realmform rules` to list all rules; `config/…` findings are about the files themselves"))
}

/// The code without its family; none where the rule is a whole family.
fn name(rule: &Rule) -> Option<&'static str> {
    rule.code.rsplit_once('/').map(|(_, name)| name).filter(|name| *name != "*")
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
