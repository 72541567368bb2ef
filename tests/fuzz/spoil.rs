//! Small changes to a good file, as a fuzzer can choose them.

use arbitrary::Arbitrary;

#[derive(Clone, Debug, Arbitrary)]
pub(crate) enum Change {
    /// The file ends here.
    Cut(u32),
    /// Some bytes are not there.
    Drop(u32, u8),
    /// Some bytes are there again, elsewhere.
    Copy(u32, u8, u32),
    /// Other bytes are in between.
    Insert(u32, Vec<u8>),
    /// A word that means something is in between.
    Word(u32, u8),
    /// One bit is turned.
    Flip(u32, u8),
}

const WORDS: &[&str] = &[
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "-1",
    "1e999",
    "18446744073709551616",
    "\"a\":",
    "[[[[",
    "}}",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\u{1b}[31m",
    "\u{feff}",
    "\u{202e}",
    "\r\n",
    "\"\"\"",
    "[[moved]]\n",
    "[clients.a]\n",
    "*",
    "/",
    "<",
    "=",
    "2026-02-30",
    "nan",
    "#",
    "'",
    "${",
    "\u{7f}",
];

/// The file after the changes, one after the other.
pub(crate) fn spoiled(good: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for change in changes {
        let place = |at: &u32, bytes: &[u8]| *at as usize % (bytes.len() + 1);
        match change {
            Change::Cut(at) => bytes.truncate(place(at, &bytes)),
            Change::Drop(at, length) => {
                let start = place(at, &bytes);
                bytes.drain(start..(start + usize::from(*length)).min(bytes.len()));
            }
            Change::Copy(from, length, to) => {
                let start = place(from, &bytes);
                let part = bytes[start..(start + usize::from(*length)).min(bytes.len())].to_vec();
                let to = place(to, &bytes);
                bytes.splice(to..to, part);
            }
            Change::Insert(at, new) => {
                let at = place(at, &bytes);
                bytes.splice(at..at, new.iter().copied());
            }
            Change::Word(at, word) => {
                let at = place(at, &bytes);
                bytes.splice(at..at, WORDS[usize::from(*word) % WORDS.len()].bytes());
            }
            Change::Flip(at, bit) => {
                let at = place(at, &bytes);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << (bit % 8);
                }
            }
        }
    }
    bytes
}
