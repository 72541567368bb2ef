//! The path of an object in a tree, in which names can hold slashes.
//!
//! A slash in a name is `~/`, as Keycloak escapes it. A `~` is `~~` where it would be read as the beginning of an escape:
//! before another one, before a slash, and at the end of a name.

/// A name as one segment of a path.
pub fn escaped(name: &str) -> String {
    let mut segment = String::with_capacity(name.len());
    let mut rest = name.chars().peekable();
    while let Some(character) = rest.next() {
        match (character, rest.peek()) {
            ('/', _) => segment.push_str("~/"),
            ('~', None | Some('~' | '/')) => segment.push_str("~~"),
            _ => segment.push(character),
        }
    }
    segment
}

/// The names of a path that has lost its first slash.
pub fn names(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut rest = path.chars().peekable();
    while let Some(character) = rest.next() {
        let escaped = (character == '~').then(|| rest.next_if(|next| matches!(next, '~' | '/'))).flatten();
        match (character, escaped, names.last_mut()) {
            ('/', ..) => names.push(String::new()),
            (_, Some(escaped), Some(name)) => name.push(escaped),
            (_, None, Some(name)) => name.push(character),
            (.., None) => {}
        }
    }
    names
}

/// The path of what is above, and the last segment as it is spelt; `None` where there is no slash.
pub fn split(path: &str) -> Option<(&str, &str)> {
    let mut last = None;
    let mut rest = path.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        match character {
            '~' => _ = rest.next_if(|(_, next)| matches!(next, '~' | '/')),
            '/' => last = Some(at),
            _ => {}
        }
    }
    last.map(|at| (&path[..at], &path[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_of_names_has_a_path_of_its_own() {
        for list in [["a", "b"], ["a/b", "c"], ["a~", "b"], ["a~/", "/b"], ["~~", "~"], ["a~b", "/"]] {
            let path: Vec<String> = list.iter().map(|name| escaped(name)).collect();
            assert_eq!(names(&path.join("/")), list, "{path:?}");
            assert_eq!(split(&path.join("/")), Some((path[0].as_str(), path[1].as_str())));
        }
        assert_eq!(escaped("a/b"), "a~/b");
        assert_eq!(escaped("a~b"), "a~b");
    }
}
