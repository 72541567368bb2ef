//! Which role has which permission, through other roles too.

/// Roles beside permissions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// What it is of: the files, or a target.
    pub of: String,
    /// The roles, which are the columns.
    pub roles: Vec<String>,
    /// The permissions, which are the rows, in groups of what belongs together.
    pub groups: Vec<Group>,
}

/// Permissions of one module, or of one client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub name: String,
    /// The permissions.
    pub rows: Vec<Row>,
}

/// A permission, and who has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The permission.
    pub name: String,
    /// By role, in the order of the columns.
    pub cells: Vec<Held>,
}

/// How a role has a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// It does not have it.
    No,
    /// It is one of its composites.
    Direct,
    /// One of the roles that it contains has it.
    Inherited,
}

impl Matrix {
    /// All rows, whatever group they are in.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|group| &group.rows)
    }
}
