//! The comments and empty lines above an entry.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// What stands above a header or a key.
#[derive(Clone, Debug, Default)]
pub(super) struct Above {
    /// Comments that stand by themselves: an empty line is below each. They head a section.
    pub free: Vec<Vec<String>>,
    /// The comment right above: it belongs to the thing, and moves with it.
    pub own: Vec<String>,
    /// Whether an empty line stands before all of it.
    pub apart: bool,
}

impl Above {
    /// From the white space and comments before a thing; what comes after the last line's end is its indentation.
    pub(super) fn read(raw: &str) -> Self {
        let lines: Vec<&str> = raw.split('\n').map(str::trim).collect();
        let lines = &lines[..lines.len().saturating_sub(1)];
        let mut above = Self { apart: lines.first().is_some_and(|line| line.is_empty()), ..Self::default() };
        for line in lines {
            match (line.is_empty(), above.own.is_empty()) {
                (true, false) => above.free.push(std::mem::take(&mut above.own)),
                (true, true) => {}
                (false, _) => above.own.push((*line).to_owned()),
            }
        }
        above
    }

    /// What tells an editor of the file itself (`#:schema …`) stands by itself, whatever is below it.
    pub(super) fn at_the_top(mut self) -> Self {
        if self.free.is_empty() && self.own.first().is_some_and(|line| line.starts_with("#:")) {
            self.free.push(vec![self.own.remove(0)]);
        }
        self
    }

    /// As text: each line ended, an empty one below each comment that stands by itself.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for block in &self.free {
            block.iter().for_each(|line| text.push_str(&format!("{line}\n")));
            text.push('\n');
        }
        self.own.iter().for_each(|line| text.push_str(&format!("{line}\n")));
        text
    }
}

/// The comments of a text, in order.
pub(super) fn comments_of(text: &str) -> Vec<&str> {
    let tokens = Source::new(text).lex();
    let comments = tokens.filter(|token| token.kind() == TokenKind::Comment);
    let mut found: Vec<&str> =
        comments.filter_map(|token| text.get(token.span().start()..token.span().end())).map(str::trim_end).collect();
    found.sort_unstable();
    found
}
