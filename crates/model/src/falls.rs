//! What is deleted or changes when an object is deleted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an object takes along when it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fall {
    /// Users that have the role, or a role of the client.
    Users,
    /// Users that are in the group or in the organization.
    Members,
    /// Groups that have the role, or a role of the client.
    Groups,
    /// Roles that contain the role, or a role of the client.
    Composites,
    /// Clients that have the scope.
    Clients,
    /// Mappers elsewhere that name it; they stay, and work no more.
    Namings,
    /// Groups in a group.
    Subgroups,
    /// Roles of a client.
    ClientRoles,
    /// Protocol mappers of a client or a client scope.
    ProtocolMappers,
    /// Lookups that are in the type.
    Lookups,
    /// Lookups whose parent it is.
    Children,
    /// Sessions of users at the client.
    Sessions,
    /// Rows that the database deletes with a row.
    Rows,
    /// Rows that lose their reference to a row.
    References,
}

/// How many of each.
pub type Falls = BTreeMap<Fall, usize>;
