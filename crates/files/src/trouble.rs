//! Why a file is not read or written, in words that follow "cannot read x: ".

use std::io;
use std::io::ErrorKind;

use crate::allowed::SETTING;

/// Why a file is not read or written.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A link on its path leads out of the folder that is named here.
    #[error("it is a symbolic link that leads out of {0}")]
    LinkOut(String),
    /// Its path itself leads out.
    #[error("it is outside of {0}")]
    Outside(String),
    /// It is hidden, or a link to what is hidden: other programs keep settings and secrets there.
    #[error("it leads to a hidden file or directory")]
    Hidden,
    /// It is what the system makes of processes and devices; the folder.
    #[error("it leads to {0}, where the system shows processes and devices")]
    System(&'static str),
    /// A link leads to nothing.
    #[error("it is a symbolic link to a file that does not exist")]
    Dangling,
    /// It is no regular file; what it is.
    #[error("it is {0}, not a regular file")]
    Irregular(&'static str),
    /// It is larger than this many bytes.
    #[error("it is larger than {} MiB", .0 >> 20)]
    TooLarge(u64),
    /// It is no text.
    #[error("it is not UTF-8")]
    NotText,
    /// A file has the name of a lock, and is none.
    #[error("another program's file is in the way")]
    Foreign,
    /// What the system says.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Trouble {
    /// Whether there is simply nothing at this path.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Io(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
    }

    /// What to do, where the reason alone tells it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::LinkOut(_) | Self::Outside(_) => {
                Some(format!("move the file into the project, or allow the path with {SETTING}"))
            }
            Self::Hidden => Some(format!(
                "name a file that is not hidden, since hidden ones hold secrets of other programs, or allow this very path \
                 with {SETTING}"
            )),
            Self::System(_) => Some(format!("name another file, or allow this very path with {SETTING}")),
            Self::Dangling => Some("remove the link, or create the file that it leads to".to_owned()),
            Self::Irregular(_) => Some("replace it with a regular file".to_owned()),
            Self::TooLarge(_) => Some("split the file, or check whether it is the right one".to_owned()),
            Self::NotText => Some("save it as UTF-8".to_owned()),
            Self::Foreign => Some("move that file away, or rename it".to_owned()),
            Self::Io(_) => None,
        }
    }
}

impl From<Trouble> for io::Error {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Io(error) => error,
            Trouble::NotText => Self::new(ErrorKind::InvalidData, trouble),
            other => Self::other(other),
        }
    }
}
