//! `HTTP_STATUS`: the status code lies in a half-open range.

use super::Finding;
use crate::domain::{Answer, StatusRange};

pub(super) fn examine(range: StatusRange, answer: &Answer) -> Finding {
    Finding { ok: range.contains(answer.status), message: format!("HTTP {}", answer.status) }
}

#[cfg(test)]
mod tests {
    use super::super::samples::answer;
    use super::*;

    #[test]
    fn the_end_of_the_range_is_excluded() {
        let range = StatusRange { from: 200, until: 205 };
        for (status, ok) in [(199, false), (200, true), (204, true), (205, false)] {
            let finding = examine(range, &answer(status, ""));
            assert_eq!(finding, Finding { ok, message: format!("HTTP {status}") });
        }
    }
}
