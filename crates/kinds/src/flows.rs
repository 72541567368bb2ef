//! Authentication flows by alias: the realm's bindings are aliases already, those of clients are ids at the server, which
//! differ from server to server.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::names;
use realmform_model::address::of_kind;
use realmform_model::{Address, Body, Desired, Live};

/// A client's own flows, by what they are for.
pub(crate) const OVERRIDES: &str = "authenticationFlowBindingOverrides";

/// Where an export has them.
pub const SECTION: &str = "authenticationFlows";

/// The flows that Keycloak makes in every realm and that a field can bind.
pub const BUILT_IN: &[&str] =
    &["browser", "clients", "direct grant", "docker auth", "first broker login", "registration", "reset credentials"];

/// Whether somebody made a flow, or changed one of these that Keycloak makes. What is inside an own flow counts with it.
pub fn is_own(flow: &Value, made_by_keycloak: &[Value]) -> bool {
    let is_on = |key: &str| flow.get(key) == Some(&Value::Bool(true));
    match is_on("builtIn") {
        true => made_by_keycloak.iter().any(|it| it.get("alias") == flow.get("alias")),
        false => is_on("topLevel"),
    }
}

/// Names the flows of live clients by their aliases.
pub fn by_alias(live: &mut Live) {
    let aliases = aliases(live);
    for (_, object) in live.objects.iter_mut().filter(|(address, _)| address.kind == names::CLIENT) {
        each_override(&mut object.body, |flow| aliases.get(flow).cloned());
    }
}

/// Names the flows of declared clients by their aliases: files of old have ids.
pub fn declared_by_alias(desired: &mut Desired, live: &Live) {
    let aliases = aliases(live);
    for (_, declared) in desired.objects.iter_mut().filter(|(address, _)| address.kind == names::CLIENT) {
        each_override(&mut declared.body, |flow| aliases.get(flow).cloned());
    }
}

/// Names the flows of a client by their aliases in its export.
pub(crate) fn gather(export: &Value, client: &mut Body) {
    each_override(client, |id| text(flow_with(export, "id", id)?, "alias"));
}

/// The way back.
pub(crate) fn scatter(export: &Value, client: &mut Body) {
    each_override(client, |alias| text(flow_with(export, "alias", alias)?, "id"));
}

/// Names the flows of a client by their ids, where these are known.
pub(crate) fn by_id(client: &mut Body, id: impl Fn(&Address) -> Option<String>) {
    each_override(client, |flow| id(&address(flow)));
}

/// The flows that a client names.
pub(crate) fn named_by(client: &Body) -> impl Iterator<Item = Address> {
    let overrides = client.get(OVERRIDES).and_then(Value::as_object).into_iter().flatten();
    overrides.filter_map(|(_, flow)| flow.as_str()).filter(|flow| !flow.is_empty()).map(address)
}

fn address(alias: &str) -> Address {
    Address::top(names::FLOW, alias)
}

/// The alias of each id.
fn aliases(live: &Live) -> BTreeMap<String, String> {
    let flows = of_kind(&live.objects, names::FLOW);
    flows.filter_map(|(address, flow)| Some((flow.id.clone()?, address.name.clone()))).collect()
}

fn flow_with<'e>(export: &'e Value, key: &str, value: &str) -> Option<&'e Value> {
    let mut flows = export.get(SECTION)?.as_array()?.iter();
    flows.find(|flow| flow.get(key).and_then(Value::as_str) == Some(value))
}

fn text(flow: &Value, key: &str) -> Option<String> {
    flow.get(key)?.as_str().map(str::to_owned)
}

fn each_override(client: &mut Body, change: impl Fn(&str) -> Option<String>) {
    for flow in client.get_mut(OVERRIDES).and_then(Value::as_object_mut).into_iter().flat_map(|all| all.values_mut()) {
        if let Some(changed) = flow.as_str().and_then(&change) {
            *flow = changed.into();
        }
    }
}
