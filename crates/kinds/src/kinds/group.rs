//! A group in its tree: attributes and role mappings. Its name is the last part of its path.

use serde_json::json;

use crate::kind::{Endpoint, Facts, Falling, Joins, Keys, Kind, Origin, Place, Renames, Seg, Shape, Sight, Waits};
use crate::names;
use crate::reference::{Names, Slot};
use crate::request::{
    EventPath, Events, Ids, Listing, Method, MissingId, Request, Tree, merged, role_mapping, segment,
};
use realmform_model::{Action, Address, Fall, Object, Step};

pub(super) struct Group;

static FACTS: Facts = Facts {
    name: names::GROUP,
    places: &[Place {
        toml: &["groups", "*"],
        export: &[Seg::Key("groups"), Seg::Tree("name", "subGroups")],
        address: |names| Address::in_tree(names::GROUP, names),
        names: |address| Some(address.names().into_iter().map(str::to_owned).collect()),
    }],
    keys: Keys::NAME,
    fields: &[
        ("description", Shape::Text),
        ("attributes", Shape::TextsMap),
        ("realmRoles", Shape::Texts),
        ("clientRoles", Shape::TextsMap),
    ],
    apart: &["id", "name", "path", "parentId", "subGroupCount", "subGroups", "access"],
    slots: &[
        Slot::link(&["realmRoles", "[]"], Names::Key(names::REALM_ROLE)),
        Slot::link(&["clientRoles", "*", "[]"], Names::ClientRole),
    ],
    secrets: &[],
    marks: Some(("attributes", Shape::TextsMap)),
    renames: Renames::InPlace,
    waits: Waits::NOTHING,
    falls: Falling {
        inside: Some(Fall::Subgroups),
        outside: Some(Fall::Groups),
        people: Fall::Members,
        is_kept: true,
        ..Falling::NOTHING
    },
    origin: |_, _| Origin::User,
    endpoint: Some(&Group),
};

/// Where the group is made: in the realm, or in the group above it.
fn collection(address: &Address, ids: &Ids) -> Result<String, MissingId> {
    match address.parent.as_deref() {
        Some(parent) => Ok(format!("/groups/{}/children", ids.at(parent)?)),
        None => Ok("/groups".to_owned()),
    }
}

impl Kind for Group {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Tried on 26.7.3.
    fn short(&self) -> &'static [&'static str] {
        &["description", "attributes"]
    }

    fn joins(&self) -> Joins {
        Joins::Added
    }
}

impl Endpoint for Group {
    fn listing(&self) -> Listing {
        // Counts of subgroups are nobody's to compare, and cost the server more than all the rest. A search for a blank finds
        // every group, whatever is in its name; a star does so on 26.7.3 and is a letter like others on 26.5.0.
        Listing::Tree(Tree {
            brief: "groups?search=%20&populateHierarchy=false&briefRepresentation=true&subGroupsCount=false",
            pages: "groups?search=%20&populateHierarchy=false&briefRepresentation=false&subGroupsCount=false",
            one: "groups/{id}",
        })
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        let address = &step.address;
        match &step.action {
            Action::Create { body, .. } => {
                let mut body = body.clone();
                body.insert("name".into(), json!(address.name));
                Ok(vec![Request::new(Method::Post, collection(address, ids)?, Some(body.into())).making(address)])
            }
            Action::Update { changes, renamed } => {
                // The name is required, an omitted description is cleared, present attributes replace all.
                let mut body = merged(live, changes);
                body.insert("name".into(), json!(address.name));
                body.retain(|key, _| key != "realmRoles" && key != "clientRoles");
                let id = ids.of(address)?;
                let mut requests = Vec::new();
                if renamed.as_ref().is_some_and(|it| it.from.parent != address.parent) {
                    // A group that is sent with its id moves; where it is there already, nothing happens.
                    let mut moved = body.clone();
                    moved.insert("id".into(), json!(id));
                    requests.push(Request::new(Method::Post, collection(address, ids)?, Some(moved.into())));
                }
                requests.push(Request::new(Method::Put, format!("/groups/{}", segment(id)), Some(body.into())));
                Ok(requests)
            }
            Action::Grant(link) => {
                let endpoint = format!("/groups/{}/role-mappings", ids.at(address)?);
                Ok(vec![role_mapping(Method::Post, &endpoint, link, ids)?])
            }
            Action::Revoke(link) => {
                let endpoint = format!("/groups/{}/role-mappings", ids.at(address)?);
                Ok(vec![role_mapping(Method::Delete, &endpoint, link, ids)?])
            }
            Action::Delete(_) => Ok(vec![Request::deletes(format!("/groups/{}", ids.at(address)?))]),
        }
    }

    fn events(&self) -> Option<Events> {
        Some(Events {
            types: &["GROUP", "REALM_ROLE_MAPPING", "CLIENT_ROLE_MAPPING"],
            part: Some("groups/"),
            at: |address, ids| {
                let Ok(id) = ids.of(address) else { return Vec::new() };
                let group = format!("groups/{id}");
                vec![EventPath::and_below(format!("{group}/role-mappings")), EventPath::at(group)]
            },
        })
    }

    fn lookup(&self, address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        let path: String = address.names().into_iter().map(|name| format!("/{}", segment(name))).collect();
        Ok(format!("/group-by-path{path}"))
    }

    fn sight(&self) -> Sight {
        Sight::Named
    }

    fn users(&self, address: &Address, ids: &Ids) -> Option<String> {
        Some(format!("groups/{}/members", ids.at(address).ok()?))
    }
}
