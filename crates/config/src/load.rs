//! Loading: folders of TOML become what the project desires, and every field keeps its place.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use toml_edit::Document;

use realmform_kinds as kinds;
use realmform_kinds::lookup_roles::expand;
use realmform_model::rows::RowTable;
use realmform_model::{Address, Declared, Desired, Finding, Form, LookupRoles, Source, Span};

pub(crate) mod complete;
pub mod entry;
mod extra;
mod field;
pub mod files;
pub mod hidden;
pub(crate) mod lookup_roles;
pub mod moved;
mod overlay;
mod replaced;
pub mod secret;
pub mod tables;
#[cfg(test)]
mod tests;
mod twice;
pub mod values;
mod veiled;
mod view;
mod walk;

use overlay::{Layers, layers};
use tables::Csvs;
use walk::Page;

pub use extra::ExtraFields;
pub use files::read;
pub use overlay::target_of;
pub use veiled::veiled;
pub use view::View;

/// What the files say, and all that is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// What the files declare.
    pub desired: Desired,
    /// What is wrong with them.
    pub findings: Vec<Finding>,
}

/// Reads every `*.toml` in and below the folders, which are relative to `root`. A folder may be missing.
pub fn folder(root: &Path, folders: &[&str], view: &View) -> Loaded {
    let (files, unreadable) = files::read_with_rows(root, folders);
    let mut loaded = viewed(files, view);
    loaded.findings.splice(0..0, unreadable);
    if loaded.findings.is_empty() && loaded.desired.is_empty() {
        let folders: Vec<_> = folders.iter().map(|folder| format!("`{folder}/`")).collect();
        let message =
            format!("nothing is declared: {} of `{}` contain no declarations", folders.join(" and "), root.display());
        loaded
            .findings
            .push(Finding::error("config/nothing-declared", message).help(
                "declare something, such as `[clients.NAME]` in `realm/clients.toml`, or run `realmform import`",
            ));
    }
    loaded
}

/// The contents of the files, in order, as they stand. A secret in a file is kept masked.
pub fn sources(files: Vec<Arc<Source>>, extra: &ExtraFields) -> Loaded {
    viewed(files, &View::plain(extra))
}

/// The same as one target has it: with its values, its overlays over what the other files say, and the roles that come from
/// lookups.
pub fn viewed(files: Vec<Arc<Source>>, view: &View) -> Loaded {
    let mut loaded = as_written(files, view);
    let is_whole = !loaded.findings.iter().any(Finding::is_error);
    let from_files = loaded.desired.lookup_roles.as_ref().is_some_and(|roles| !roles.needs_database());
    // Half a catalogue would make half of the roles.
    if is_whole && from_files {
        loaded.findings.extend(expand(&mut loaded.desired, &BTreeMap::new()));
    }
    loaded
}

/// The same without the roles that come from lookups: nothing but what is written down.
pub fn as_written(files: Vec<Arc<Source>>, view: &View) -> Loaded {
    let (rows, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| files::has_rows(&file.path));
    let rows: Csvs = rows.into_iter().map(|file| (file.path.clone(), file)).collect();
    let Layers { base, over, findings } = layers(files, view);
    let mut loaded = Loaded { findings, ..Loaded::default() };
    let room = values::Room::default();
    // Each is read by itself; what they say together is put together in their order.
    let pages = |files: Vec<Arc<Source>>| -> Vec<Page> {
        files.into_par_iter().map(|file| page(&file, view, &rows, &room)).collect()
    };
    let (base, over) = (pages(base), pages(over));
    if let Some(finding) = room.overflow(&view.values) {
        // Which files still had room is chance.
        loaded.findings.push(finding);
        return loaded;
    }
    base.into_iter().for_each(|page| add(&mut loaded, page));
    let mut overlaid = Loaded::default();
    over.into_iter().for_each(|page| add(&mut overlaid, page));
    lay(&mut loaded, overlaid);
    imply_trees(&mut loaded.desired.objects);
    loaded
}

/// Adds what a file says to what files of the same layer said before.
fn add(loaded: &mut Loaded, mut page: Page) {
    loaded.findings.append(&mut page.findings);
    loaded.desired.moves.append(&mut page.moves);
    page.tables.into_iter().for_each(|table| declare_table(loaded, table));
    from_lookups(loaded, page.lookup_roles);
    page.objects.into_iter().for_each(|(address, declared)| declare(loaded, address, declared));
}

/// Lays what the overlays say over what the other files say.
fn lay(loaded: &mut Loaded, over: Loaded) {
    loaded.findings.extend(over.findings);
    loaded.desired.moves.extend(over.desired.moves);
    match (&mut loaded.desired.lookup_roles, over.desired.lookup_roles) {
        (Some(base), Some(over)) => base.lay(over),
        (base, over) => *base = base.take().or(over),
    }
    if let Some(roles) = &loaded.desired.lookup_roles {
        lookup_roles::check(roles, &mut loaded.findings);
    }
    for (address, over) in over.desired.objects {
        match loaded.desired.objects.get_mut(&address) {
            Some(base) => {
                overlay::lay(base, over);
                twice::check(kinds::of(address.kind), base, &mut loaded.findings);
            }
            None => drop(loaded.desired.objects.insert(address, over)),
        }
    }
    for (name, over) in over.desired.tables {
        match loaded.desired.tables.get_mut(&name) {
            Some(base) => loaded.findings.extend(tables::lay(base, &over).err().map(|finding| *finding)),
            None => drop(loaded.desired.tables.insert(name, over)),
        }
    }
}

fn page(file: &Arc<Source>, view: &View, rows: &Csvs, room: &values::Room) -> Page {
    match Document::parse(file.text.as_str()) {
        Ok(document) => {
            let has_values = file.text.contains("${");
            let file = &secret::blotted(file, &hidden::in_file(&file.text, document.as_table()));
            let mut found = Vec::new();
            let values = has_values.then_some(&view.values);
            let replaced =
                values.and_then(|values| values::replace(file, document.as_table(), values, room, &mut found));
            let table = replaced.as_ref().unwrap_or_else(|| document.as_table());
            let mut page = walk::page(file, table, &view.extra, rows);
            if !page.clear.is_empty() {
                let blotted = secret::blotted(file, &page.clear);
                page = walk::page(&blotted, table, &view.extra, rows);
                found.iter_mut().filter_map(|it| it.span.as_mut()).for_each(|span| span.source = Arc::clone(&blotted));
            }
            page.findings.append(&mut found);
            page.findings.sort_by_key(|finding| finding.span.as_ref().map(|span| span.offset));
            page
        }
        Err(error) => Page { findings: vec![syntax(file, &error)], ..Page::default() },
    }
}

/// Toml's own words on what it could not read.
pub fn syntax(file: &Arc<Source>, error: &toml_edit::TomlError) -> Finding {
    let mut at = error.span().unwrap_or_default();
    at.end = at.end.min(file.text.len());
    at.start = at.start.min(at.end);
    let mut message = error.message().to_owned();
    if let (true, Some(key)) = (message == "duplicate key", file.text.get(at.clone())) {
        message = format!("duplicate key `{key}`: a file can define each table and key only once");
    }
    let source = secret::blotted(file, &hidden::values(&file.text));
    Finding::error("config/toml-syntax", format!("invalid TOML: {message}"))
        .at(&Span { source, offset: at.start, length: at.len() })
        .help("fix the syntax here. The rest of this file is not read until then")
}

fn from_lookups(loaded: &mut Loaded, roles: Option<LookupRoles>) {
    let Some(roles) = roles else { return };
    match &loaded.desired.lookup_roles {
        Some(first) => loaded.findings.push(
            Finding::error("config/declared-twice", format!("`[{}]` is declared twice", lookup_roles::KEY))
                .at(&roles.span)
                .help("merge both tables into one")
                .and_at("first declared here", &first.span),
        ),
        None => loaded.desired.lookup_roles = Some(roles),
    }
}

fn declare(loaded: &mut Loaded, address: Address, declared: Declared) {
    if let Some(first) = loaded.desired.objects.get(&address) {
        loaded.findings.push(
            Finding::error("config/declared-twice", format!("`{address}` is declared twice"))
                .at(&declared.span)
                .on(&address)
                .help("merge both declarations into one")
                .and_at("first declared here", &first.span),
        );
        return;
    }
    loaded.desired.objects.insert(address, declared);
}

fn declare_table(loaded: &mut Loaded, table: RowTable) {
    if let Some(first) = loaded.desired.tables.get(&table.name) {
        let message = format!("`tables.{}` is declared twice", table.name);
        let finding = Finding::error("config/declared-twice", message).at(&table.span);
        loaded
            .findings
            .push(finding.help("merge both declarations into one").and_at("first declared here", &first.span));
        return;
    }
    loaded.desired.tables.insert(table.name.clone(), table);
}

/// An object of a tree implies those above it, as a group does.
fn imply_trees(objects: &mut BTreeMap<Address, Declared>) {
    let in_trees: Vec<_> = objects
        .iter()
        .filter(|(address, _)| address.kind.form() == Form::Path)
        .map(|(address, declared)| (address.clone(), declared.span.clone()))
        .collect();
    for (address, span) in in_trees {
        for above in address.lineage().skip(1) {
            objects.entry(above.clone()).or_insert_with(|| Declared {
                span: span.clone(),
                implied: true,
                ..Declared::default()
            });
        }
    }
}
