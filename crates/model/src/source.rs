//! Files that were read, and places in them.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::uri;

/// Finds where secrets stand in the text of a file, in the order of the text.
pub type Veil = fn(&str) -> Vec<Range<usize>>;

/// A file that was read: its name as the user knows it (relative to the project), and its text.
#[derive(Debug, Default)]
pub struct Source {
    /// Where the file is, as it is shown.
    pub path: PathBuf,
    /// What stands in it.
    pub text: String,
    veil: Option<Veil>,
    marks: OnceLock<Vec<Mark>>,
    hidden: OnceLock<Vec<Range<usize>>>,
    credentials: OnceLock<Vec<Range<usize>>>,
}

/// What is known of every so manieth byte of a text, so that a place in a big file is found without reading all of it.
#[derive(Debug, Clone, Copy)]
struct Mark {
    offset: usize,
    /// How many lines end before it.
    line: usize,
    /// How many characters stand before it in its line.
    column: usize,
}

/// How many bytes lie between two marks.
const STRIDE: usize = 512;

impl Source {
    /// A text with the path of its file.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), ..Self::default() }
    }

    /// A text in which secrets may stand: whoever shows a part of it asks first where they are. It costs nothing until
    /// then.
    pub fn veiled(path: impl Into<PathBuf>, text: impl Into<String>, veil: Veil) -> Self {
        Self { veil: Some(veil), ..Self::new(path, text) }
    }

    /// The same file with another text, in which secrets may stand as they may in this one.
    #[must_use]
    pub fn with_text(&self, text: impl Into<String>) -> Self {
        Self { veil: self.veil, ..Self::new(self.path.clone(), text) }
    }

    /// Says where secrets stand, in the order of the text, instead of what a veil would find: nothing that shows the text
    /// shows these bytes. The first word counts.
    pub fn hide(&self, secrets: Vec<Range<usize>>) {
        self.hidden.get_or_init(|| secrets);
    }

    /// A part of the text, with `*` for each character of a secret, or of the user and password in a URI. Without the
    /// bytes of characters that it cuts.
    pub fn shown(&self, part: Range<usize>) -> String {
        let (start, end) = (self.text.ceil_char_boundary(part.start), self.text.floor_char_boundary(part.end));
        let Some(text) = self.text.get(start..end) else { return String::new() };
        let in_uris = self.credentials.get_or_init(|| uri::credentials(&self.text).collect());
        let within = |ranges: &[Range<usize>]| {
            let from = ranges.partition_point(|range| range.end <= start);
            let to = ranges.partition_point(|range| range.start < end);
            ranges.get(from..to).unwrap_or_default().to_vec()
        };
        let mut hidden = within(match self.veil {
            Some(veil) => self.hidden.get_or_init(|| veil(&self.text)),
            None => self.hidden.get().map_or(&[], Vec::as_slice),
        });
        hidden.extend(within(in_uris));
        if hidden.is_empty() {
            return text.to_owned();
        }
        hidden.sort_by_key(|range| range.start);
        let mut ranges = hidden.into_iter().peekable();
        let letters = text.char_indices().map(|(at, letter)| {
            while ranges.next_if(|range| range.end <= start + at).is_some() {}
            match ranges.peek() {
                Some(range) if range.contains(&(start + at)) && !letter.is_control() => '*',
                _ => letter,
            }
        });
        letters.collect()
    }

    /// Line and column of a byte, both counted from 1, the column in characters.
    fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let marks = self.marks.get_or_init(|| marks(&self.text));
        let before = marks.partition_point(|mark| mark.offset <= offset).checked_sub(1);
        let mark = before.and_then(|at| marks.get(at)).copied().unwrap_or(Mark { offset: 0, line: 0, column: 0 });
        let (line, column) = moved(mark, &self.text[mark.offset..offset]);
        (line + 1, column + 1)
    }
}

fn marks(text: &str) -> Vec<Mark> {
    let mut marks = vec![Mark { offset: 0, line: 0, column: 0 }];
    let mut last = marks[0];
    while last.offset + STRIDE < text.len() {
        let offset = text.ceil_char_boundary(last.offset + STRIDE);
        let (line, column) = moved(last, &text[last.offset..offset]);
        last = Mark { offset, line, column };
        marks.push(last);
    }
    marks
}

/// Lines and characters before the end of what comes after a mark.
fn moved(mark: Mark, text: &str) -> (usize, usize) {
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    let line = text.rsplit('\n').next().unwrap_or_default().chars().count();
    (mark.line + lines, if lines == 0 { mark.column + line } else { line })
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || (self.path == other.path && self.text == other.text)
    }
}

impl Eq for Source {}

impl PartialOrd for Source {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Source {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.path, &self.text).cmp(&(&other.path, &other.text))
    }
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub source: Arc<Source>,
    /// The first byte, and how many.
    pub offset: usize,
    /// How many bytes.
    pub length: usize,
}

impl Span {
    /// These bytes of a file.
    pub fn of(source: &Arc<Source>, bytes: Range<usize>) -> Self {
        Self { source: Arc::clone(source), offset: bytes.start, length: bytes.len() }
    }

    /// Line and column, both counted from 1, the column in characters.
    pub fn line_column(&self) -> (usize, usize) {
        self.source.line_column(self.offset)
    }

    /// Line and column of what comes after it.
    pub fn end_line_column(&self) -> (usize, usize) {
        self.source.line_column(self.offset + self.length)
    }

    /// A place in a file of which no more is known than its name, and line and column there: it can be named, and has no
    /// text to show.
    pub fn remembered(path: impl Into<PathBuf>, line: usize, column: usize) -> Self {
        const FAR: usize = 1_000_000;
        let text = "\n".repeat(line.clamp(1, FAR) - 1) + &" ".repeat(column.clamp(1, FAR) - 1);
        Self { offset: text.len(), length: 0, source: Arc::new(Source::new(path, text)) }
    }

    /// Whether this is a place at all: things without a file (a live object) have an empty one.
    pub fn is_known(&self) -> bool {
        !self.source.path.as_os_str().is_empty()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_column();
        write!(f, "{}:{line}:{column}", self.source.path.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str, offset: usize) -> (usize, usize) {
        let before = &text[..offset];
        (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
    }

    #[test]
    fn a_place_is_where_one_counts_to_in_long_lines_and_in_many() {
        let one_line = "äbc ".repeat(STRIDE);
        let many = "ä line\n".repeat(STRIDE);
        for text in [one_line, many, String::new(), "\n\n".to_owned()] {
            let source = Arc::new(Source::new("x", text.clone()));
            for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)).step_by(977) {
                let span = Span { source: Arc::clone(&source), offset, length: 0 };
                assert_eq!(span.line_column(), counted(&text, offset), "{offset} of {}", text.len());
            }
        }
    }

    #[test]
    fn who_logs_in_to_a_uri_is_stars() {
        let source = Source::new("x", r#"uris = ["https://ann:pw@host/", "https://host/@a"]"#);
        assert_eq!(source.shown(0..100), r#"uris = ["https://******@host/", "https://host/@a"]"#);
        assert_eq!(source.shown(21..28), "**@host");
    }

    #[test]
    fn a_secret_is_stars_wherever_the_text_is_cut() {
        let source = Source::new("x", r#"{"secret": "päss", "a": 1, "secret": "word"}"#);
        assert!(source.shown(0..100).contains("päss"));
        source.hide(vec![11..18, 38..44]);
        assert_eq!(source.shown(0..45), r#"{"secret": ******, "a": 1, "secret": *"#.to_owned() + &"*".repeat(5) + "}");
        for start in 0..source.text.len() {
            for end in start..=source.text.len() {
                let shown = source.shown(start..end);
                assert!(
                    !shown.contains("ss") && !shown.contains("wo") && !shown.contains("rd"),
                    "{start}..{end}: {shown}"
                );
            }
        }
    }
}
