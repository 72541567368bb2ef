//! What a server's realm has beyond the document: read for an import alone, to say what it leaves out.

use crate::path::Body;

/// The rest of a realm on a server.
#[derive(Clone, Debug, Default)]
pub struct Rest {
    /// Sections as an export has them: identity providers, flows, components.
    pub sections: Body,
    /// How many users there are, without service accounts.
    pub users: usize,
    /// What this account may not see, each with the role that it lacks.
    pub unseen: Vec<String>,
}
