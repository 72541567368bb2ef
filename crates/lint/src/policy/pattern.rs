//! The pattern language of names: `<product>-<type>[-<name>]`, text as it stands, parts, and what may be left out.

use std::sync::Arc;

use crate::policy::part::PatternPart;

/// A pattern, with the ways in which it can be filled.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As the policy spells it.
    pub text: String,
    /// Every sequence of pieces that the pattern allows: with and without what is optional, and for groups each level.
    pub variants: Vec<Vec<Piece>>,
}

/// A stretch of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece<P = Arc<PatternPart>> {
    /// Characters between words.
    Gap(String),
    /// A word that stands as it is.
    Word(String),
    /// What is filled in.
    Part(P),
}

/// What a part is called in the pattern: `<namespace=MODULE|WORKBENCH>` narrows the vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct PartName {
    /// The part's own name.
    pub name: String,
    /// The words that alone may stand here; empty for all.
    pub only: Vec<String>,
}

/// More optional stretches than these are not taken: each doubles the variants.
const MOST_OPTIONAL: usize = 4;

impl Pattern {
    /// Reads a pattern. `part` tells what fills a part; `levels` allows a path to end at any level.
    ///
    /// # Errors
    /// What is wrong with the text, for people.
    pub fn parse(
        text: &str,
        levels: bool,
        mut part: impl FnMut(PartName) -> Result<Arc<PatternPart>, String>,
    ) -> Result<Self, String> {
        let stretches = stretches(text)?;
        let optional = stretches.iter().filter(|(_, optional)| *optional).count();
        if optional > MOST_OPTIONAL {
            return Err(format!("more than {MOST_OPTIONAL} optional parts"));
        }
        let mut variants: Vec<Vec<Piece>> = vec![Vec::new()];
        for (pieces, optional) in stretches {
            let pieces = pieces.into_iter().map(|piece| piece.fill(&mut part)).collect::<Result<Vec<_>, _>>()?;
            let without = if optional { variants.clone() } else { Vec::new() };
            variants.iter_mut().for_each(|variant| variant.extend(pieces.iter().cloned()));
            variants.extend(without);
        }
        if levels {
            let above: Vec<_> = variants.iter().flat_map(|variant| levels_above(variant)).collect();
            variants.extend(above);
        }
        variants.retain(|variant| !variant.is_empty());
        if variants.is_empty() {
            return Err("the pattern is empty".to_owned());
        }
        Ok(Self { text: text.to_owned(), variants })
    }

    /// The regular expression of all variants, without anchors.
    pub fn expression(&self) -> String {
        let one = |pieces: &Vec<Piece>| {
            let one = pieces.iter().map(|piece| match piece {
                Piece::Gap(text) | Piece::Word(text) => regex::escape(text),
                Piece::Part(part) => format!("(?:{})", part.expression()),
            });
            one.collect::<String>()
        };
        self.variants.iter().map(one).collect::<Vec<_>>().join("|")
    }
}

impl Piece<PartName> {
    fn fill(self, part: &mut impl FnMut(PartName) -> Result<Arc<PatternPart>, String>) -> Result<Piece, String> {
        Ok(match self {
            Self::Gap(text) => Piece::Gap(text),
            Self::Word(text) => Piece::Word(text),
            Self::Part(name) => Piece::Part(part(name)?),
        })
    }
}

type Stretch = (Vec<Piece<PartName>>, bool);

fn stretches(text: &str) -> Result<Vec<Stretch>, String> {
    let mut stretches = vec![(Vec::new(), false)];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let optional = stretches.last().is_some_and(|(_, optional)| *optional);
        match first {
            '<' => {
                let (name, after) = rest[1..].split_once('>').ok_or("`<` is never closed")?;
                push(&mut stretches, Piece::Part(part_name(name)?));
                rest = after;
                continue;
            }
            '[' if optional => return Err("`[` cannot be nested".to_owned()),
            '[' => stretches.push((Vec::new(), true)),
            ']' if !optional => return Err("`]` without a matching `[`".to_owned()),
            ']' => stretches.push((Vec::new(), false)),
            '>' => return Err("`>` without a matching `<`".to_owned()),
            _ => {
                let is_word = first.is_alphanumeric();
                let end = rest
                    .find(|c: char| matches!(c, '<' | '>' | '[' | ']') || c.is_alphanumeric() != is_word)
                    .unwrap_or(rest.len());
                let text = rest[..end].to_owned();
                push(&mut stretches, if is_word { Piece::Word(text) } else { Piece::Gap(text) });
                rest = &rest[end..];
                continue;
            }
        }
        rest = &rest[1..];
    }
    if stretches.last().is_some_and(|(_, optional)| *optional) {
        return Err("`[` is never closed".to_owned());
    }
    Ok(stretches)
}

fn push(stretches: &mut [Stretch], piece: Piece<PartName>) {
    if let Some((pieces, _)) = stretches.last_mut() {
        pieces.push(piece);
    }
}

fn part_name(text: &str) -> Result<PartName, String> {
    let (name, only) = text.split_once('=').unwrap_or((text, ""));
    let only = only.split('|').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let name = name.trim();
    if name.is_empty() {
        Err("`<>` must contain a name".to_owned())
    } else {
        Ok(PartName { name: name.to_owned(), only })
    }
}

/// The paths above: what stands before each `/` but the first.
fn levels_above(variant: &[Piece]) -> Vec<Vec<Piece>> {
    let is_slash = |piece: &Piece| matches!(piece, Piece::Gap(text) if text == "/");
    let cuts = variant.iter().enumerate().skip(1).filter(|(_, piece)| is_slash(piece));
    cuts.map(|(at, _)| variant[..at].to_vec()).collect()
}
