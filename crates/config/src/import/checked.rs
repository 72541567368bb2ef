//! What is about to be written, read back: what the loader refuses is left out before it stands in a file.

use std::sync::Arc;

use serde_json::Value;

use super::left_out::Found;
use super::piece::{Files, Piece};
use super::write;
use crate::fmt;
use crate::load::{ExtraFields, sources, veiled};
use realmform_model::{Body, Failure, Finding};

/// The files that declare the pieces, laid out. What does not load is taken out of the pieces, and told.
///
/// # Errors
/// The files cannot be loaded all the same.
pub(super) fn files(pieces: &mut Vec<Piece>, found: &mut Found) -> Result<Files, Failure> {
    let mut files = write::files(pieces.iter());
    if error(pieces, &files).is_some() {
        pieces.retain_mut(|piece| sift(piece, found));
        files = write::files(pieces.iter());
        if let Some(finding) = error(pieces, &files) {
            let message = format!("import cannot load what it made itself: {}; nothing was written", finding.message);
            return Err(Failure::input(message).help("please report this as a bug of realmform"));
        }
    }
    for text in files.values_mut() {
        // What cannot be laid out is still what it says.
        if let Ok(formatted) = fmt::format(text) {
            *text = formatted;
        }
    }
    Ok(files)
}

/// The first thing that is wrong with the files, or that is not in them.
fn error(pieces: &[Piece], files: &Files) -> Option<Finding> {
    let files = files.iter().map(|(path, text)| Arc::new(veiled(path, text.clone())));
    let loaded = sources(files.collect(), &ExtraFields::new());
    let is_lost = |piece: &&Piece| !loaded.desired.objects.contains_key(&piece.address);
    let lost = pieces
        .iter()
        .find(is_lost)
        .map(|piece| Finding::error("config/lost", format!("{} is not declared", piece.address)).on(&piece.address));
    loaded.findings.into_iter().find(Finding::is_error).or(lost)
}

fn loads(piece: &Piece, fields: Body) -> bool {
    let piece = Piece { fields, ..piece.clone() };
    let files = write::files([&piece]);
    error(&[piece], &files).is_none()
}

/// Takes out the fields that do not load; false where the object does not load without them either.
fn sift(piece: &mut Piece, found: &mut Found) -> bool {
    if loads(piece, piece.fields.clone()) {
        return true;
    }
    if !loads(piece, Body::new()) {
        found.object(&piece.address);
        return false;
    }
    let mut kept = Body::new();
    for (field, value) in &piece.fields {
        let with = |value: Value| {
            let mut fields = kept.clone();
            fields.insert(field.clone(), value);
            fields
        };
        if loads(piece, with(value.clone())) {
            kept = with(value.clone());
            continue;
        }
        // Of a table, what can stay stays.
        let mut inner = Body::new();
        for (key, entry) in value.as_object().into_iter().flatten() {
            let mut more = inner.clone();
            more.insert(key.clone(), entry.clone());
            if loads(piece, with(more.clone().into())) {
                inner = more;
            } else {
                found.field(&piece.address, &format!("{field}.{key}"));
            }
        }
        if !value.is_object() {
            found.field(&piece.address, field);
        } else if !inner.is_empty() {
            kept = with(inner.into());
        }
    }
    piece.fields = kept;
    true
}
