//! Counts what is deleted or changes when an object is deleted, over the whole live state.

use std::collections::{BTreeMap, BTreeSet};

use realmform_kinds as kinds;
use realmform_kinds::reference::{client_ids, references};
use realmform_model::{Address, Fall, Falls, Live};

/// What falls with each of the objects as far as the document has it: all of it for an export and a database. Of a live
/// Keycloak only it knows the users.
pub fn in_document(live: &Live, deleted: &BTreeSet<Address>) -> BTreeMap<Address, Falls> {
    let clients = client_ids(live.objects.keys());
    let gone = |target: &Address| target.lineage().find(|it| deleted.contains(*it)).cloned();
    let mut falls: BTreeMap<Address, Falls> = deleted.iter().map(|address| (address.clone(), Falls::new())).collect();
    let mut count = |gone: &Address, fall: Fall| {
        if let Some(falls) = falls.get_mut(gone) {
            *falls.entry(fall).or_default() += 1;
        }
    };
    // Whatever an object names of what goes, and however often, it is one that loses it.
    let distinct = |names: &mut dyn Iterator<Item = &Address>| names.filter_map(gone).collect::<BTreeSet<Address>>();
    for (holder, object) in &live.objects {
        if deleted.contains(holder) {
            continue;
        }
        if let Some(above) = gone(holder) {
            kinds::of(holder.kind).falls().inside.into_iter().for_each(|fall| count(&above, fall));
            continue;
        }
        let kind = kinds::of(holder.kind);
        for named in kind.people(&object.body) {
            for lost in distinct(&mut named.iter()) {
                count(&lost, kinds::of(lost.kind).falls().people);
            }
        }
        if let Some(fall) = kind.falls().outside {
            let names = references(kind.slots(), &object.body, &|client| clients.contains(client));
            distinct(&mut names.iter().map(|it| &it.target)).iter().for_each(|lost| count(lost, fall));
        }
    }
    falls
}
