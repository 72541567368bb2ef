//! A line of a plan as data: its sign, how deep it stands, and its words, before it is text or markdown.

use anstyle::{AnsiColor, Style};

/// What happens to what the line tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Add,
    Change,
    Remove,
    Rename,
    /// Something that a reviewer must look at.
    Risk,
    /// Something that keeps the plan from being applied.
    Stop,
}

impl Sign {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Change => "~",
            Self::Remove => "-",
            Self::Rename => "→",
            Self::Risk => "!",
            Self::Stop => "✗",
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Add => AnsiColor::Green.on_default(),
            Self::Change => AnsiColor::Yellow.on_default(),
            Self::Remove => AnsiColor::Red.on_default(),
            Self::Rename => AnsiColor::Cyan.on_default(),
            Self::Risk => AnsiColor::Yellow.on_default().bold(),
            Self::Stop => AnsiColor::Red.on_default().bold(),
        }
    }

    /// The sign that colours the line in a `diff` fence.
    fn in_diff(self) -> char {
        match self {
            Self::Add => '+',
            Self::Change | Self::Rename | Self::Risk => '!',
            Self::Remove | Self::Stop => '-',
        }
    }
}

/// How words of a line look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Bold,
    Dim,
    /// In the colour of the line's own sign.
    Signed,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub sign: Option<Sign>,
    /// 0 is an object, 1 its fields, 2 what is inside a field.
    pub depth: usize,
    words: Vec<(Tone, String)>,
}

impl Line {
    pub(crate) fn at(depth: usize) -> Self {
        Self { sign: None, depth, words: Vec::new() }
    }

    pub(crate) fn signed(depth: usize, sign: Sign) -> Self {
        Self { sign: Some(sign), depth, words: Vec::new() }
    }

    /// Adds words. They must be escaped already.
    #[must_use]
    pub(crate) fn with(mut self, tone: Tone, words: impl Into<String>) -> Self {
        self.words.push((tone, words.into()));
        self
    }

    /// The words alone.
    pub(crate) fn words(&self) -> String {
        self.words.iter().map(|(_, words)| words.as_str()).collect()
    }

    /// The columns that the line takes in a terminal, nearly: one for each character.
    pub(crate) fn width(&self) -> usize {
        let sign = if self.sign.is_some() { 2 } else { 0 };
        indent(self.depth) + sign + self.words.iter().map(|(_, words)| words.chars().count()).sum::<usize>()
    }

    /// The line for a terminal, with colours and the line's end.
    pub(crate) fn to_text(&self) -> String {
        let own = self.sign.map_or_else(Style::new, Sign::style);
        let mut text = " ".repeat(indent(self.depth));
        if let Some(sign) = self.sign {
            text.push_str(&painted(own, sign.as_str()));
            if !self.words().is_empty() {
                text.push(' ');
            }
        }
        for (tone, words) in &self.words {
            text.push_str(&match tone {
                Tone::Plain => words.clone(),
                Tone::Bold => painted(Style::new().bold(), words),
                Tone::Dim => painted(Style::new().dimmed(), words),
                Tone::Signed => painted(own, words),
            });
        }
        text.push('\n');
        text
    }

    /// The line inside a `diff` fence. What has no sign stands in by four columns at least, and so cannot end the
    /// fence, whatever it says.
    pub(crate) fn to_diff(&self) -> String {
        let sign = self.sign.map_or(' ', Sign::in_diff);
        let depth = if self.sign.is_none() { self.depth.max(1) } else { self.depth };
        let line = format!("{sign} {}{}", " ".repeat(indent(depth) - 2), self.words());
        format!("{}\n", line.trim_end())
    }
}

/// Paints words; nothing is left behind where the style is none.
pub(crate) fn painted(style: Style, words: &str) -> String {
    format!("{style}{words}{style:#}")
}

fn indent(depth: usize) -> usize {
    match depth {
        0 => 2,
        depth => 4 + 2 * depth,
    }
}
