//! An address in a plan's file.

use serde::Deserialize;

use realmform_kinds as kinds;
use realmform_model::{Address, KindName};

#[derive(Deserialize)]
pub(super) struct AddressJson {
    kind: String,
    names: Vec<String>,
    #[serde(rename = "in")]
    within: Option<String>,
}

impl AddressJson {
    pub(super) fn address(self) -> Result<Address, String> {
        let within = self.within.as_deref().map(kind).transpose()?;
        Address::of(kind(&self.kind)?, within, &self.names)
            .ok_or_else(|| format!("{} and {:?} do not form an address", self.kind, self.names))
    }
}

pub(super) fn kind(word: &str) -> Result<KindName, String> {
    kinds::named(word).ok_or_else(|| format!("unknown kind `{word}`"))
}
