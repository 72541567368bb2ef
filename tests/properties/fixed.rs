//! Fixes of random projects: what the new texts say, against the engine's own rewriting of what the old ones said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use crate::run::{apply, load, plan_export, shown};
use crate::tape::{Tape, tape};
use crate::{case, desired, realm};
use realmform_config::load::ExtraFields;
use realmform_kinds::export;
use realmform_kinds::names;
use realmform_kinds::reference::{ANY, Names, rewrite};
use realmform_lint::fix::{Fixed, Renames};
use realmform_lint::policy::Policies;
use realmform_lint::{fix, policy};
use realmform_model::moves::future;
use realmform_model::{Action, Address, Declared, Desired, KindName, Move, Source};

/// Rules that about half of the random names do not follow.
const RULES: &str = r#"
    [[naming]]
    kind = ["client", "clientScope", "organization"]
    name = "<name>"
    parts.name = "kebab-case"
    [[naming]]
    kind = ["clientRole", "realmRole"]
    name = "<name>"
    parts.name = "snake_case"
    [[naming]]
    kind = "group"
    name = "/<a>/<b>/<c>"
    parts = { a = ["neon", "w-b", "a-b"], b = ["neon", "w-b", "a-b"], c = ["w-b", "a-b"] }
"#;

fn rules() -> Policies {
    let file = Arc::new(Source::new("policies/naming.toml", RULES.to_owned()));
    policy::parse(vec![file], &|_, _| unreachable!()).0
}

fn fixed(texts: &[String]) -> Fixed {
    let file = |(index, text): (usize, &String)| Arc::new(Source::new(format!("realm/{index}.toml"), text.clone()));
    let files: Vec<_> = texts.iter().enumerate().map(file).collect();
    fix::project(&files, &ExtraFields::new(), &rules(), &[])
        .unwrap_or_else(|why| panic!("{why:#?}\n{}", texts.join("\n")))
}

/// The texts as they are after the fix.
fn after(texts: &[String], fixed: &Fixed) -> Vec<String> {
    let mut texts = texts.to_vec();
    for file in &fixed.files {
        let index = file.source.path.file_stem().unwrap().to_str().unwrap().parse::<usize>().unwrap();
        texts[index].clone_from(&file.text);
    }
    texts
}

/// A random project, in one of two layouts; `None` where it has findings of its own.
fn project(tape: &Tape) -> Option<(Vec<String>, Desired)> {
    let export = realm::export(tape);
    let mut texts = desired::toml(tape, &export::live(&export));
    if tape.flag() {
        texts = texts.iter().map(|text| headed(text)).collect();
    }
    let loaded = load(&texts);
    loaded.findings.is_empty().then_some((texts, loaded.desired))
}

/// The same in tables with headers, as people write it.
fn headed(text: &str) -> String {
    let mut document = text.parse::<toml_edit::DocumentMut>().unwrap();
    fn open(table: &mut toml_edit::Table, depth: usize) {
        for (_, item) in table.iter_mut() {
            if let (true, Some(inline)) = (depth > 0 && item.is_inline_table(), item.as_inline_table()) {
                *item = toml_edit::Item::Table(inline.clone().into_table());
            }
            if let Some(inner) = item.as_table_mut() {
                open(inner, depth.saturating_sub(1));
            }
        }
    }
    open(document.as_table_mut(), 3);
    document.to_string()
}

/// One rename after the other, each by the engine's own walk.
fn peer(mut desired: Desired, renames: &Renames) -> BTreeMap<Address, Declared> {
    let after: BTreeSet<(KindName, String)> = desired
        .objects
        .keys()
        .map(|address| renamed(address, renames))
        .map(|address| (address.kind, address.name))
        .collect();
    for rename in renames.iter() {
        let clients: BTreeSet<String> = desired
            .objects
            .keys()
            .flat_map(Address::lineage)
            .filter(|it| it.kind == names::CLIENT)
            .map(|it| it.name.clone())
            .collect();
        let is_bare = |target: &Address, names: Names| {
            names == Names::AnyGroup || target.parent.as_ref().is_some_and(|parent| parent.name == ANY)
        };
        let mut objects = BTreeMap::new();
        for (address, mut declared) in desired.objects {
            for slot in realmform_kinds::of(address.kind).slots() {
                rewrite(slot, &mut declared.body, &|id| clients.contains(id), &mut |_, target| {
                    if !is_bare(target, slot.names) {
                        return target.rekeyed(&rename.from, &rename.to);
                    }
                    // Some bare names of roles mean those of the realm.
                    let is_kind = target.kind == rename.from.kind
                        || (target.kind, rename.from.kind) == (names::CLIENT_ROLE, names::REALM_ROLE);
                    let is_free = [target.kind, rename.from.kind]
                        .into_iter()
                        .all(|kind| !after.contains(&(kind, target.name.clone())));
                    (is_kind && is_free && target.name == rename.from.name)
                        .then(|| Address { name: rename.to.name.clone(), ..target.clone() })
                });
            }
            objects.insert(address.rekeyed(&rename.from, &rename.to).unwrap_or(address), declared);
        }
        desired.objects = objects;
    }
    desired.objects
}

fn renamed(address: &Address, renames: &Renames) -> Address {
    renames.iter().fold(address.clone(), |now, rename| now.rekeyed(&rename.from, &rename.to).unwrap_or(now))
}

fn source(moved: &Move) -> Option<Address> {
    match (moved.kind, &moved.within) {
        _ if moved.from.contains('*') => None,
        (names::GROUP, _) => names::group(&moved.from),
        (names::CLIENT_ROLE, Some(client)) => Some(names::client_role(client, &moved.from)),
        (kind, _) => Some(Address::top(kind, &moved.from)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, max_global_rejects: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_fixed_texts_say_what_the_engine_makes_of_the_old_ones(tape in tape()) {
        let Some((texts, old)) = project(&tape) else { return Err(TestCaseError::reject("findings")) };
        let fixed = fixed(&texts);
        let new_texts = after(&texts, &fixed);
        let new = load(&new_texts);
        prop_assert!(new.findings.is_empty(), "{:#?}\n{}", new.findings, new_texts.join("\n"));
        let peer = peer(old.clone(), &fixed.renames);
        let keys = |objects: &BTreeMap<Address, Declared>| objects.keys().cloned().collect::<Vec<_>>();
        prop_assert_eq!(keys(&new.desired.objects), keys(&peer), "{}", texts.join("\n"));
        for (address, declared) in &new.desired.objects {
            prop_assert_eq!(&declared.body, &peer[address].body, "{} of\n{}", address, texts.join("\n"));
            prop_assert_eq!(&declared.secrets, &peer[address].secrets);
        }
    }

    #[test]
    fn every_old_name_comes_to_the_new_one(tape in tape()) {
        let Some((texts, old)) = project(&tape) else { return Err(TestCaseError::reject("findings")) };
        let is_settled = |address: &&Address| future(address, &old.moves) == **address;
        let fixed = fixed(&texts);
        let new = load(&after(&texts, &fixed)).desired;
        for address in old.objects.keys().filter(is_settled) {
            prop_assert_eq!(future(address, &new.moves), renamed(address, &fixed.renames), "{}", texts.join("\n"));
        }
        for past in old.moves.iter().filter_map(source) {
            let end = future(&past, &old.moves);
            if old.objects.contains_key(&end) {
                prop_assert_eq!(future(&past, &new.moves), renamed(&end, &fixed.renames), "{}", texts.join("\n"));
            }
        }
    }

    #[test]
    fn a_second_fix_changes_nothing(tape in tape()) {
        let Some((texts, _)) = project(&tape) else { return Err(TestCaseError::reject("findings")) };
        let new = after(&texts, &fixed(&texts));
        let again = fixed(&new);
        prop_assert!(again.files.is_empty(), "{:#?}\nof\n{}", again, new.join("\n"));
    }

    #[test]
    fn a_realm_of_old_names_is_renamed_and_nothing_is_made_anew(tape in tape()) {
        let Some(case) = case(&tape) else { return Err(TestCaseError::reject("contradictory")) };
        let live = apply(&case.export, &case.run, |_| true);
        let new = load(&after(&case.texts, &fixed(&case.texts))).desired;
        // What lives and is not declared may have the name already.
        let Ok(run) = plan_export(&live, &new) else { return Err(TestCaseError::reject("taken")) };
        let is_create = |step: &&realmform_model::Step| matches!(step.action, Action::Create { .. });
        prop_assert!(!run.plan.steps.iter().any(|step| is_create(&step)), "{}\n{}", shown(&run), case.told());
        let live = apply(&live, &run, |_| true);
        let again = plan_export(&live, &new).map_err(|findings| TestCaseError::fail(format!("{findings:#?}")))?;
        prop_assert!(again.plan.is_empty(), "{}\nafter\n{}\n{}", shown(&again), shown(&run), case.told());
    }
}
