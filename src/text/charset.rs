//! From bytes to text, as browsers do it (WHATWG Encoding); pure.

mod declared;

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// What a program printed, which says nothing of its character set: UTF-8 where it is
/// valid, else windows-1252.
pub(crate) fn printed(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = if is_utf8(bytes, true) { UTF_8 } else { WINDOWS_1252 };
    decoded(encoding, bytes, true)
}

/// The text of a body, without a byte order mark.
///
/// Its character set is that of a byte order mark, else what the last of
/// `content_types` says, else what the document says of itself, else UTF-8 where it
/// is valid, else windows-1252. `is_cut` says that `bytes` are only a beginning.
pub(crate) fn decode<'a, 'b>(
    bytes: &'a [u8],
    content_types: impl DoubleEndedIterator<Item = &'b str> + Clone,
    is_cut: bool,
) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(encoding, bytes.get(mark..).unwrap_or_default(), is_cut);
    }
    let said = content_types.clone().rev().find_map(declared::by_content_type);
    let encoding = said
        .or_else(|| declared::by_document(bytes, content_types.last()))
        .unwrap_or_else(|| if is_utf8(bytes, is_cut) { UTF_8 } else { WINDOWS_1252 });
    decoded(encoding, bytes, is_cut)
}

fn decoded<'a>(encoding: &'static Encoding, bytes: &'a [u8], is_cut: bool) -> Cow<'a, str> {
    // Half a character at the cut is nothing that the server sent.
    let bytes = if is_cut && encoding == UTF_8 { whole_characters(bytes) } else { bytes };
    encoding.decode_without_bom_handling(bytes).0
}

/// Whether the bytes are UTF-8, but for a last character that was cut in two.
fn is_utf8(bytes: &[u8], is_cut: bool) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => is_cut && error.error_len().is_none(),
    }
}

/// The bytes without a last character that is incomplete.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => {
            bytes.get(..error.valid_up_to()).unwrap_or(bytes)
        }
        _ => bytes,
    }
}

#[cfg(test)]
mod tests;
