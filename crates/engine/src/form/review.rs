//! What a reviewer must know of a plan, as JSON.

use serde_json::{Map, Value, json};

use realmform_model::review::Review;
use realmform_model::{Address, Finding, SecretSource, Span};

/// The value of the plan's `review`; `address` and `source` are how the form writes these.
pub(super) fn review(
    review: &Review,
    address: fn(&Address) -> Map<String, Value>,
    source: fn(&Span) -> Value,
) -> Value {
    let Review { blocked, risks, added, mended, reach, uncounted, lookalikes, outside, secrets, uncompared, lost } =
        review;
    let with = |of: &Address, more: Value| -> Value {
        let mut object = address(of);
        object.extend(more.as_object().cloned().unwrap_or_default());
        object.into()
    };
    let finding = |finding: &Finding| {
        json!({
            "code": finding.code,
            "severity": finding.severity,
            "object": finding.object,
            "message": finding.message,
            "help": finding.help,
            "source": finding.span.as_ref().map(source),
        })
    };
    json!({
        "blocked": blocked.iter().map(finding).collect::<Vec<_>>(),
        "risks": risks.iter().map(|risk| with(&risk.address, json!({
            "path": risk.path.to_string(), "keys": risk.path.0, "what": risk.what,
        }))).collect::<Vec<_>>(),
        "lint": { "added": added, "mended": mended },
        "reach": reach.iter().map(|reach| with(&reach.address, json!({
            "gain": reach.gain, "lose": reach.lose,
        }))).collect::<Vec<_>>(),
        "uncounted": uncounted,
        "lookalikes": lookalikes.iter().map(|it| with(&it.created, json!({
            "live": Value::Object(address(&it.live)), "why": it.why, "block": it.block,
        }))).collect::<Vec<_>>(),
        "lost": lost.iter().map(|it| with(&it.address, json!({ "what": it.what }))).collect::<Vec<_>>(),
        "secrets": secrets.iter().map(|(of, path, from)| with(of, json!({
            "path": path.to_string(), "keys": path.0, "from": secret_source(from),
        }))).collect::<Vec<_>>(),
        "uncompared": uncompared.iter().map(|(of, path)| with(of, json!({
            "path": path.to_string(), "keys": path.0,
        }))).collect::<Vec<_>>(),
        "outside": outside.iter().map(|it| with(&it.address, json!({ "what": it.what }))).collect::<Vec<_>>(),
    })
}

/// Where a secret comes from, as TOML says it.
pub fn secret_source(source: &SecretSource) -> Value {
    match source {
        SecretSource::Env(name) => json!({ "env": name }),
        SecretSource::File(path) => json!({ "file": path }),
        SecretSource::Command(words) => json!({ "command": words }),
        SecretSource::Generate => json!({ "generate": true }),
    }
}
