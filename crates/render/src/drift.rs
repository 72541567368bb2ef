//! Drift as lines of text, as a section of markdown, and as JSON.

use std::collections::BTreeMap;

use anstyle::Style;
use serde_json::{Value, json};

use super::line::painted;
use realmform_engine::form as as_json;
use realmform_model::drift::{Class, Drift, Drifted, Event};
use realmform_model::escape;
use realmform_model::words::counted;

/// The section below a plan.
pub fn text(drift: &Drift) -> String {
    let mut text = format!("\n{}\n", painted(Style::new().bold(), "Drift"));
    let width = drift.objects.iter().map(|it| escape::line(&it.address.to_string()).chars().count()).max().unwrap_or(0);
    for drifted in &drift.objects {
        text.push_str(&format!("  {}\n", line(drifted, width.min(60))));
    }
    text.push_str(&end(drift));
    text
}

/// The same for a pull request.
pub fn markdown(drift: &Drift) -> String {
    let lines: String = drift.objects.iter().map(|drifted| format!("  {}\n", line(drifted, 0))).collect();
    match lines.is_empty() {
        true => format!("\n{}", end(drift)),
        false => format!("\n<details>\n<summary>Drift</summary>\n\n```\n{lines}```\n\n</details>\n\n{}", end(drift)),
    }
}

/// The list for a plan's JSON.
pub fn json(drift: &Drift) -> Value {
    let objects = drift.objects.iter().map(|drifted| {
        let mut object = as_json::address(&drifted.address);
        object.insert("class".to_owned(), drifted.class.key().into());
        let event = drifted.event.as_ref();
        let event = event.map(|it| json!({"what": it.what, "time": it.time.to_string(), "who": it.who}));
        object.insert("event".to_owned(), event.into());
        Value::Object(object)
    });
    json!({"objects": objects.collect::<Vec<_>>(), "note": drift.note})
}

fn line(drifted: &Drifted, width: usize) -> String {
    let address = escape::line(&drifted.address.to_string());
    let class = format!("{:<13}", drifted.class.words());
    match &drifted.event {
        Some(event) => format!("{class} {address:<width$}  {}", last_change(event)),
        None => format!("{class} {address}"),
    }
}

fn last_change(Event { what, time, who }: &Event) -> String {
    format!("{what} {} by {}", time.strftime("%Y-%m-%d %H:%M:%S UTC"), escape::line(who))
}

fn end(drift: &Drift) -> String {
    let mut classes: BTreeMap<Class, usize> = BTreeMap::new();
    drift.objects.iter().for_each(|drifted| *classes.entry(drifted.class).or_default() += 1);
    let counts: Vec<String> = classes.iter().map(|(class, number)| format!("{number} {}", class.words())).collect();
    let mut end = match counts.is_empty() {
        true => "No drift.\n".to_owned(),
        false => format!("Drift: {} ({}).\n", counts.join(", "), counted(drift.objects.len(), "object")),
    };
    if let Some(note) = &drift.note {
        end.push_str(&format!("note: {note}\n"));
    }
    end
}
