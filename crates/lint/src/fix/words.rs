//! Every key and every text of a TOML file with its place: what a name can be changed in without touching the rest.

use std::collections::BTreeSet;
use std::ops::Range;

use toml_parser::Source;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{Event, EventKind, parse_document};

/// One step of the way to a word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Key(String),
    /// An element of a list, whichever.
    Element,
}

/// A key or a text.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// The way from the file's root. A key's own is its last part.
    pub path: Vec<Part>,
    pub is_key: bool,
    pub text: String,
    pub span: Range<usize>,
    /// The quotes that it stands in; `None` for a bare key.
    pub quotes: Option<Encoding>,
}

/// Where a further `[[moved]]` block goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MovedEnd {
    /// After the block that ends here.
    Block(usize),
    /// Into the list `moved = […]`, after what ends here; the list has elements or none.
    List { at: usize, is_empty: bool },
}

/// What a file holds, in its order.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub words: Vec<Word>,
    pub moved: Option<MovedEnd>,
    /// How many moves it has.
    pub moves: usize,
}

/// Reads a file that is known to be TOML.
pub(super) fn read(text: &str) -> Page {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut walk = Walk {
        source,
        page: Page::default(),
        path: Vec::new(),
        at: At::Table,
        open: Vec::new(),
        lists: BTreeSet::new(),
    };
    parse_document(&tokens, &mut |event: Event| walk.event(&event), &mut ());
    walk.page
}

/// Where keys belong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Into a header.
    Header,
    /// Before the next key with a value.
    Table,
    /// Within a key with dots, or in its value.
    Entry,
}

/// A value that is not read to its end, and how long the way to it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Entry(usize),
    List,
}

struct Walk<'t> {
    source: Source<'t>,
    page: Page,
    path: Vec<Part>,
    at: At,
    open: Vec<Open>,
    /// The lists of tables so far: a header that goes through one means its last element.
    lists: BTreeSet<Vec<Part>>,
}

impl Walk<'_> {
    fn event(&mut self, event: &Event) {
        let span = event.span().start()..event.span().end();
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                self.path.clear();
                self.at = At::Header;
            }
            EventKind::StdTableClose => self.at = At::Table,
            EventKind::ArrayTableClose => {
                self.lists.insert(self.path.clone());
                self.path.push(Part::Element);
                self.page.moves += usize::from(self.is_move());
                self.at = At::Table;
            }
            EventKind::SimpleKey => self.key(event, span),
            EventKind::Scalar => {
                self.text(event, span.clone());
                self.end(span.end);
            }
            EventKind::ArrayOpen => {
                if self.is_moved() {
                    self.page.moved = Some(MovedEnd::List { at: span.end, is_empty: true });
                }
                self.open.push(Open::List);
                self.path.push(Part::Element);
            }
            EventKind::ArrayClose => {
                self.open.pop();
                self.path.pop();
                self.end(span.end);
            }
            EventKind::InlineTableOpen => self.at = At::Table,
            EventKind::InlineTableClose => self.end(span.end),
            _ => {}
        }
    }

    fn key(&mut self, event: &Event, span: Range<usize>) {
        match self.at {
            At::Header if self.lists.contains(&self.path) => self.path.push(Part::Element),
            At::Table => {
                self.open.push(Open::Entry(self.path.len()));
                self.at = At::Entry;
            }
            _ => {}
        }
        let mut text = String::new();
        if let Some(raw) = self.source.get(event) {
            raw.decode_key(&mut text, &mut ());
        }
        self.path.push(Part::Key(text.clone()));
        self.word(event, span, text, true);
    }

    fn text(&mut self, event: &Event, span: Range<usize>) {
        let mut text = String::new();
        let kind = self.source.get(event).map(|raw| raw.decode_scalar(&mut text, &mut ()));
        if kind == Some(ScalarKind::String) {
            self.word(event, span, text, false);
        }
    }

    fn word(&mut self, event: &Event, span: Range<usize>, text: String, is_key: bool) {
        self.page.words.push(Word { path: self.path.clone(), is_key, text, span, quotes: event.encoding() });
    }

    /// A value has ended: its key is read no further.
    fn end(&mut self, at: usize) {
        let is_in_list = matches!(self.page.moved, Some(MovedEnd::List { .. }));
        if self.is_move() && is_in_list {
            self.page.moved = Some(MovedEnd::List { at, is_empty: false });
            self.page.moves += 1;
        } else if self.path.first() == Some(&Part::Key("moved".to_owned())) && !is_in_list {
            self.page.moved = Some(MovedEnd::Block(at));
        }
        if let Some(Open::Entry(length)) = self.open.last().copied() {
            self.open.pop();
            self.path.truncate(length);
            self.at = At::Table;
        }
    }

    fn is_moved(&self) -> bool {
        matches!(self.path.as_slice(), [Part::Key(key)] if key == "moved")
    }

    fn is_move(&self) -> bool {
        matches!(self.path.as_slice(), [Part::Key(key), Part::Element] if key == "moved")
    }
}
