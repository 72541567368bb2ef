//! Writes projects of three sizes: one deterministic function, so that every run and every tool meets the same realm.

use std::fmt::Write;

use crate::support::Project;

/// How many objects of each kind a realm has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub name: &'static str,
    pub clients: usize,
    pub client_roles: usize,
    pub realm_roles: usize,
    /// In trees of ten: one, its three children, and two below each.
    pub groups: usize,
    pub scopes: usize,
}

pub(super) const SIZES: [Size; 3] = [
    Size { name: "S", clients: 20, client_roles: 60, realm_roles: 40, groups: 60, scopes: 10 },
    Size { name: "M", clients: 200, client_roles: 800, realm_roles: 300, groups: 500, scopes: 40 },
    Size { name: "L", clients: 1000, client_roles: 4000, realm_roles: 1000, groups: 2000, scopes: 100 },
];

/// The files of the whole project.
pub(super) fn files(size: Size) -> Vec<(&'static str, String)> {
    vec![
        ("realmform.toml", "schema = 1\n".to_owned()),
        ("realm/realm.toml", "[realm]\ndisplayName = \"Measured\"\nenabled = true\n".to_owned()),
        ("realm/scopes.toml", scopes(size)),
        ("realm/clients.toml", clients(size)),
        ("realm/client-roles.toml", client_roles(size)),
        ("realm/realm-roles.toml", realm_roles(size)),
        ("realm/groups.toml", groups(size)),
    ]
}

/// Declares one client with one changed field beside the rest: the smallest change that there is.
pub(super) fn change_one_attribute(project: &Project, size: Size, run: usize) {
    let old = "description = \"Client number 7\"";
    let clients = clients(size);
    assert!(clients.contains(old), "the generator writes the field that is changed");
    project.file("realm/clients.toml", &clients.replace(old, &format!("description = \"Changed by run {run}\"")));
}

fn client(index: usize, size: Size) -> String {
    format!("client-{:04}", index % size.clients)
}

/// The clients' roles are dealt out in turn; this is the `index`th of all.
fn client_role(index: usize, size: Size) -> (String, String) {
    let index = index % size.client_roles;
    (client(index, size), format!("area-{}:use", index / size.clients))
}

fn realm_role(index: usize, size: Size) -> String {
    format!("role-{:04}", index % size.realm_roles)
}

fn scopes(size: Size) -> String {
    let mut toml = String::new();
    for index in 0..size.scopes {
        let _ = write!(
            toml,
            "[clientScopes.scope-{index:03}]\ndescription = \"Scope number {index}\"\nprotocol = \"openid-connect\"\n\
             attributes.\"include.in.token.scope\" = \"true\"\n\n"
        );
    }
    toml
}

fn clients(size: Size) -> String {
    let mut toml = String::new();
    for index in 0..size.clients {
        let name = client(index, size);
        let _ = write!(
            toml,
            "[clients.{name}]\nname = \"Client {index}\"\ndescription = \"Client number {index}\"\nenabled = true\n\
             fullScopeAllowed = false\ndefaultClientScopes = [\"basic\", \"roles\", \"scope-{:03}\"]\n",
            index % size.scopes
        );
        // Two of five: 40 %.
        if index % 5 < 2 {
            toml.push_str("publicClient = false\nstandardFlowEnabled = false\nserviceAccountsEnabled = true\n");
            let (owner, role) = client_role(index + 1, size);
            let _ = writeln!(toml, "serviceAccount.clientRoles.{owner} = [\"{role}\"]");
        } else {
            let _ = write!(
                toml,
                "publicClient = true\nstandardFlowEnabled = true\nrootUrl = \"https://{name}.example.com\"\n\
                 redirectUris = [\"https://{name}.example.com/*\", \"http://localhost:3000/*\"]\nwebOrigins = [\"+\"]\n"
            );
        }
        if index % 3 == 0 {
            toml.push_str("attributes.\"pkce.code.challenge.method\" = \"S256\"\n");
        }
        if index % 4 == 0 {
            let _ = write!(
                toml,
                "[clients.{name}.protocolMappers.audience]\nprotocol = \"openid-connect\"\n\
                 protocolMapper = \"oidc-audience-mapper\"\nconfig.\"included.client.audience\" = \"{}\"\n\
                 config.\"access.token.claim\" = \"true\"\n",
                client(index + 1, size)
            );
        }
        toml.push('\n');
    }
    toml
}

fn client_roles(size: Size) -> String {
    let mut toml = String::new();
    for index in 0..size.client_roles {
        let (owner, role) = client_role(index, size);
        let _ = writeln!(toml, "[roles.client.{owner}.\"{role}\"]\ndescription = \"Use area {index}\"\n");
    }
    toml
}

fn realm_roles(size: Size) -> String {
    let mut toml = String::new();
    for index in 0..size.realm_roles {
        let _ = writeln!(
            toml,
            "[roles.realm.{}]\ndescription = \"Role number {index}\"\nattributes.team = [\"team-{}\"]",
            realm_role(index, size),
            index % 7
        );
        // A fifth is composite, of what is not.
        if index % 5 == 0 {
            let (owner, role) = client_role(index, size);
            let _ = writeln!(
                toml,
                "composites.realm = [\"{}\", \"{}\"]\ncomposites.client.{owner} = [\"{role}\"]",
                realm_role(index + 1, size),
                realm_role(index + 2, size)
            );
        }
        toml.push('\n');
    }
    toml
}

fn groups(size: Size) -> String {
    let mut toml = String::new();
    for index in 0..size.groups {
        let tree = index / 10;
        let path = match index % 10 {
            0 => format!("/tree-{tree:03}"),
            child @ 1..=3 => format!("/tree-{tree:03}/part-{child}"),
            leaf => format!("/tree-{tree:03}/part-{}/team-{}", (leaf - 4) / 2 + 1, leaf % 2),
        };
        let _ = writeln!(toml, "[groups.\"{path}\"]\nattributes.site = [\"site-{}\"]", index % 11);
        if index % 2 == 0 {
            let _ = writeln!(toml, "realmRoles = [\"{}\"]", realm_role(index, size));
        }
        let (owner, role) = client_role(index * 3, size);
        let _ = writeln!(toml, "clientRoles.{owner} = [\"{role}\"]\n");
    }
    toml
}
