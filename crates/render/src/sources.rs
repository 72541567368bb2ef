//! What a saved plan was made from, as lines: its digest, the project's, and where each step is declared.

use std::collections::BTreeSet;

use realmform_model::{Address, Plan, escape};

use super::line::{Line, Tone};

/// The heading.
pub(crate) const SOURCES: &str = "Sources";

/// The digests, then each object with the places that declare its steps; nothing where the plan is not saved.
pub(crate) fn sources(plan: &Plan) -> Vec<Vec<Line>> {
    let Some(sources) = &plan.sources else { return Vec::new() };
    let fact =
        |name: &str, value: &str| vec![Line::at(0).with(Tone::Plain, format!("{name}: {}", escape::line(value)))];
    let mut lines = vec![fact("plan", &sources.digest)];
    if !sources.configuration.is_empty() {
        lines.push(fact("project files", &sources.configuration));
    }
    lines.extend(sources.server.iter().map(|version| fact("Keycloak", version)));
    let mut places: BTreeSet<(&Address, String)> = BTreeSet::new();
    for step in &plan.steps {
        let place = if step.span.is_known() { step.span.to_string() } else { "in no file".to_owned() };
        places.insert((&step.address, place));
    }
    lines.extend(places.into_iter().map(|(address, place)| {
        vec![
            Line::at(0)
                .with(Tone::Plain, escape::line(&address.to_string()))
                .with(Tone::Dim, format!(": {}", escape::line(&place))),
        ]
    }));
    lines
}
