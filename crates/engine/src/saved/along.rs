//! What a plan's deletions affect, in its file and back.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::address::AddressJson;
use crate::along::Fallen;
use crate::form;
use realmform_model::{Address, Body, Path};

#[derive(Deserialize)]
pub(super) struct AlongJson {
    #[serde(flatten)]
    address: AddressJson,
    before: Body,
    secrets: Vec<Vec<String>>,
    unkept: Vec<String>,
    renamed: Option<AddressJson>,
}

pub(super) fn read(along: Vec<AlongJson>) -> Result<BTreeMap<Address, Fallen>, String> {
    let along = along.into_iter().map(|it| {
        let secrets = it.secrets.into_iter().map(Path).collect();
        let renamed = it.renamed.map(AddressJson::address).transpose()?;
        Ok((it.address.address()?, Fallen { before: it.before, secrets, unkept: it.unkept, renamed }))
    });
    along.collect()
}

pub(super) fn write(along: &BTreeMap<Address, Fallen>) -> Value {
    let along = along.iter().map(|(address, fallen)| {
        let mut object = form::address(address);
        object.insert("before".into(), json!(fallen.before));
        object.insert("secrets".into(), fallen.secrets.iter().map(|path| json!(path.0)).collect());
        object.insert("unkept".into(), json!(fallen.unkept));
        object.insert("renamed".into(), json!(fallen.renamed.as_ref().map(form::address)));
        Value::Object(object)
    });
    along.collect()
}
