//! The lines of a file around a place, for `miette`: few of them, none too long, no secret and nothing that a terminal
//! would obey in them. However big the file is, only what is shown is read.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use realmform_model::{Span, escape};

/// A line longer than this many bytes is shown in part.
const LONGEST: usize = 160;
/// How much of a long line is shown before the place.
const BEFORE: usize = 60;

/// What is shown of a file.
#[derive(Debug)]
pub(super) struct Frame {
    name: String,
    text: String,
    /// The file's line that the text begins with, counted from 0.
    first_line: usize,
    /// The place's column in the file, counted from 0.
    column: usize,
}

/// The lines around a place, and the place in them.
pub(super) fn around(span: &Span, label: Option<String>) -> (Frame, LabeledSpan) {
    let text = span.source.text.as_str();
    let start = text.floor_char_boundary(span.offset.min(text.len()));
    let end = text.floor_char_boundary(span.offset.saturating_add(span.length).min(text.len())).max(start);
    let (line, column) = span.line_column();
    // A place of several lines is shown to the end of its first.
    let end =
        text[start..end.min(text.floor_char_boundary(start + 2 * LONGEST))].find('\n').map_or(end, |at| start + at);

    let shown = |from: usize, to: usize| escape::lines(&span.source.shown(from..to).replace("\r\n", "\n"));
    let (line_start, cut_start) = start_of_line(text, start);
    let from = if start - line_start > LONGEST { start - BEFORE } else { line_start };
    let (line_end, cut_end) = end_of_line(text, start.max(from));
    let to = line_end.min(from + LONGEST.max(start - from + BEFORE));
    let inside_end = end.min(to).max(start);

    let mut before = String::new();
    let mut first_line = line - 1;
    if !cut_start && line_start > 0 {
        let (above, cut) = start_of_line(text, line_start - 1);
        let above_end = (line_start - 1).min(above + LONGEST);
        before = format!("{}{}", if cut { "…" } else { "" }, shown(above, above_end).trim_end_matches('\n'));
        before.push_str(if above_end < line_start - 1 { "…\n" } else { "\n" });
        first_line -= 1;
    }
    if cut_start || from > line_start {
        before.push('…');
    }
    before.push_str(&shown(from, start));
    let inside = shown(start, inside_end);
    let mut after = shown(inside_end, to);
    if to < line_end || cut_end {
        after.push('…');
    }
    if !cut_end && line_end < text.len() {
        let (below, cut) = end_of_line(text, line_end + 1);
        let below_end = below.min(line_end + 1 + LONGEST);
        after.push('\n');
        after.push_str(shown(line_end + 1, below_end).trim_end_matches('\n'));
        after.push_str(if cut || below_end < below { "…" } else { "" });
    }
    let place = LabeledSpan::new_primary_with_span(label, (before.len(), inside.len()));
    let name = escape::line(&span.source.path.display().to_string());
    (Frame { name, text: before + &inside + &after, first_line, column: column - 1 }, place)
}

/// How far to look for the end of a line: more than is ever shown.
const FAR: usize = 8 * LONGEST;

/// Where the line of a place begins; whether it begins even earlier.
fn start_of_line(text: &str, at: usize) -> (usize, bool) {
    let least = text.ceil_char_boundary(at.saturating_sub(FAR)).min(at);
    match text[least..at].rfind('\n') {
        Some(end) => (least + end + 1, false),
        None => (least, least > 0),
    }
}

/// Where the line of a place ends; whether it ends even later.
fn end_of_line(text: &str, at: usize) -> (usize, bool) {
    let most = text.floor_char_boundary((at + FAR).min(text.len())).max(at);
    match text[at..most].find('\n') {
        Some(end) => (at + end, false),
        None => (most, most < text.len()),
    }
}

impl SourceCode for Frame {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.as_str().read_span(span, before, after)?;
        // Without lines around it, miette asks for where the place itself is.
        let column = if before == 0 && after == 0 { self.column } else { contents.column() };
        let line = contents.line() + self.first_line;
        let (data, span, count) = (contents.data(), *contents.span(), contents.line_count());
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, span, line, column, count)))
    }
}

#[cfg(test)]
mod tests;
