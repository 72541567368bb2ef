//! Builds the graph of holders from the linted objects.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::graph::{By, Edge, Holders, Id};
use crate::json::Json;
use crate::rule::{Subject, Subjects, config};
use realmform_kinds::names;
use realmform_model::Address;

/// Reads the graph. It takes a time in proportion to what is linted.
pub fn build(subjects: &Subjects) -> Holders {
    let mut builder = Builder { subjects, holders: Holders::default(), roles: HashMap::new() };
    for kind in [names::REALM_ROLE, names::CLIENT_ROLE] {
        subjects.of_kind(kind).for_each(|(_, role)| builder.composites(role));
    }
    subjects.of_kind(names::GROUP).for_each(|(address, group)| builder.group(address, group));
    subjects.of_kind(names::SERVICE_ACCOUNT).for_each(|(_, account)| builder.user(account));
    subjects.of_kind(names::USER).map(|(_, it)| it).for_each(|user| builder.user(user));
    subjects.of_kind(names::PROTOCOL_MAPPER).for_each(|(address, mapper)| builder.mapper(address, mapper));
    subjects
        .of_kind(names::IDENTITY_PROVIDER_MAPPER)
        .map(|(_, it)| it)
        .for_each(|mapper| builder.provider_mapper(mapper));
    subjects.of_kind(names::LDAP_MAPPER).for_each(|(_, mapper)| builder.directory_mapper(mapper));
    if let Some(realm) = subjects.realm() {
        builder.defaults(realm);
        builder.scope_mappings(realm);
    }
    let of_clients = subjects.of_kind(names::CLIENT).chain(subjects.of_kind(names::CLIENT_SCOPE));
    of_clients.for_each(|(_, holder)| builder.own_scope_mappings(holder));
    builder.scopes();
    builder.holders
}

struct Builder<'c, 'a> {
    subjects: &'c Subjects<'a>,
    holders: Holders,
    /// Roles by client and name, the client's being empty for a realm role: a name is made once for all who hold it.
    roles: HashMap<(&'c str, &'c str), Id>,
}

impl<'c, 'a> Builder<'c, 'a> {
    fn id(&mut self, name: &Address) -> Id {
        match self.holders.ids.get(name) {
            Some(id) => *id,
            None => self.add(name.clone()),
        }
    }

    fn add(&mut self, name: Address) -> Id {
        let holders = &mut self.holders;
        let id = Id(u32::try_from(holders.names.len()).unwrap_or(u32::MAX));
        let name = Arc::new(name);
        holders.names.push(Arc::clone(&name));
        holders.ids.insert(name, id);
        holders.out.push(Vec::new());
        holders.into.push(Vec::new());
        id
    }

    fn object(&mut self, address: Address) -> Id {
        let name = address;
        match self.holders.ids.get(&name) {
            Some(id) => *id,
            None => self.add(name),
        }
    }

    fn role(&mut self, client: &'c str, name: &'c str) -> Id {
        if let Some(id) = self.roles.get(&(client, name)) {
            return *id;
        }
        let address = if client.is_empty() { names::realm_role(name) } else { names::client_role(client, name) };
        let id = self.object(address);
        self.roles.insert((client, name), id);
        id
    }

    fn edge(&mut self, from: Id, to: Id, by: By) {
        let holders = &mut self.holders;
        let at = u32::try_from(holders.edges.len()).unwrap_or(u32::MAX);
        holders.edges.push(Edge { from, to, by });
        holders.out[from.0 as usize].push(at);
        holders.into[to.0 as usize].push(at);
    }

    /// The roles of a realm in one list, those of clients in lists by client.
    fn grants(&mut self, holder: &Address, realm: Option<&'c Json<'a>>, clients: Option<&'c Json<'a>>, by: By) {
        let realm_roles = realm.into_iter().flat_map(|list| list.items()).filter_map(Json::text);
        let of_clients = clients.into_iter().flat_map(|clients| clients.entries());
        let client_roles = of_clients.flat_map(|(client, list)| {
            list.items().iter().filter_map(move |name| Some((client.as_ref(), name.text()?)))
        });
        let mut from = None;
        for (client, name) in realm_roles.map(|name| ("", name)).chain(client_roles) {
            let from = *from.get_or_insert_with(|| self.id(holder));
            let to = self.role(client, name);
            self.edge(from, to, by);
        }
    }

    fn composites(&mut self, role: &'c Subject<'a>) {
        if let Some(composites) = role.get(&["composites"]) {
            self.grants(&role.name, composites.get("realm"), composites.get("client"), By::Composite);
        }
    }

    fn group(&mut self, address: &Address, group: &'c Subject<'a>) {
        self.grants(&group.name, group.get(&["realmRoles"]), group.get(&["clientRoles"]), By::Grant);
        if let Some(above) = address.parent.as_deref() {
            let (from, to) = (self.id(&group.name), self.object(above.clone()));
            self.edge(from, to, By::Above);
        }
    }

    fn user(&mut self, user: &'c Subject<'a>) {
        self.grants(&user.name, user.get(&["realmRoles"]), user.get(&["clientRoles"]), By::Grant);
        for group in user.texts(&["groups"]).filter_map(names::group) {
            let (from, to) = (self.id(&user.name), self.object(group));
            self.edge(from, to, By::Member);
        }
    }

    /// A role that a mapper gives to everybody who logs in to its client.
    fn mapper(&mut self, address: &Address, mapper: &'c Subject<'a>) {
        let gives = matches!(
            mapper.text(&["protocolMapper"]),
            Some("oidc-hardcoded-role-mapper" | "saml-hardcode-role-mapper")
        );
        let (true, Some(role), Some(owner)) = (gives, mapper.text(&["config", "role"]), address.parent.as_deref())
        else {
            return;
        };
        let role = self.qualified(role);
        let (owner, mapper, role) = (self.object(owner.clone()), self.id(&mapper.name), self.object(role));
        self.edge(owner, mapper, By::HasMapper);
        self.edge(mapper, role, By::Mapper);
    }

    fn provider_mapper(&mut self, mapper: &'c Subject<'a>) {
        let role = mapper.text(&["config", "role"]).filter(|role| !role.is_empty());
        let role = role.map(|role| self.qualified(role));
        let group = mapper.text(&["config", "group"]).and_then(names::group);
        for given in role.into_iter().chain(group) {
            let (from, to) = (self.id(&mapper.name), self.object(given));
            self.edge(from, to, By::Mapper);
        }
    }

    /// A role that a mapper gives to everybody who comes from the directory.
    fn directory_mapper(&mut self, mapper: &'c Subject<'a>) {
        if mapper.text(&["providerId"]) == Some("hardcoded-ldap-role-mapper")
            && let Some(role) = config::text(mapper, "role")
        {
            let role = self.qualified(role);
            let (from, to) = (self.id(&mapper.name), self.object(role));
            self.edge(from, to, By::Mapper);
        }
    }

    /// `client.role`, or a realm role. Keycloak's own clients are there, whether or not they are written down.
    fn qualified(&self, text: &str) -> Address {
        let is_client = |client: &str| {
            let client = names::client(client);
            self.subjects.is_known(&client) || realmform_kinds::is_built_in(&client, None)
        };
        realmform_kinds::reference::qualified_role(text, '.', &is_client)
    }

    /// What every new user gets. Before Keycloak 13 there was no default role: the realm and the clients listed theirs.
    fn defaults(&mut self, realm: &'c Subject<'a>) {
        let role = realm.text(&["defaultRole", "name"]);
        let of_realm = role.into_iter().chain(realm.texts(&["defaultRoles"])).map(|role| ("", role));
        let clients = self.subjects.of_kind(names::CLIENT);
        let of_clients = clients
            .flat_map(|(address, client)| client.texts(&["defaultRoles"]).map(|role| (address.name.as_str(), role)));
        for (client, role) in of_realm.chain(of_clients) {
            let (from, to) = (self.id(&realm.name), self.role(client, role));
            self.edge(from, to, By::Default);
        }
        for group in realm.texts(&["defaultGroups"]).filter_map(names::group) {
            let (from, to) = (self.id(&realm.name), self.object(group));
            self.edge(from, to, By::Default);
        }
    }

    /// Which roles clients and client scopes let into tokens.
    fn scope_mappings(&mut self, realm: &'c Subject<'a>) {
        let of_realm = realm.get(&["scopeMappings"]).map(|list| ("", list));
        let of_clients = realm.get(&["clientScopeMappings"]).into_iter().flat_map(|clients| clients.entries());
        for (client, list) in of_realm.into_iter().chain(of_clients.map(|(client, list)| (client.as_ref(), list))) {
            for mapping in list.items() {
                let scope = mapping.get("clientScope").and_then(Json::text).map(names::client_scope);
                let by = scope.or_else(|| mapping.get("client").and_then(Json::text).map(names::client));
                let Some(by) = by else { continue };
                let from = self.object(by);
                for role in mapping.list("roles").iter().filter_map(Json::text) {
                    let to = self.role(client, role);
                    self.edge(from, to, By::ScopeMapping);
                }
            }
        }
    }

    /// The same in files, where each client and client scope has its own.
    fn own_scope_mappings(&mut self, holder: &'c Subject<'a>) {
        if let Some(mappings) = holder.get(&["scopeMappings"]) {
            self.grants(&holder.name, mappings.get("realm"), mappings.get("client"), By::ScopeMapping);
        }
    }

    /// Clients that have scopes which give anything; all others would only be in the way.
    fn scopes(&mut self) {
        let is_scope = |name: &&Arc<Address>| name.kind == names::CLIENT_SCOPE;
        let giving: Vec<Arc<Address>> = self.holders.names.iter().filter(is_scope).cloned().collect();
        let giving: HashSet<&str> = giving.iter().map(|name| name.name.as_str()).collect();
        if giving.is_empty() {
            return;
        }
        for (_, client) in self.subjects.of_kind(names::CLIENT) {
            let scopes = client.texts(&["defaultClientScopes"]).chain(client.texts(&["optionalClientScopes"]));
            for scope in scopes.filter(|scope| giving.contains(scope)) {
                let (from, to) = (self.id(&client.name), self.object(names::client_scope(scope)));
                self.edge(from, to, By::HasScope);
            }
        }
    }
}
