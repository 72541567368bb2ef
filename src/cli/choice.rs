//! `--only`, `--except`, `--allow-deletes` and `--rotate`: which objects a run includes, how many it may delete, and whose
//! secrets it sends.

use std::collections::BTreeSet;

use super::console::tell;
use realmform_engine::select::Choice;
use realmform_model::Address;

/// How many objects are named in a line.
const NAMED: usize = 5;

/// The objects that a run includes.
#[derive(Debug, clap::Args)]
pub(super) struct ChoiceArgs {
    /// Include only objects that match ADDRESS, such as `client/neon-web` or `clientRole/neon-*`, and what they depend
    /// on; repeatable
    #[arg(long, value_name = "ADDRESS")]
    only: Vec<String>,

    /// Exclude objects that match ADDRESS, and what depends on them; repeatable
    #[arg(long, value_name = "ADDRESS")]
    except: Vec<String>,

    /// Allow up to NUMBER deletions, even beyond `max_deletions`
    #[arg(long, value_name = "NUMBER")]
    allow_deletes: Option<usize>,

    /// Send the declared secrets of objects that match ADDRESS, even if they are unchanged or cannot be compared;
    /// generated ones are generated anew; repeatable
    #[arg(long, value_name = "ADDRESS")]
    rotate: Vec<String>,
}

impl ChoiceArgs {
    pub(super) fn choice(&self) -> Choice {
        Choice {
            only: self.only.clone(),
            except: self.except.clone(),
            allow_deletes: self.allow_deletes,
            rotate: self.rotate.clone(),
            without_secrets: false,
        }
    }
}

/// Reports objects that were selected but depend on excluded ones.
pub(super) fn tell_left_out(left_out: &BTreeSet<Address>) {
    if left_out.is_empty() {
        return;
    }
    let mut names: Vec<String> = left_out.iter().take(NAMED).map(ToString::to_string).collect();
    if left_out.len() > NAMED {
        names.push(format!("{} more", left_out.len() - NAMED));
    }
    let names = realmform_model::escape::line(&names.join(", "));
    tell(&format!("note: left out, because they depend on objects excluded by --except: {names}\n"));
}
