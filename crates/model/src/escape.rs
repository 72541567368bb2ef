//! Text from elsewhere made harmless: no control character of a name or a value reaches a terminal or a page, and no line
//! is a command to the CI that shows it.

mod commands;
mod unseen;

use std::fmt::Write as _;

use unseen::is_unseen;

pub use commands::{event, log, xml};

/// Control characters, those that turn the direction of the text around them, and those that nobody sees, spelled out:
/// `\u{1b}`, `\n`, `\u{200b}`.
pub fn line(text: &str) -> String {
    escaped(text, |_| false)
}

/// The same for text of several lines: line ends and tabs stay.
pub fn lines(text: &str) -> String {
    escaped(text, |letter| matches!(letter, '\n' | '\t'))
}

/// Whether text of several lines can be shown as it is: it has nothing that a terminal or a CI would obey.
pub fn is_harmless(text: &str) -> bool {
    lines(text) == text && log(text) == text
}

fn escaped(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    for letter in text.chars() {
        match letter {
            letter if keep(letter) => out.push(letter),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter if is_unseen(before, letter) => {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(letter));
            }
            letter => out.push(letter),
        }
        before = Some(letter);
    }
    out
}

/// JSON as it was written, but for what its writer left raw in texts, and for commands of a CI: that becomes `\u009b`. A
/// reader reads the same.
pub fn json(text: &str) -> String {
    commands::json(text)
}

/// A cell of a table of comma-separated values. What a spreadsheet would take for a formula begins with a quote, by which it
/// knows text.
pub fn csv(text: &str) -> String {
    let text = line(text);
    let is_formula = text.starts_with(['=', '+', '-', '@']);
    let text = if is_formula { format!("'{text}") } else { text };
    match text.contains([',', '"', ';']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// A name within a sentence of markdown, as code: whatever could be markup or HTML becomes an entity.
pub fn markdown_code(text: &str) -> String {
    let mut out = String::from("<code>");
    for letter in line(text).chars() {
        // GitHub makes a link of what begins with `www.`, as of what has a scheme, whose colon becomes an entity.
        let is_link = letter == '.' && out.to_ascii_lowercase().ends_with("www");
        if letter.is_alphanumeric() || matches!(letter, '-' | ' ' | '.' | '/') && !is_link {
            out.push(letter);
        } else {
            let _ = write!(out, "&#{};", u32::from(letter));
        }
    }
    out + "</code>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_spelled_out() {
        assert_eq!(line("a\u{1b}[31m\nb\u{9b}\u{202e}\tمدير"), "a\\u{1b}[31m\\nb\\u{9b}\\u{202e}\\tمدير");
        assert_eq!(lines("a\n\tb\r\n"), "a\n\tb\\r\n");
    }

    #[test]
    fn what_nobody_sees_is_spelled_out() {
        for unseen in
            ["\u{200b}", "\u{ad}", "\u{2060}", "\u{e0041}", "\u{3164}", "\u{fe0f}", "\u{e0101}", "\u{200d}", "\u{200e}"]
        {
            let text = format!("https://a{unseen}/cb");
            assert_eq!(line(&text), format!("https://a\\u{{{:x}}}/cb", unseen.chars().next().map_or(0, u32::from)));
            assert!(log(&text).is_ascii() && xml(&text).is_ascii() && json(&text).is_ascii() && !is_harmless(&text));
        }
        assert_eq!(line("😀\u{fe0f}\u{fe0f}"), "😀\u{fe0f}\\u{fe0f}", "nothing is written in selectors");
    }

    #[test]
    fn what_shapes_a_script_or_a_picture_stays() {
        for seen in [
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}💻",
            "🗑\u{fe0f}",
            "⚠\u{fe0f}",
            "葛\u{e0100}",
            "שלום\u{200f}",
            "مدير",
            "❤\u{fe0f}\u{200d}🔥",
        ] {
            assert_eq!(line(seen), seen);
            assert_eq!(log(seen), seen);
        }
    }

    #[test]
    fn json_says_the_same_without_raw_controls() {
        let value = serde_json::json!({"a\u{9b}": "\u{1b}\n\u{202e}x\u{7f}\u{ffff}😀\u{e0041}\u{200b}"});
        let text = json(&format!("{value:#}"));
        assert!(!text.chars().any(|letter| letter != '\n' && is_unseen(None, letter)), "{text:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).ok(), Some(value));
    }

    #[test]
    fn a_cell_is_text_to_a_spreadsheet() {
        for (name, cell) in [
            ("course.read", "course.read"),
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("-", "'-"),
            ("+a,b", "\"'+a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("\t=1", "\\t=1"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(csv(name), cell);
        }
    }

    #[test]
    fn markup_in_a_name_is_none() {
        assert_eq!(markdown_code("`a`|<b>"), "<code>&#96;a&#96;&#124;&#60;b&#62;</code>");
    }
}
