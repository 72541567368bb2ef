//! The holder of a target's lock, as text that is stored with the lock.

use std::fmt;

use jiff::Timestamp;

/// Who holds a lock. What a server does not tell is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// `user@host`.
    pub who: String,
    /// The process.
    pub pid: Option<u32>,
    /// When it took the lock.
    pub since: Option<Timestamp>,
    /// Of the tool.
    pub version: String,
    /// A random id of the run.
    pub run: String,
}

impl Holder {
    /// As one line of `key=value`, the pid first so that it survives a server that shortens.
    pub fn to_text(&self) -> String {
        let pid = self.pid.map(|pid| pid.to_string()).unwrap_or_default();
        let since = self.since.map(|since| since.to_string()).unwrap_or_default();
        let word = |text: &str| text.split(|c: char| c.is_whitespace() || c.is_control()).collect::<Vec<_>>().join("_");
        let words = [("pid", pid), ("who", word(&self.who)), ("since", since), ("version", word(&self.version))];
        let words = words.into_iter().chain([("run", word(&self.run))]).filter(|(_, value)| !value.is_empty());
        words.map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
    }

    /// What `to_text` wrote; words that it does not know are passed over.
    pub fn from_text(text: &str) -> Self {
        let mut holder = Self::default();
        for (key, value) in text.split_whitespace().filter_map(|word| word.split_once('=')) {
            match key {
                "pid" => holder.pid = value.parse().ok(),
                "who" => value.clone_into(&mut holder.who),
                "since" => holder.since = value.parse().ok(),
                "version" => value.clone_into(&mut holder.version),
                "run" => value.clone_into(&mut holder.run),
                _ => {}
            }
        }
        holder
    }
}

impl fmt::Display for Holder {
    /// `alice@build-7 (pid 42, realmform 0.1.0) since 2026-11-26T12:00:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who: String = self.who.chars().filter(|c| !c.is_control()).collect();
        f.write_str(if who.is_empty() { "someone" } else { &who })?;
        let pid = self.pid.map(|pid| format!("pid {pid}"));
        let version: String = self.version.chars().filter(|c| !c.is_control()).collect();
        let version = (!version.is_empty()).then(|| format!("realmform {version}"));
        let more: Vec<String> = pid.into_iter().chain(version).collect();
        if !more.is_empty() {
            write!(f, " ({})", more.join(", "))?;
        }
        match self.since {
            Some(since) => write!(f, " since {since}"),
            None => Ok(()),
        }
    }
}

/// Whether a lease has ended by the clock that wrote it; `None` where that cannot be read, so that it may be no lease at all.
pub fn is_over(expires: Option<&str>, now: i64) -> Option<bool> {
    expires?.parse::<i64>().ok().map(|end| end <= now)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use super::*;

    fn alice() -> Holder {
        Holder {
            who: "alice@build-7".into(),
            pid: Some(42),
            since: Some("2026-11-26T12:00:00Z".parse().unwrap()),
            version: "0.1.0".into(),
            run: "5f".into(),
        }
    }

    #[test]
    fn a_holder_is_read_as_it_was_written() {
        assert_eq!(Holder::from_text(&alice().to_text()), alice());
        assert_eq!(alice().to_string(), "alice@build-7 (pid 42, realmform 0.1.0) since 2026-11-26T12:00:00Z");
    }

    #[test]
    fn a_name_with_spaces_stays_one_word_and_brings_no_other() {
        let odd = Holder { who: "al ice\nrun=x".into(), ..alice() };
        let read = Holder::from_text(&odd.to_text());
        assert_eq!((read.who.as_str(), read.run.as_str()), ("al_ice_run=x", "5f"));
    }

    #[test]
    fn what_is_cut_off_or_strange_still_names_whom_it_can() {
        assert_eq!(Holder::from_text("pid=42 who=alice@bui").to_string(), "alice@bui (pid 42)");
        assert_eq!(Holder::from_text("no such thing").to_string(), "someone");
    }

    #[test]
    fn a_lease_ends_at_its_second_and_one_that_says_nothing_is_none() {
        assert_eq!(is_over(Some("100"), 99), Some(false));
        assert_eq!(is_over(Some("100"), 100), Some(true));
        assert_eq!(is_over(Some("soon"), 0), None);
        assert_eq!(is_over(None, 0), None);
    }
}
