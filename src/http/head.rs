//! The head of an answer, read as browsers and curl read it; pure.
//!
//! Servers on the real web print warnings among their header fields, fold them, or
//! leave control characters in. None of that is a reason to call a site down, so
//! what is no header field is left out. What decides where the answer ends stays
//! strict: two readers that disagree on it see two different answers.

/// What a head may amount to.
const MAX_BYTES: usize = 256 * 1024;
/// How many lines it may have beside the status line.
const MAX_LINES: usize = 2_000;
/// How much of a line an error names.
const MAX_NAMED: usize = 80;

/// The beginning of every answer that is one.
const PROTOCOL: &[u8] = b"HTTP/1.";

/// A header field of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// In lower case.
    pub(super) name: String,
    /// Without control characters and without white space around it.
    pub(super) value: Vec<u8>,
}

impl Field {
    /// The value as text: UTF-8, else Latin-1.
    pub(super) fn text(&self) -> String {
        let text = std::str::from_utf8(&self.value).map_or_else(
            |_| self.value.iter().copied().map(char::from).collect(),
            ToOwned::to_owned,
        );
        match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }
    }
}

/// A whole head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The 1 of HTTP/1.1.
    minor: u8,
    /// Three digits.
    pub(super) status: u16,
    /// In the order in which they came.
    pub(super) fields: Vec<Field>,
    /// What `Content-Length` says.
    length: Option<u64>,
}

impl Head {
    /// The values of a field, which is named in lower case.
    pub(super) fn values<'a>(
        &'a self,
        name: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.name == name)
    }

    /// The elements of a field whose values are lists, in lower case.
    pub(super) fn elements<'a>(&'a self, name: &'a str) -> impl Iterator<Item = String> + 'a {
        self.values(name).flat_map(|field| {
            let text = field.text().to_ascii_lowercase();
            let elements = text.split(',').map(|element| element.trim().to_owned());
            elements.filter(|element| !element.is_empty()).collect::<Vec<_>>()
        })
    }

    /// Whether another head follows.
    pub(super) fn is_interim(&self) -> bool {
        (100..200).contains(&self.status) && self.status != 101
    }

    /// Whether the body comes in chunks, which win over any length. The first version
    /// of HTTP knows none.
    pub(super) fn is_chunked(&self) -> bool {
        self.minor == 1 && self.elements("transfer-encoding").any(|coding| coding == "chunked")
    }

    /// The head without anything that does not say where the answer ends: what any
    /// parser is sure to take. Chunks end with the connection, for whoever does not
    /// read them.
    pub(super) fn framing(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.{} {:03}\r\n", self.minor, self.status);
        if !self.is_interim() {
            if let Some(length) = self.length.filter(|_| !self.is_chunked()) {
                head.extend(["content-length: ", &length.to_string(), "\r\n"]);
            }
            head.push_str("connection: close\r\n");
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}

/// Why something is no head; for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoHead(pub(super) String);

/// Collects bytes until they are a head.
#[derive(Debug, Default)]
pub(super) struct HeadReader {
    bytes: Vec<u8>,
    /// Where the line begins that is not complete yet.
    line_start: usize,
    /// How far it was looked for its end.
    seen: usize,
    lines: usize,
    has_begun: bool,
}

impl HeadReader {
    /// Takes more bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// What came after the last head.
    pub(super) fn into_rest(self) -> Vec<u8> {
        self.bytes
    }

    /// The next head, once it is complete. What follows it is kept.
    pub(super) fn next(&mut self) -> Result<Option<Head>, NoHead> {
        while let Some(end) = self.end_of_line() {
            let line = without_cr(self.bytes.get(self.line_start..end).unwrap_or_default());
            let is_empty = line.is_empty();
            if !self.has_begun {
                self.has_begun = !is_empty;
                if self.has_begun {
                    status_line(line)?;
                }
            } else if is_empty {
                return self.take(end + 1).map(Some);
            }
            self.lines += 1;
            self.line_start = end + 1;
            if self.lines > MAX_LINES + 1 {
                return Err(NoHead(format!("more than {MAX_LINES} lines of headers")));
            }
            if end > MAX_BYTES {
                return Err(too_long());
            }
        }
        self.objection().map_or(Ok(None), Err)
    }

    fn end_of_line(&mut self) -> Option<usize> {
        let unseen = self.bytes.get(self.seen..).unwrap_or_default();
        let found = unseen.iter().position(|byte| *byte == b'\n');
        let end = found.map(|at| self.seen + at);
        self.seen = end.map_or(self.bytes.len(), |end| end + 1);
        end
    }

    /// What is wrong already with the bytes of a line that is not complete.
    fn objection(&self) -> Option<NoHead> {
        if self.bytes.len() > MAX_BYTES {
            return Some(too_long());
        }
        let line = self.bytes.get(self.line_start..).unwrap_or_default();
        let length = line.len().min(PROTOCOL.len());
        let is_no_protocol = line.get(..length) != PROTOCOL.get(..length) && line != b"\r";
        (!self.has_begun && is_no_protocol).then(|| no_status_line(line))
    }

    fn take(&mut self, end: usize) -> Result<Head, NoHead> {
        let rest = self.bytes.split_off(end);
        let head = parse(&self.bytes);
        *self = Self { bytes: rest, ..Self::default() };
        head
    }
}

fn too_long() -> NoHead {
    NoHead(format!("more than {} KiB of headers", MAX_BYTES / 1024))
}

/// A complete head: its lines, and the empty one at its end.
fn parse(bytes: &[u8]) -> Result<Head, NoHead> {
    let lines = bytes.split(|byte| *byte == b'\n').map(without_cr);
    let mut lines = lines.skip_while(|line| line.is_empty());
    let (minor, status) = status_line(lines.next().unwrap_or_default())?;
    let fields = fields(lines);
    let length = length(&fields)?;
    Ok(Head { minor, status, fields, length })
}

fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The version's last digit and the status. Spaces may be several, and the reason
/// may be anything.
fn status_line(line: &[u8]) -> Result<(u8, u16), NoHead> {
    let read = || {
        let (minor, rest) = line.strip_prefix(PROTOCOL)?.split_first()?;
        let minor = minor.checked_sub(b'0').filter(|minor| *minor <= 1)?;
        let rest = rest.strip_prefix(b" ")?.trim_ascii_start();
        let (digits, rest) = rest.split_at_checked(3)?;
        let goes_on = rest.first().is_some_and(u8::is_ascii_digit);
        if goes_on || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let status: u16 = std::str::from_utf8(digits).ok()?.parse().ok()?;
        (status >= 100).then_some((minor, status))
    };
    read().ok_or_else(|| no_status_line(line))
}

fn no_status_line(line: &[u8]) -> NoHead {
    NoHead(format!("{} is no status line", named(without_cr(line))))
}

/// A line as an error names it.
fn named(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line.get(..4 * MAX_NAMED).unwrap_or(line));
    match text.char_indices().nth(MAX_NAMED) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

fn fields<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    // What goes on on the next line is as good as its beginning.
    let mut goes_on = false;
    for line in lines {
        let is_continuation = matches!(line.first(), Some(b' ' | b'\t'));
        if !is_continuation {
            let field = field(line);
            goes_on = field.is_some();
            fields.extend(field);
        } else if let Some(last) = fields.last_mut().filter(|_| goes_on) {
            let more = clean(line);
            if !last.value.is_empty() && !more.is_empty() {
                last.value.push(b' ');
            }
            last.value.extend(more);
        }
    }
    fields
}

fn field(line: &[u8]) -> Option<Field> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at(colon);
    let name = name.trim_ascii_end();
    if name.is_empty() || !name.iter().copied().all(is_token) {
        return None;
    }
    let name = String::from_utf8(name.to_ascii_lowercase()).ok()?;
    Some(Field { name, value: clean(value.get(1..).unwrap_or_default()) })
}

fn clean(value: &[u8]) -> Vec<u8> {
    let is_kept = |byte: &u8| *byte == b'\t' || !byte.is_ascii_control();
    let kept: Vec<u8> = value.iter().copied().filter(is_kept).collect();
    kept.trim_ascii().to_vec()
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The one length that all fields agree on.
fn length(fields: &[Field]) -> Result<Option<u64>, NoHead> {
    let mut length = None;
    for field in fields.iter().filter(|field| field.name == "content-length") {
        let line = || named(&[b"Content-Length: ", field.value.as_slice()].concat());
        for element in field.value.split(|byte| *byte == b',') {
            let digits = element.trim_ascii();
            let digits = digits.strip_prefix(b"+").unwrap_or(digits);
            let number = Some(digits)
                .filter(|digits| digits.iter().all(u8::is_ascii_digit))
                .and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u64>().ok())
                .ok_or_else(|| NoHead(format!("{} is no length", line())))?;
            if length.is_some_and(|other| other != number) {
                return Err(NoHead(format!("{} contradicts another length", line())));
            }
            length = Some(number);
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests;
