//! Files for one target, such as `clients.prod.toml`: what they say is laid over what the other files declare.

use std::path::Path as FilePath;
use std::sync::Arc;

use super::view::View;
use realmform_model::words::{did_you_mean, listed};
use realmform_model::{Declared, Finding, Path, Source, Span, path};

/// The files of a view, in order.
#[derive(Default)]
pub(super) struct Layers {
    /// For every target.
    pub base: Vec<Arc<Source>>,
    /// For the view's target.
    pub over: Vec<Arc<Source>>,
    /// Files for no target that there is.
    pub findings: Vec<Finding>,
}

/// Sorts the files; those of other targets are left out.
pub(super) fn layers(files: Vec<Arc<Source>>, view: &View) -> Layers {
    let mut layers = Layers::default();
    for file in files {
        let named = view.target.as_deref().zip(target_of(&file.path).map(str::to_owned));
        match named {
            None => layers.base.push(file),
            Some((target, of)) if of == target => layers.over.push(file),
            Some((_, of)) if view.targets.contains(&of) => {}
            Some((_, of)) => layers.findings.push(nobody(&file, &of, view)),
        }
    }
    layers
}

/// The target that a file's name names: what stands between its last two dots.
pub fn target_of(path: &FilePath) -> Option<&str> {
    let (base, target) = path.file_stem()?.to_str()?.rsplit_once('.')?;
    (!base.is_empty()).then_some(target)
}

fn nobody(file: &Arc<Source>, target: &str, view: &View) -> Finding {
    let known = || view.targets.iter().map(String::as_str);
    let shown = file.path.display();
    let message = format!("`{shown}` is for the unknown target `{target}`{}", did_you_mean(target, known()));
    let joined = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let joined = joined.replacen(&format!(".{target}."), &format!("-{target}."), 1);
    let help = format!(
        "a name before `.toml` after a dot is that of the only target that reads the file ({}); rename the file to \
         `{joined}` if it is for every target",
        listed(known())
    );
    Finding::error("config/unknown-target", message).at(&Span::of(file, 0..0)).help(help)
}

/// Lays a declaration over another one, field by field: it wins, and an empty table is empty.
pub(super) fn lay(base: &mut Declared, over: Declared) {
    for path in path::lay(&mut base.body, over.body) {
        let is_below = |other: &Path| other.0.len() > path.0.len() && other.0.starts_with(&path.0);
        base.spans.retain(|other, _| !is_below(other));
        base.secrets.retain(|other, _| !is_below(other));
    }
    base.spans.extend(over.spans);
    base.secrets.extend(over.secrets);
    base.complete.extend(over.complete);
    if base.implied {
        base.span = over.span;
        base.implied = over.implied;
    }
}
