//! Lists of all kinds are cut from snapshots, so that a new kind changes none of them.

/// What stands before a list of all kinds, or of their tables.
const BEFORE: &[&str] =
    &["known tables: ", "known fields and kinds: ", "the kinds that can be renamed are ", "the kinds with fields are "];

/// The text with `…` for each such list.
pub(crate) fn redacted(text: &str) -> String {
    let cut = |line: &str| {
        let list = BEFORE.iter().find_map(|before| line.split_once(before).map(|(head, list)| (head, before, list)));
        match list {
            Some((head, before, list)) => {
                assert!(list.contains("`client") || list.contains("clients"), "{line}");
                format!("{head}{before}…\n")
            }
            None => format!("{line}\n"),
        }
    };
    text.lines().map(cut).collect()
}
