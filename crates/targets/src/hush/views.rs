//! A text as those read it who decode it: each byte of what they get has its place in the text.

/// How often a text is decoded: a secret may be written in one way, and that in another.
const DEPTH: usize = 3;
/// Fewer letters of base64 or hex in a row are words.
const SHORTEST: usize = 8;

/// What a text says when it is decoded.
pub(super) struct View {
    pub(super) bytes: Vec<u8>,
    /// Where each byte comes from: the first and the last place in the text, as a range.
    pub(super) places: Vec<(usize, usize)>,
}

/// The text as it is, and all that it can be decoded to.
pub(super) fn views(text: &str) -> Vec<View> {
    let bytes = text.as_bytes().to_vec();
    let places = (0..bytes.len()).map(|at| (at, at + 1)).collect();
    let mut all = vec![View { bytes, places }];
    let mut last = 0;
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for view in &all[last..] {
            next.extend([json, percent, form, html].iter().filter_map(|decode| decode(view)));
            next.extend((0..2).map(|shift| hex(view, shift)));
            next.extend((0..4).map(|shift| base64(view, shift)));
        }
        next.retain(|view| !view.bytes.is_empty());
        last = all.len();
        all.append(&mut next);
    }
    all
}

impl View {
    fn empty() -> Self {
        Self { bytes: Vec::new(), places: Vec::new() }
    }

    /// A byte that the bytes from `from` to `to` of another view stand for.
    fn push(&mut self, byte: u8, of: &Self, from: usize, to: usize) {
        self.bytes.push(byte);
        self.places.push((of.places[from].0, of.places[to - 1].1));
    }

    fn push_letter(&mut self, letter: char, of: &Self, from: usize, to: usize) {
        let mut buffer = [0; 4];
        letter.encode_utf8(&mut buffer).bytes().for_each(|byte| self.push(byte, of, from, to));
    }
}

/// Decodes from the left: `at` tells what stands at a place, as letters and their length in bytes. `None` where nothing was
/// written in this way.
fn decoded(view: &View, at: impl Fn(&[u8]) -> Option<(Decoded, usize)>) -> Option<View> {
    let (mut out, mut place, mut has_changed) = (View::empty(), 0, false);
    while place < view.bytes.len() {
        match at(&view.bytes[place..]) {
            Some((what, length)) => {
                has_changed = true;
                match what {
                    Decoded::Byte(byte) => out.push(byte, view, place, place + length),
                    Decoded::Letter(letter) => out.push_letter(letter, view, place, place + length),
                }
                place += length;
            }
            None => {
                out.push(view.bytes[place], view, place, place + 1);
                place += 1;
            }
        }
    }
    has_changed.then_some(out)
}

enum Decoded {
    Byte(u8),
    Letter(char),
}

/// The value of so many hexadecimal digits.
fn digits(bytes: &[u8], from: usize, length: usize) -> Option<u32> {
    let digits = bytes.get(from..from + length).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn json(view: &View) -> Option<View> {
    decoded(view, |bytes| {
        let [b'\\', second, ..] = bytes else { return None };
        let letter = match second {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'"' | b'\'' | b'\\' | b'/' => char::from(*second),
            b'x' => return Some((Decoded::Byte(u8::try_from(digits(bytes, 2, 2)?).ok()?), 4)),
            b'u' => {
                let first = digits(bytes, 2, 4)?;
                if let Some(letter) = char::from_u32(first) {
                    return Some((Decoded::Letter(letter), 6));
                }
                let low = bytes.get(6..8).filter(|next| *next == b"\\u").and_then(|_| digits(bytes, 8, 4))?;
                let pair = [u16::try_from(first).ok()?, u16::try_from(low).ok()?];
                let letter = char::decode_utf16(pair).next()?.ok()?;
                return Some((Decoded::Letter(letter), 12));
            }
            _ => return None,
        };
        Some((Decoded::Letter(letter), 2))
    })
}

fn percent(view: &View) -> Option<View> {
    decoded(view, escape)
}

fn form(view: &View) -> Option<View> {
    // Without a `+`, this is what `percent` says.
    view.bytes.contains(&b'+').then_some(())?;
    decoded(view, |bytes| match bytes.first() {
        Some(b'+') => Some((Decoded::Byte(b' '), 1)),
        _ => escape(bytes),
    })
}

fn escape(bytes: &[u8]) -> Option<(Decoded, usize)> {
    (bytes.first() == Some(&b'%')).then_some(())?;
    Some((Decoded::Byte(u8::try_from(digits(bytes, 1, 2)?).ok()?), 3))
}

fn html(view: &View) -> Option<View> {
    decoded(view, |bytes| {
        (bytes.first() == Some(&b'&')).then_some(())?;
        let end = bytes.iter().take(12).position(|byte| *byte == b';')?;
        let name = std::str::from_utf8(&bytes[1..end]).ok()?;
        let letter = match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = name.strip_prefix('#')?;
                let number = match number.strip_prefix(['x', 'X']) {
                    Some(number) => u32::from_str_radix(number, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(number)?
            }
        };
        Some((Decoded::Letter(letter), end + 1))
    })
}

/// The runs of letters that `value` knows, line ends aside: values and their places.
fn runs(view: &View, value: impl Fn(u8) -> Option<u8>) -> Vec<Vec<(u8, usize)>> {
    let (mut runs, mut run) = (Vec::new(), Vec::new());
    for (at, byte) in view.bytes.iter().enumerate() {
        match value(*byte) {
            Some(value) => run.push((value, at)),
            None if matches!(byte, b'\r' | b'\n') => {}
            None => runs.push(std::mem::take(&mut run)),
        }
    }
    runs.push(run);
    runs.retain(|run| run.len() >= SHORTEST);
    runs
}

/// All runs of hexadecimal digits, one after the other with a gap; the first digits are left out.
fn hex(view: &View, shift: usize) -> View {
    let value = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut out = View::empty();
    for run in runs(view, value) {
        for pair in run[shift..].as_chunks::<2>().0 {
            out.push(pair[0].0 << 4 | pair[1].0, view, pair[0].1, pair[1].1 + 1);
        }
        gap(&mut out);
    }
    out
}

/// All runs of base64 in both of its alphabets, one after the other with a gap; the first letters are left out.
fn base64(view: &View, shift: usize) -> View {
    let value = |byte: u8| {
        Some(match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        })
    };
    let mut out = View::empty();
    for run in runs(view, value) {
        for group in run[shift..].chunks(4) {
            for (pair, left) in group.windows(2).zip([2, 4, 6]) {
                let byte = pair[0].0 << left | pair[1].0 >> (6 - left);
                out.push(byte, view, pair[0].1, pair[1].1 + 1);
            }
            // Where it was cut, a letter may be left of a byte.
            if let ([rest], Some(last)) = (group, out.places.last_mut()) {
                last.1 = view.places[rest.1].1;
            }
        }
        gap(&mut out);
    }
    out
}

/// What stands apart in the text is not read as one.
fn gap(out: &mut View) {
    if let Some(&(_, end)) = out.places.last() {
        out.bytes.push(0);
        out.places.push((end, end));
    }
}
