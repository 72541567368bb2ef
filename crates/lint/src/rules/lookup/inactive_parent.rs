//! Active values below a parent that is not active.

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names::{self, LOOKUP};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "lookup/inactive-parent",
    severity: Severity::Warning,
    title: "An active lookup has an inactive parent",
    why: "A list that goes from parents to their values never comes to it: the value can be stored, but no longer be \
          chosen. Most often the parent was retired, and its values were forgotten.",
    fix: "retire the value too, or give it another parent",
    links: &[],
    check: Check::Each(LOOKUP, check),
    bad: &["[lookups.region.values]\nasia = { active = false }\n\n\
            [lookups.country.values]\nmy = { parent = \"region/asia\" }\n"],
    good: &[
        "[lookups.region.values]\nasia = {}\n\n[lookups.country.values]\nmy = { parent = \"region/asia\" }\n",
        "[lookups.region.values]\nasia = { active = false }\n\n\
         [lookups.country.values]\nmy = { parent = \"region/asia\", active = false }\n",
    ],
};

fn check(lookup: &Subject, context: &Context, report: &mut Report) {
    let parent = lookup.text(&["parent"]).and_then(|parent| parent.split_once('/'));
    let Some((lookup_type, code)) = parent.filter(|_| lookup.flag_or(&["active"], true) == Some(true)) else { return };
    let address = names::lookup(lookup_type, code);
    let (is_inactive, place) = match context.objects.get(&address) {
        Some(parent) => (parent.flag_or(&["active"], true) == Some(false), parent.place(&["active"])),
        None => {
            let live = context.live.and_then(|live| live.objects.get(&address));
            let active = live.and_then(|object| object.body.get("active")).and_then(serde_json::Value::as_bool);
            (active == Some(false), Default::default())
        }
    };
    if is_inactive {
        let message = format!("its parent `{lookup_type}/{code}` is not active");
        report.at(lookup, &["parent"], message).and_at("the parent", &place);
    }
}
