//! The text around the steps of a plan: headings, and the sentences above and below.

use realmform_kinds::marks;
use realmform_model::words::{counted, plural};
use realmform_model::{Action, Form, KindName, Plan, Side};

use super::count;

/// The sentence about a side that the plan creates; `realm` is already escaped for its destination.
pub(crate) fn makes(side: Side, realm: &str) -> String {
    match side {
        Side::Realm if realm.is_empty() => "The realm does not exist; this plan creates it.".to_owned(),
        Side::Realm => format!("Realm {realm} does not exist; this plan creates it."),
        Side::Database => "The database does not exist; this plan creates it.".to_owned(),
    }
}

/// Where the plan goes: `realm athyper on https://id.example.com, database postgres://db/lookups`. `code` shows a name.
pub(crate) fn place(plan: &Plan, code: impl Fn(&str) -> String) -> String {
    let realm = plan.places.realm.as_deref().map(|place| {
        let name = if plan.realm.is_empty() { String::new() } else { format!(" {}", code(&plan.realm)) };
        match place.split_once("/admin/realms/") {
            Some((server, realm)) if plan.realm.is_empty() => format!("realm {} on {}", code(realm), code(server)),
            Some((server, _)) => format!("realm{name} on {}", code(server)),
            None => format!("realm{name} in {}", code(place)),
        }
    });
    let database = plan.places.database.as_deref().map(|place| format!("database {}", code(place)));
    realm.into_iter().chain(database).collect::<Vec<_>>().join(", ")
}

/// The heading of the deletions.
pub(crate) const DELETED: &str = "Deletions and what they affect";

/// The sentence about the marks on new objects; `project` shows the name of the project.
pub(crate) fn marks(plan: &Plan, project: impl Fn(&str) -> String) -> Option<String> {
    let mark = plan.steps.iter().find_map(|step| match &step.action {
        Action::Create { body, .. } => marks::project_of(step.address.kind, body),
        _ => None,
    });
    mark.map(|name| format!("New objects are marked as owned by project {}.", project(name)))
}

/// How many objects are named in a line.
const NAMED: usize = 5;

/// The sentence about secrets that could not be compared, and are not sent; `code` shows a field.
pub(crate) fn unseen(plan: &Plan, code: impl Fn(&str) -> String) -> Option<String> {
    let (address, _) = plan.unseen.first()?;
    let mut names: Vec<String> =
        plan.unseen.iter().take(NAMED).map(|(address, path)| code(&format!("{address} {path}"))).collect();
    if plan.unseen.len() > NAMED {
        names.push(format!("{} more", plan.unseen.len() - NAMED));
    }
    let (secrets, it) = match plan.unseen.len() {
        1 => ("1 secret".to_owned(), "It is"),
        many => (format!("{many} secrets"), "They are"),
    };
    let rotate = code(&format!("--rotate {address}"));
    Some(format!(
        "Not compared: {secrets} that the server does not show ({}). {it} sent with the next change of the object, or with \
         {rotate}.",
        names.join(", ")
    ))
}

/// The last line of a plan.
pub(crate) fn summary(plan: &Plan) -> String {
    let counts = plan.counts();
    if !plan.is_empty() {
        return format!("Plan: {}.", count::planned(&counts));
    }
    if !plan.makes.is_empty() {
        return "Plan: nothing more to do.".to_owned();
    }
    if plan.compared == 0 && !plan.review.blocked.is_empty() {
        return "No plan: what blocks it must be resolved first.".to_owned();
    }
    if plan.compared == 0 {
        return "Nothing to compare: the files declare no objects for this target or selection.".to_owned();
    }
    let compared = counted(plan.compared, "object");
    format!("No changes. {compared} compared; the live state matches the declarations.")
}

/// The heading of a kind: `Client roles`; `Realm`, of which there is one.
pub(crate) fn heading(kind: KindName) -> String {
    let mut words = String::new();
    for letter in kind.as_str().chars() {
        if words.is_empty() {
            words.extend(letter.to_uppercase());
        } else if letter.is_uppercase() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    if kind.form() == Form::Side { words } else { plural(&words) }
}

#[cfg(test)]
mod tests {
    use realmform_kinds::names;

    use super::*;

    #[test]
    fn kinds_have_headings_in_words() {
        assert_eq!(heading(names::REALM), "Realm");
        assert_eq!(heading(names::CLIENT_ROLE), "Client roles");
        assert_eq!(heading(names::LOOKUP_TYPE), "Lookup types");
        assert_eq!(heading(names::SERVICE_ACCOUNT), "Service accounts");
    }
}
