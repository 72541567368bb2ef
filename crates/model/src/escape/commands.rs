//! No line of what is printed is a command to the CI that keeps it: GitHub obeys lines that begin with `::`, and it, Azure
//! and TeamCity what stands anywhere as `##[`, `##vso[` or `##teamcity[`; GitLab folds its log at `section_start:`.

use super::unseen::is_unseen;

/// Text as it may be printed, line by line: nothing in it is a command of a CI or of a terminal, but for our own colours.
/// What was one is spelled out: `\u{3a}:error::`.
pub fn log(text: &str) -> String {
    spelled(text, |letter| format!("\\u{{{:x}}}", u32::from(letter)))
}

/// One event of a log, which is one line however many lines its fields have.
pub fn event(text: &str) -> String {
    log(&text.trim_end_matches('\n').replace('\n', "\\n")) + "\n"
}

/// XML that says the same, with character references where a command was.
pub fn xml(text: &str) -> String {
    spelled(text, |letter| format!("&#{};", u32::from(letter)))
}

/// JSON that says the same. Commands can only be in its texts, as no line of JSON begins with one.
pub(super) fn json(text: &str) -> String {
    spelled(text, |letter| letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect())
}

fn spelled(text: &str, spell: impl Fn(char) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let seen = seen(line);
        let mut to_spell: Vec<usize> = Vec::new();
        commands(&seen, &mut to_spell);
        let mut before = None;
        for (at, letter) in &seen {
            if !matches!(letter, '\n' | '\t') && is_unseen(before, *letter) {
                to_spell.push(*at);
            }
            before = Some(*letter);
        }
        to_spell.sort_unstable();
        let mut next = 0;
        for at in to_spell {
            let Some(letter) = line.get(at..).and_then(|rest| rest.chars().next()) else { continue };
            out.push_str(&line[next..at]);
            out.push_str(&spell(letter));
            next = at + letter.len_utf8();
        }
        out.push_str(&line[next..]);
    }
    out
}

/// The letters of a line and where they stand, without colours: those are taken out where the output has none.
fn seen(line: &str) -> Vec<(usize, char)> {
    let mut seen = Vec::with_capacity(line.len());
    let mut next = 0;
    for (at, letter) in line.char_indices() {
        if at < next {
            continue;
        }
        match colour(&line[at..]) {
            Some(length) => next = at + length,
            None => seen.push((at, letter)),
        }
    }
    seen
}

/// The length of the colour that a text begins with: `ESC [`, digits, `m`.
fn colour(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("\u{1b}[")?;
    let end = inside.find(|letter: char| !letter.is_ascii_digit() && letter != ';')?;
    inside[end..].starts_with('m').then_some(end + 3)
}

/// The letters without which the line is no command.
fn commands(seen: &[(usize, char)], found: &mut Vec<usize>) {
    let first = seen.iter().position(|(_, letter)| !letter.is_whitespace());
    if let Some(first) = first.filter(|first| starts(&seen[*first..], "::")) {
        found.push(seen[first].0);
    }
    for (index, (at, letter)) in seen.iter().enumerate() {
        let before = &seen[..index];
        let is_command = match letter {
            '[' => is_after_hashes(before),
            ':' => ends(before, "section_start") || ends(before, "section_end"),
            _ => false,
        };
        if is_command {
            found.push(*at);
        }
    }
}

/// Whether the letters end with `##` and perhaps a word.
fn is_after_hashes(before: &[(usize, char)]) -> bool {
    let word = before.iter().rev().take_while(|(_, letter)| letter.is_ascii_alphabetic()).count();
    ends(&before[..before.len() - word], "##")
}

fn starts(letters: &[(usize, char)], with: &str) -> bool {
    let mut letters = letters.iter();
    with.chars().all(|wanted| letters.next().is_some_and(|(_, letter)| *letter == wanted))
}

fn ends(letters: &[(usize, char)], with: &str) -> bool {
    let mut letters = letters.iter().rev();
    with.chars().rev().all(|wanted| letters.next().is_some_and(|(_, letter)| letter.eq_ignore_ascii_case(&wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_of_a_ci_is_spelled_out_where_it_would_be_one() {
        assert_eq!(log("a ::b\n  ::error::x\n"), "a ::b\n  \\u{3a}:error::x\n");
        assert_eq!(log("\u{1b}[1m:\u{1b}[0m:x"), "\u{1b}[1m\\u{3a}\u{1b}[0m:x");
        assert_eq!(
            log("x ##[error]y ##vso[task]##TeamCity[z"),
            "x ##\\u{5b}error]y ##vso\\u{5b}task]##TeamCity\\u{5b}z"
        );
        assert_eq!(log("a[b] #[c] section_start:1:x"), "a[b] #[c] section_start\\u{3a}1:x");
        assert_eq!(log("\u{a0}::x\r::y\u{202e}"), "\u{a0}\\u{3a}:x\\u{d}::y\\u{202e}");
    }

    #[test]
    fn colours_stay_and_no_other_sequence_does() {
        assert_eq!(
            log("\u{1b}[1;31mred\u{1b}[0m\u{1b}[2J\u{1b}]8;;x"),
            "\u{1b}[1;31mred\u{1b}[0m\\u{1b}[2J\\u{1b}]8;;x"
        );
        assert_eq!(log("\tplain #1 ü\n\n"), "\tplain #1 ü\n\n");
    }

    #[test]
    fn an_event_is_one_line() {
        assert_eq!(event("INFO a\n::error::b\n"), "INFO a\\n::error::b\n");
    }

    #[test]
    fn json_and_xml_say_the_same() {
        let value = serde_json::json!({"##[x": "section_end:1 ##vso[y]"});
        let text = json(&value.to_string());
        assert!(!text.contains("##[") && !text.contains("##vso[") && !text.contains("section_end:"), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).ok(), Some(value));
        assert_eq!(xml("<a>\n ::b##[c</a>"), "<a>\n &#58;:b##&#91;c</a>");
    }
}
