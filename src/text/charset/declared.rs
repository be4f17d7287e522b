//! What a header field or a document says of its character set.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How far a document is looked through for what it says of itself.
const LOOKED_AT: usize = 1_024;

/// One that is not known counts as none.
fn known(label: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label)
}

/// The `charset` of a `Content-Type`.
pub(super) fn by_content_type(value: &str) -> Option<&'static Encoding> {
    let mut parameters = value.split([';', ',']).skip(1);
    parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        known(value.trim().trim_matches(['"', '\'']).as_bytes()).filter(|_| is_charset)
    })
}

/// What the beginning of an HTML or XML document says.
pub(super) fn by_document(bytes: &[u8], content_type: Option<&str>) -> Option<&'static Encoding> {
    let start = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let kind = content_type.map(str::to_ascii_lowercase);
    let says = |word| kind.as_ref().is_none_or(|kind| kind.contains(word));
    let by_xml = || Some(start).filter(|_| says("xml") || says("html")).and_then(by_declaration);
    let by_html = || Some(start).filter(|_| says("html")).and_then(by_meta);
    let encoding = by_xml().or_else(by_html)?;
    // What could be read so far is not UTF-16.
    Some(if [UTF_16BE, UTF_16LE].contains(&encoding) {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    })
}

/// `<?xml version="1.0" encoding="iso-8859-1"?>`
fn by_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let end = rest.windows(2).position(|two| two == b"?>")?;
    let mut attributes = Attributes(rest.get(..end)?);
    attributes.find(|(name, _)| name == b"encoding").and_then(|(_, value)| known(&value))
}

/// The first `<meta>` that names a character set that is known.
fn by_meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut rest = bytes;
    loop {
        let start = rest.iter().position(|byte| *byte == b'<')?;
        rest = rest.get(start + 1..)?;
        if let Some(comment) = rest.strip_prefix(b"!--") {
            // `<!-->` is a whole one.
            let end = comment.windows(3).position(|three| three == b"-->");
            let is_empty = comment.starts_with(b">");
            rest = if is_empty { comment } else { comment.get(end? + 3..)? };
            continue;
        }
        let is_meta = rest.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"meta"));
        let ends = rest.get(4).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/');
        if is_meta && ends {
            let mut attributes = Attributes(rest.get(4..)?);
            if let Some(encoding) = of_meta(&mut attributes) {
                return Some(encoding);
            }
            rest = attributes.0;
        }
    }
}

fn of_meta(attributes: &mut Attributes<'_>) -> Option<&'static Encoding> {
    let (mut charset, mut content, mut is_content_type) = (None, None, false);
    for (name, value) in attributes {
        match name.as_slice() {
            b"charset" => charset = charset.or(Some(value)),
            b"content" => content = content.or(Some(value)),
            b"http-equiv" => is_content_type = value.eq_ignore_ascii_case(b"content-type"),
            _ => {}
        }
    }
    let within = || {
        let content = content.filter(|_| is_content_type)?;
        let content = content.to_ascii_lowercase();
        let at = content.windows(7).position(|seven| seven == b"charset")?;
        let value = content.get(at + 7..)?.trim_ascii_start().strip_prefix(b"=")?;
        let value = value.trim_ascii_start();
        let is_end = |byte: &u8| *byte == b';' || byte.is_ascii_whitespace();
        let length = value.iter().position(is_end).unwrap_or(value.len());
        let is_quote = |byte: &u8| b"\"'".contains(byte);
        let label: Vec<u8> =
            value.iter().take(length).copied().filter(|byte| !is_quote(byte)).collect();
        known(&label)
    };
    charset.and_then(|label| known(&label)).or_else(within)
}

/// The attributes of a tag, names in lower case, up to its end.
struct Attributes<'a>(&'a [u8]);

impl<'a> Attributes<'a> {
    fn take_while(&mut self, is_part: impl Fn(u8) -> bool) -> &'a [u8] {
        let length = self.0.iter().position(|byte| !is_part(*byte)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    fn skip_space(&mut self) {
        self.take_while(|byte| byte.is_ascii_whitespace());
    }

    fn value(&mut self) -> Vec<u8> {
        self.skip_space();
        let Some(quote) = self.0.first().copied().filter(|byte| b"\"'".contains(byte)) else {
            return self.take_while(|byte| !byte.is_ascii_whitespace() && byte != b'>').to_vec();
        };
        self.0 = self.0.get(1..).unwrap_or_default();
        let value = self.take_while(|byte| byte != quote);
        self.0 = self.0.get(1..).unwrap_or_default();
        value.to_vec()
    }
}

impl Iterator for Attributes<'_> {
    type Item = (Vec<u8>, Vec<u8>);

    fn next(&mut self) -> Option<Self::Item> {
        self.take_while(|byte| byte.is_ascii_whitespace() || byte == b'/');
        let first = *self.0.first()?;
        if first == b'>' {
            return None;
        }
        // A name has at least one letter, even if that is a stray `=`.
        let rest = self.0.get(1..).unwrap_or_default();
        self.0 = rest;
        let is_name = |byte: u8| !byte.is_ascii_whitespace() && !b"/>=".contains(&byte);
        let mut name = vec![first.to_ascii_lowercase()];
        name.extend(self.take_while(is_name).to_ascii_lowercase());
        self.skip_space();
        let Some(rest) = self.0.strip_prefix(b"=") else { return Some((name, Vec::new())) };
        self.0 = rest;
        let value = self.value();
        Some((name, value))
    }
}
