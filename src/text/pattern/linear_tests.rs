//! Our automata against the backtracking library: the same answers, but in a
//! time that grows with the text only.

use std::cell::Cell;

use proptest::prelude::*;

use super::testing::Hurried;
use super::*;

const MEBIBYTE: usize = 1024 * 1024;

/// Nothing may be left to backtracking here.
struct Linear;

impl Matcher for Linear {
    fn is_late(&self) -> bool {
        false
    }

    fn backtrack(&self, expression: &str, _: &str) -> Result<bool, GivenUp> {
        panic!("{expression} is left to backtracking")
    }
}

fn is_match(regex: &str, text: &str) -> bool {
    Pattern::compile(regex).unwrap().matches_start_of(text, &Linear).unwrap()
}

/// Expressions of everything that an automaton knows.
fn expressions() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a",
        "b",
        "c",
        ".",
        r"\n",
        "é",
        "[ab]",
        "[^a]",
        r"\w",
        r"\W",
        r"[\s\S]",
        r"\d",
        "^",
        "$",
        r"\A",
        r"\z",
        r"\Z",
        r"\b",
        r"\B",
        "(?m:^)",
        "(?m:$)",
        "(?i:A)",
        "(?-s:.)",
        "(?i:[a-b])",
    ]);
    let leaf = leaf.prop_map(ToOwned::to_owned);
    leaf.prop_recursive(5, 24, 4, |inner| {
        let repetition = prop::sample::select(vec![
            "*", "*?", "+", "+?", "?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}", "{0}",
        ]);
        let look = prop::sample::select(vec!["?=", "?!", "?<=", "?<!"]);
        let group = prop::sample::select(vec!["", "?:", "?i:", "?P<name>"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("(?:{})", parts.join("|"))),
            (inner.clone(), repetition).prop_map(|(part, times)| format!("({part}){times}")),
            (inner.clone(), look).prop_map(|(part, look)| format!("({look}{part})")),
            (inner, group).prop_map(|(part, group)| format!("({group}{part})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn automata_answer_as_the_library_does(regex in expressions(), text in "[abcA\né_ ]{0,8}") {
        let exact = anchored(&regex, PYTHONS_END);
        let Ok(library) = Regex::new(&exact) else { return Ok(()) };
        let Ok(expected) = library.is_match(&text) else { return Ok(()) };
        let tree = Expr::parse_tree(&exact).unwrap().expr;
        let program = Program::of(&tree).unwrap();
        let found = linear::is_match(&program, &text, &|| false).unwrap();
        prop_assert_eq!(found, expected, "automata: {} {:?}", regex, text);
        let found = Pattern::compile(&regex).unwrap().matches_start_of(&text, &Linear).unwrap();
        prop_assert_eq!(found, expected, "whole: {} {:?}", regex, text);
    }
}

#[test]
fn every_way_to_say_that_a_text_is_absent() {
    let absent = [
        "^((?!error).)*$",
        "^((?!error).)*?$",
        "^((?!error).)+$",
        "^(?:(?!error).)*$",
        "^(?P<each>(?!error).)*$",
        r"(?s)^((?!error)[\s\S])*\Z",
        r"(?:(?!error)[\s\S])*$",
        r"(?:(?!error)(?:.|\n))*\Z",
        r"\A(?:(?!error).)*+\Z",
        "^(?>(?:(?!error).)*)$",
        "^(?>(?!error).)*$",
        "(?s)(?!.*error).*",
        "(?!.*error)",
        "(?!.*?error)",
        "^(?!.*error)",
        "^(?!.*(?:error|fatal)).*$",
        "^(?!.*(error|fatal))[^~]*$",
        "^(?:(?!error|fatal).)*$",
        r"\A(?!.*error).*\Z",
        r"^(?!.*\berror\b)",
        "^(?!(?:.|\n)*error)",
        r"^(?![\s\S]*error)",
        "(?i)^(?!.*ERROR)",
        "(?is)^((?!ERROR).)*$",
        "(?x) ^ ( (?! error ) . )* $  # nothing wrong",
        "^(.(?<!error))*$",
        r"(?:.(?<!error))*\Z",
        "^(?=.*fine)(?!.*error)",
        "(?!.*error)(?=.*fine).*$",
        "(?:(?!error).)*(?<!error)$",
        "^(?:[^e]|e(?!rror))*$",
    ];
    for regex in absent {
        for (text, expected) in [
            ("all\nis fine\n", true),
            ("all is fine but one error\n", false),
            ("all is fine\nerror", false),
            ("error: fine", false),
            ("erro is not r, fine", true),
        ] {
            assert_eq!(is_match(regex, text), expected, "{regex} {text:?}");
        }
    }
}

#[test]
fn a_dot_that_is_no_line_break_remains_one() {
    for (regex, text, expected) in [
        ("^(?-s:.)*(?!error)$", "a\nb", false),
        ("(?-s:(?!.*error))", "fine\nerror", true),
        ("(?-s)^(?!.*error).*$", "fine\n", true),
        ("(?m)^(?!.*error).*$", "fine\nfine", true),
        ("(?m)^(?!error).*$(?=\nerror)", "fine\nerror", true),
    ] {
        assert_eq!(is_match(regex, text), expected, "{regex} {text:?}");
    }
}

/// Looks so often at the clock, which is after a bounded amount of work each
/// time, and then has no time left.
struct Looks(Cell<usize>);

impl Matcher for Looks {
    fn is_late(&self) -> bool {
        self.0.set(self.0.get().saturating_sub(1));
        self.0.get() == 0
    }

    fn backtrack(&self, expression: &str, _: &str) -> Result<bool, GivenUp> {
        panic!("{expression} is left to backtracking")
    }
}

#[test]
fn a_mebibyte_is_little_work() {
    let healthy = "All is well: 200 été\n".repeat(MEBIBYTE / 23);
    let ill = format!("{healthy}error");
    let cases = [
        ("^((?!error).)*$", true, false),
        ("(?s)(?!.*error).*", true, false),
        (r"(?:(?!error)[\s\S])*$", true, false),
        ("^(?:(?!error|fatal).)*$", true, false),
        (r"\A(?!.*error).*\Z", true, false),
        ("(?:(?!.*?b).)*z", false, false),
        ("(?:(?!(?:(?!.*?q).)*z).)*error", false, true),
        ("(.*)*(.*)*(.*)*(?!r)rror", false, false),
        ("(?:(?=.*e).*)*$(?!z)", true, true),
        (".*[a-l](?=.{300})", true, true),
    ];
    for (regex, when_healthy, when_ill) in cases {
        let pattern = Pattern::compile(regex).unwrap();
        for (text, expected) in [(&healthy, when_healthy), (&ill, when_ill)] {
            // Once through the text for each look-around and once for the whole.
            let looks = Looks(Cell::new(4 * MEBIBYTE / (1 << 14)));
            assert_eq!(pattern.matches_start_of(text, &looks), Ok(expected), "{regex}");
        }
    }
}

#[test]
fn what_is_large_and_unfavourable_soon_looks_at_the_clock() {
    // Every step leads to a set of states that was never met before.
    let mut random = 1_u32;
    let mut bit = || {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if random >> 31 == 0 { 'a' } else { 'b' }
    };
    let text: String = (0..50_000).map(|_| bit()).collect();
    for regex in [
        ".*a.{2000}c",
        "(?!.*c.{2000}a)",
        ".*a(?:.{40}){1000}(?<=c)",
        r"[\w\s]*a\w{9000}c",
        ".*(?<=a.{2000}c)",
    ] {
        let pattern = Pattern::compile(regex).unwrap();
        let looks = Looks(Cell::new(100));
        let matched = pattern.matches_start_of(&text, &looks);
        assert_eq!(matched, Err(GivenUp::OutOfTime), "{regex}");
    }
}

#[test]
fn a_small_text_needs_no_time_and_a_large_one_has_to_have_it() {
    let pattern = Pattern::compile("^((?!error).)*$").unwrap();
    assert_eq!(pattern.matches_start_of("all is fine", &Hurried), Ok(true));
    let large = "a".repeat(MEBIBYTE);
    assert_eq!(pattern.matches_start_of(&large, &Hurried), Err(GivenUp::OutOfTime));
    let plain = Pattern::compile("a+$").unwrap();
    assert_eq!(plain.matches_start_of(&large, &Hurried), Err(GivenUp::OutOfTime));
    assert_eq!(plain.matches_start_of(&large[..10_000], &Hurried), Ok(true));
}
