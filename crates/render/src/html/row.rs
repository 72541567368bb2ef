//! A step on the page: its object, and each field before and after.

use serde_json::Value;

use super::text::{attribute, text};
use crate::{falls, field, value};
use realmform_kinds::{self as kinds, secret};
use realmform_model::uri::without_credentials;
use realmform_model::words::counted;
use realmform_model::{Action, Body, Change, Delta, KindName, Link, Path, Step, escape, ownership};

/// So many steps that one waits for are linked.
const LINKED: usize = 12;

pub(super) fn row(index: usize, step: &Step, is_risky: bool) -> String {
    let kind = step.address.kind;
    let (title, note, fields) = match &step.action {
        Action::Create { body, secrets } => {
            let hidden = secret::hide_in_body(kind, body, secrets);
            (name(step), String::new(), created(&hidden, secrets))
        }
        Action::Update { renamed, changes } => {
            let fields: String = changes.iter().map(|change| changed(kind, change)).collect();
            match renamed {
                Some(renamed) => {
                    let title = format!("{} → {}", renamed.from, step.address);
                    let note = match renamed.references {
                        0 => "The id is kept.".to_owned(),
                        number => format!("The id is kept; {} with it.", follows(number)),
                    };
                    (escape::line(&title), note, fields)
                }
                None => (name(step), String::new(), fields),
            }
        }
        Action::Grant(link) => (name(step), String::new(), joined(link, false)),
        Action::Revoke(link) => (name(step), String::new(), joined(link, true)),
        Action::Delete(deletion) => {
            let before = secret::hide_in_body(kind, &deletion.before, &[]);
            (name(step), falls::words(kind, &deletion.falls), gone(&before))
        }
    };
    let word = match &step.action {
        Action::Grant(link) => kinds::join_verb(link, false),
        Action::Revoke(link) => kinds::join_verb(link, true),
        action => action.word(),
    };
    let note = if note.is_empty() { String::new() } else { format!("<p class=\"note\">{}</p>\n", text(&note)) };
    let table = match fields.is_empty() {
        true => String::new(),
        false => format!(
            "<table>\n<thead><tr><th>Field</th><th>Before</th><th>After</th></tr></thead>\n<tbody>\n{fields}</tbody>\n</table>\n"
        ),
    };
    format!(
        "<article id=\"step{index}\" data-kind=\"{}\" data-action=\"{action}\" data-risky=\"{is_risky}\">\n<h3><span class=\"badge \
         {action}\">{}</span> {}{}</h3>\n{note}{table}{}</article>\n",
        attribute(kind.as_str()),
        text(word),
        text(&title),
        if is_risky { " <span class=\"flag\" title=\"deletion or risk\">⚠</span>" } else { "" },
        origin(step),
        action = step.action.word(),
    )
}

fn name(step: &Step) -> String {
    escape::line(&step.address.to_string())
}

fn follows(number: usize) -> String {
    format!("{} follow{}", counted(number, "reference"), if number == 1 { "s" } else { "" })
}

/// The steps that must be done before, and where the step was asked for.
fn origin(step: &Step) -> String {
    let mut parts = Vec::new();
    if !step.after.is_empty() {
        let links = step.after.iter().take(LINKED).map(|index| format!("<a href=\"#step{index}\">{}</a>", index + 1));
        let mut links: Vec<String> = links.collect();
        if step.after.len() > LINKED {
            links.push(format!("{} more", step.after.len() - LINKED));
        }
        parts.push(format!("waits for {}", links.join(", ")));
    }
    if step.span.is_known() {
        parts.push(format!("declared in <code>{}</code>", text(&escape::line(&step.span.to_string()))));
    }
    match parts.is_empty() {
        true => String::new(),
        false => format!("<p class=\"waits\">{}</p>\n", parts.join(" · ")),
    }
}

fn cells(name: &str, before: &str, after: &str) -> String {
    format!("<tr><td>{name}</td><td class=\"before\">{before}</td><td class=\"after\">{after}</td></tr>\n")
}

fn created(body: &Body, secrets: &[Path]) -> String {
    let mut fields = field::leaves(body);
    // Every new object of the kind has it, so it is told once, above the steps.
    fields.retain(|(path, _)| path.0.last().is_none_or(|key| key != ownership::PROJECT));
    let mut rows: String = fields.iter().map(|(path, value)| cells(&label(path), "", &shown(Some(value)))).collect();
    rows.extend(secrets.iter().map(|path| cells(&label(path), "", "<em>secret</em>")));
    rows
}

fn gone(body: &Body) -> String {
    field::leaves(body).iter().map(|(path, value)| cells(&label(path), &shown(Some(value)), "")).collect()
}

fn changed(kind: KindName, change: &Change) -> String {
    let name = label(&change.path);
    let mut name = match change.follows.first() {
        Some((_, to)) => format!("{name} <em>follows {}</em>", text(&escape::line(&to.to_string()))),
        None => name,
    };
    match &change.delta {
        Delta::UnseenSecret => {
            name.push_str(" <em>the server does not show it to compare</em>");
            cells(&name, "<em>secret</em>", "<em>is sent</em>")
        }
        Delta::Secret => cells(&name, "<em>secret</em>", "<em>changes</em>"),
        Delta::Value { after: None | Some(Value::Null), .. } if secret::is_secret(kind, &change.path) => {
            cells(&name, "<em>secret</em>", "<em>is removed</em>")
        }
        _ if secret::is_secret(kind, &change.path) => cells(&name, "<em>secret</em>", "<em>changes</em>"),
        Delta::Value { before, after } => {
            let hide = |value: &Option<Value>| value.clone().map(|value| secret::hide(kind, &change.path, value));
            cells(&name, &shown(hide(before).as_ref()), &shown(hide(after).as_ref()))
        }
        Delta::Set { added, removed, .. } => {
            let list = |values: &[Value], sign: &str| -> String {
                let entries = values.iter().map(|value| format!("<div>{sign} {}</div>", text(&value::inline(value))));
                entries.collect()
            };
            cells(&name, &list(removed, "−"), &list(added, "+"))
        }
    }
}

fn joined(link: &Link, is_revoked: bool) -> String {
    let names: String =
        link.targets.iter().map(|target| format!("<div>{}</div>", text(&escape::line(&target.shown_name())))).collect();
    let (before, after) = if is_revoked { (names.as_str(), "") } else { ("", names.as_str()) };
    cells(&label(&link.path), before, after)
}

fn label(path: &Path) -> String {
    text(&field::name(path))
}

/// A value; `None` is absent. Texts of several lines keep them.
fn shown(value: Option<&Value>) -> String {
    match value {
        None => "<em>absent</em>".to_owned(),
        Some(Value::String(words)) if words.contains('\n') => {
            format!("<pre>{}</pre>", text(&without_credentials(words)))
        }
        Some(Value::Array(items)) if items.len() > 1 => {
            items.iter().map(|item| format!("<div>{}</div>", text(&value::inline(item)))).collect()
        }
        Some(value) => text(&value::inline(value)),
    }
}
