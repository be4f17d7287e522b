//! `BODY_SIZE`: the body, decompressed, is neither too small nor too large.

use super::Finding;
use crate::domain::Answer;

pub(super) fn examine(min: Option<u64>, max: Option<u64>, answer: &Answer) -> Finding {
    let size = u64::try_from(answer.body.bytes.len()).unwrap_or(u64::MAX);
    // No bound is larger than what is read, so a body that was cut is above every one.
    let (is_cut, at_least) =
        (answer.body.is_cut, if answer.body.is_cut { "more than " } else { "" });
    let wanted = match (min, max) {
        (Some(min), _) if size < min => Some(format!("at least {min}")),
        (_, Some(max)) if size > max || is_cut => Some(format!("at most {max}")),
        _ => None,
    };
    let unit = if size == 1 { "byte" } else { "bytes" };
    let message = match &wanted {
        Some(wanted) => format!("the body has {at_least}{size} {unit}; {wanted} wanted"),
        None => format!("the body has {at_least}{size} {unit}"),
    };
    Finding { ok: wanted.is_none(), message }
}

#[cfg(test)]
mod tests {
    use super::super::samples::answer;
    use super::*;

    #[test]
    fn both_bounds_belong_to_the_range() {
        let answer = answer(200, "12345");
        for (min, max, ok) in [
            (Some(5), None, true),
            (Some(6), None, false),
            (None, Some(5), true),
            (None, Some(4), false),
            (Some(1), Some(9), true),
        ] {
            assert_eq!(examine(min, max, &answer).ok, ok, "{min:?} {max:?}");
        }
        let message = examine(None, Some(4), &answer).message;
        assert_eq!(message, "the body has 5 bytes; at most 4 wanted");
    }

    #[test]
    fn a_body_that_was_cut_is_larger_than_any_bound() {
        let mut answer = answer(200, "1234");
        answer.body.is_cut = true;
        assert!(!examine(None, Some(4), &answer).ok);
        assert!(examine(Some(4), None, &answer).ok);
    }
}
