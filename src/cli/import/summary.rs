//! What an import says when it is done: for a terminal, for programs, and in the project itself.

use std::path::Path;

use serde_json::{Value, json};

use realmform_config::import::Imported;
use realmform_model::escape;
use realmform_model::words::counted;

/// What an import did.
pub(super) struct Summary<'a> {
    pub imported: &'a Imported,
    pub out: &'a Path,
    /// Whether the files were written.
    pub written: bool,
}

impl Summary<'_> {
    /// For a terminal.
    pub(super) fn text(&self) -> String {
        let Self { imported, out, written } = self;
        let mut text = String::new();
        if *written {
            text.push_str(&format!("Wrote {} to {}:\n", counted(imported.objects, "object"), out.display()));
            imported.files.keys().for_each(|file| text.push_str(&format!("  {file}\n")));
        }
        if imported.built_in > 0 {
            let objects = counted(imported.built_in, "built-in object");
            text.push_str(&format!("Skipped {objects} of Keycloak; add --all to include everything.\n"));
        }
        if imported.secrets > 0 {
            let secrets = counted(imported.secrets, "secret");
            text.push_str(&format!("Skipped {secrets}: secrets are never written to TOML files.\n"));
        }
        let (left_out, unseen) = lines(imported);
        if !left_out.is_empty() {
            text.push_str("Left out, because realmform cannot declare it:\n");
            left_out.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        if !unseen.is_empty() {
            text.push_str("Not checked, because this account cannot read it:\n");
            unseen.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        text
    }

    /// For programs.
    pub(super) fn json(&self) -> String {
        let Self { imported, out, written } = self;
        let files: Vec<&String> = if *written { imported.files.keys().collect() } else { Vec::new() };
        let left_out = imported
            .left_out
            .iter()
            .map(|it| json!({"section": it.section, "count": it.count, "names": it.names}))
            .collect::<Value>();
        let json = json!({
            "out": out.display().to_string(),
            "files": files,
            "objects": imported.objects,
            "builtIn": imported.built_in,
            "secrets": imported.secrets,
            "leftOut": left_out,
            "notChecked": imported.unseen,
        });
        escape::json(&format!("{json:#}\n"))
    }
}

/// The comment at the head of the project; empty where nothing is left out.
pub(super) fn comment(imported: &Imported) -> String {
    let mut text = String::new();
    let (left_out, unseen) = lines(imported);
    let mut part = |title: &str, lines: &[String]| {
        if !lines.is_empty() {
            text.push_str(&format!("# {title}\n"));
            lines.iter().for_each(|line| text.push_str(&format!("# - {line}\n")));
            text.push('\n');
        }
    };
    part("`realmform import` left out what realmform cannot declare:", &left_out);
    part("`realmform import` could not check what its account cannot read:", &unseen);
    text
}

fn lines(imported: &Imported) -> (Vec<String>, Vec<String>) {
    let left_out = imported.left_out.iter().map(ToString::to_string).collect();
    (left_out, imported.unseen.iter().map(|line| escape::line(line)).collect())
}
