//! `HTTP_STATUS`: the status code is one of those that are wanted.

use super::Finding;
use crate::domain::{Answer, StatusCodes};

pub(super) fn examine(codes: &StatusCodes, answer: &Answer) -> Finding {
    Finding { ok: codes.contains(answer.status), message: format!("HTTP {}", answer.status) }
}

#[cfg(test)]
mod tests {
    use super::super::samples::answer;
    use super::*;
    use crate::domain::StatusRange;

    #[test]
    fn the_end_of_a_range_is_excluded_and_any_range_will_do() {
        let ranges =
            vec![StatusRange { from: 200, until: 205 }, StatusRange { from: 401, until: 402 }];
        let codes = StatusCodes::new(ranges).unwrap();
        for (status, ok) in [
            (199, false),
            (200, true),
            (204, true),
            (205, false),
            (400, false),
            (401, true),
            (402, false),
        ] {
            let finding = examine(&codes, &answer(status, ""));
            assert_eq!(finding, Finding { ok, message: format!("HTTP {status}") });
        }
    }
}
