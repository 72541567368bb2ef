//! Every kind, whichever there are: one object of each is declared with all its fields, made, and left alone from then on.

use serde_json::{Value, json};

use crate::bodies::Fields;
use crate::desired::document;
use crate::run::{apply, load, plan_export, shown};
use realmform_config::import::import;
use realmform_kinds::kind::{Kind, Shape};
use realmform_kinds::{self as kinds, export};
use realmform_model::{Path, Side};

/// What a field may hold; nothing where it names other objects or holds a secret.
fn value(kind: &dyn Kind, path: &Path, shape: &Shape) -> Option<Value> {
    let is_secret = kind.secrets().iter().any(|secret| secret.iter().eq(&path.0));
    let names = kind.slots().iter().any(|slot| slot.is_list_at(path) || slot.is_below(path));
    if is_secret || names {
        return None;
    }
    let known = |fields: &[(&str, Shape)], path: &Path| -> Value {
        fields
            .iter()
            .filter_map(|(key, shape)| Some(((*key).to_owned(), value(kind, &path.then(*key), shape)?)))
            .collect()
    };
    Some(match shape {
        Shape::Text => json!("some"),
        Shape::Bool => json!(true),
        Shape::Int => json!(7),
        Shape::Texts => json!(["one", "two"]),
        Shape::TextMap => json!({"key": "some"}),
        Shape::TextMaps => json!({"key": {"key": "some"}}),
        Shape::TextsMap => json!({"key": ["one"]}),
        Shape::Fields(fields) => known(fields, path),
        Shape::Named(fields) => json!({"name": known(fields, path)}),
        Shape::Any => json!({"key": [1, "two"]}),
    })
}

/// The TOML of one object in each place of the kind, below what is there already.
fn put(root: &mut Fields, kind: &dyn Kind) {
    for place in kind.places().iter().filter(|place| !place.toml.is_empty()) {
        let mut table = &mut *root;
        for key in place.toml {
            // A group's name is a path, and any other name may begin with a `/`, too.
            let key = if *key == "*" { "/some" } else { key };
            table = table.entry(key).or_insert_with(|| json!({})).as_object_mut().unwrap();
        }
        for (field, shape) in kind.fields() {
            table.extend(value(kind, &Path::of(&[field]), shape).map(|value| ((*field).to_owned(), value)));
        }
    }
}

#[test]
fn an_object_of_every_kind_is_made_seen_and_left_alone() {
    let of_realm = || kinds::ALL.iter().filter(|kind| kind.name().side() == Side::Realm);
    let declarable = |kind: &&&dyn Kind| kind.places().iter().any(|place| !place.toml.is_empty());
    let mut root = Fields::new();
    of_realm().for_each(|kind| put(&mut root, *kind));
    let text = document(&root);
    let loaded = load(std::slice::from_ref(&text));
    assert!(loaded.findings.is_empty(), "{:#?}\n{text}", loaded.findings);

    let empty = json!({"realm": "some"});
    let run = plan_export(&empty, &loaded.desired).unwrap();
    let after = apply(&empty, &run, |_| true);
    let again = plan_export(&after, &loaded.desired).unwrap();
    assert!(again.plan.is_empty(), "left:\n{}\nof:\n{}\n{after:#}", shown(&again), shown(&run));

    for kind in of_realm().filter(declarable) {
        assert!(
            loaded.desired.objects.keys().any(|address| address.kind == kind.name()),
            "no {} in\n{text}",
            kind.name()
        );
    }
    let live = export::live(&after);
    let imported = load(&import(&live, None, true).unwrap().files.into_values().collect::<Vec<_>>());
    assert!(imported.findings.is_empty(), "{:#?}", imported.findings);
    // What says nothing (a service account, which can only name roles) has nothing to be imported.
    for (address, declared) in loaded.desired.objects.iter().filter(|(_, declared)| !declared.body.is_empty()) {
        assert!(live.objects.contains_key(address), "{address} is not in {after:#}");
        let known = imported.desired.objects.get(address).unwrap_or_else(|| panic!("{address} is not imported"));
        for (field, value) in &declared.body {
            assert_eq!(known.body.get(field), Some(value), "{field} of {address}");
        }
    }
}
