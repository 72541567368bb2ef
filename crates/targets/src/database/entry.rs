//! What a step sets, from a body or from changes: columns, labels and a parent.

use std::collections::BTreeMap;

use serde_json::Value;

use super::mapping::{PlainColumn, VALUE, value_in};
use realmform_model::{Address, Body, Change, Delta, Failure, Path};

/// A type or value with what is set in its row.
#[derive(Debug)]
pub(super) struct RowEntry {
    /// The step that it belongs to.
    pub step: usize,
    pub address: Address,
    pub fields: BTreeMap<PlainColumn, Option<String>>,
    /// By language; `None` takes the label away.
    pub labels: BTreeMap<String, Option<String>>,
    /// The value above; `None` takes it away. Absent where nothing is said about it.
    pub parent: Option<Option<Address>>,
    /// Changes within the metadata.
    pub within: Vec<(Path, Option<Value>)>,
    /// Marks of ownership; `None` takes one away.
    pub marks: BTreeMap<String, Option<String>>,
}

impl RowEntry {
    fn new(step: usize, address: &Address) -> Self {
        Self {
            step,
            address: address.clone(),
            fields: BTreeMap::new(),
            labels: BTreeMap::new(),
            parent: None,
            within: Vec::new(),
            marks: BTreeMap::new(),
        }
    }

    /// All that a new object has.
    pub(super) fn created(step: usize, address: &Address, body: &Body) -> Result<Self, Failure> {
        let mut entry = Self::new(step, address);
        for (key, value) in body {
            entry.set(&Path::of(&[key]), None, Some(value))?;
        }
        Ok(entry)
    }

    /// What changes in an object.
    pub(super) fn changed(step: usize, address: &Address, changes: &[Change]) -> Result<Self, Failure> {
        let mut entry = Self::new(step, address);
        for change in changes {
            match &change.delta {
                Delta::Value { before, after } => entry.set(&change.path, before.as_ref(), after.as_ref())?,
                Delta::Set { after, .. } => entry.set(&change.path, None, Some(&Value::Array(after.clone())))?,
                Delta::Secret | Delta::UnseenSecret => {
                    return Err(entry.unfit(&change.path, "a database holds no secrets"));
                }
            }
        }
        Ok(entry)
    }

    fn set(&mut self, path: &Path, before: Option<&Value>, after: Option<&Value>) -> Result<(), Failure> {
        let keys = path.0.iter().map(String::as_str).collect::<Vec<_>>();
        let is_value = self.address.kind == VALUE;
        match (&keys[..], after) {
            (["label"], after) => {
                for language in before.and_then(Value::as_object).into_iter().flat_map(Body::keys) {
                    self.labels.insert(language.clone(), None);
                }
                for (language, label) in after.and_then(Value::as_object).into_iter().flatten() {
                    let label = label.as_str().ok_or_else(|| self.unfit(path, "a label must be a string"))?;
                    self.labels.insert(language.clone(), Some(label.to_owned()));
                }
            }
            (["label", language], Some(Value::String(label))) => {
                self.labels.insert((*language).to_owned(), Some(label.clone()));
            }
            (["label", language], None) => _ = self.labels.insert((*language).to_owned(), None),
            (["attributes"], Some(Value::Object(marks))) => {
                for (mark, value) in marks {
                    self.marks.insert(mark.clone(), value.as_str().map(str::to_owned));
                }
            }
            (["attributes", mark], value) => {
                let text = value.and_then(Value::as_str).filter(|text| !text.is_empty());
                self.marks.insert((*mark).to_owned(), text.map(str::to_owned));
            }
            (["parent"], Some(Value::String(parent))) if is_value => {
                let (owner, code) = parent
                    .split_once('/')
                    .ok_or_else(|| self.unfit(path, "a parent must be written as `type/code`"))?;
                self.parent = Some(Some(value_in(owner, code)));
            }
            (["parent"], None) if is_value => self.parent = Some(None),
            (["metadata", _, ..], after) if is_value => self.within.push((path.clone(), after.cloned())),
            ([key], after) => {
                let field = PlainColumn::of(key).filter(|field| is_value || *field == PlainColumn::Description);
                let field = field.ok_or_else(|| self.unfit(path, "no column holds it"))?;
                let value = match (field, after) {
                    (field, None) => field.default().map(str::to_owned),
                    (PlainColumn::Description, Some(Value::String(text))) => Some(text.clone()),
                    (PlainColumn::Sort, Some(sort)) if sort.is_i64() => Some(sort.to_string()),
                    (PlainColumn::Active, Some(Value::Bool(active))) => Some(u8::from(*active).to_string()),
                    (PlainColumn::Metadata, Some(metadata)) => Some(metadata.to_string()),
                    _ => return Err(self.unfit(path, "the value does not have the type of its column")),
                };
                self.fields.insert(field, value);
            }
            _ => return Err(self.unfit(path, "no column holds it")),
        }
        Ok(())
    }

    /// Makes the changes within the metadata that is there now.
    pub(super) fn merge_metadata(&mut self, current: Option<&str>) {
        let current = current.and_then(|text| serde_json::from_str(text).ok());
        let mut body = Body::new();
        body.extend(current.map(|metadata: Value| ("metadata".to_owned(), metadata)));
        for (path, value) in self.within.drain(..) {
            path.set(&mut body, value);
        }
        self.fields.insert(PlainColumn::Metadata, body.get("metadata").map(Value::to_string));
    }

    fn unfit(&self, path: &Path, why: &str) -> Failure {
        Failure::input(format!("cannot store `{path}`: {why}"))
    }
}
