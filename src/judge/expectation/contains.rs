//! `CONTAINS`: a text stands somewhere in the body.

use super::{Finding, cut_note};
use crate::domain::Answer;

pub(super) fn examine(text: &str, answer: &Answer) -> Finding {
    let ok = answer.text().contains(text);
    let message = if ok {
        format!("the body contains {text:?}")
    } else {
        format!("the body does not contain {text:?}{}", cut_note(answer))
    };
    Finding { ok, message }
}

#[cfg(test)]
mod tests {
    use super::super::samples::answer;
    use super::*;

    #[test]
    fn a_text_is_found_anywhere_and_a_cut_is_said() {
        let mut answer = answer(200, "<html><body>été</body></html>");
        assert!(examine("été", &answer).ok);
        assert_eq!(examine("hiver", &answer).message, "the body does not contain \"hiver\"");
        answer.body.is_cut = true;
        assert!(examine("hiver", &answer).message.ends_with("(only the first 1 MiB was read)"));
    }
}
