//! Regular expressions, with the meaning that they have in cachet-url-monitor.
//!
//! Matching ends in time, whatever the expression: one without look-around goes
//! to the regex library, one with look-around to automata of our own, both of
//! which take as long as the text is; only what has to be matched by
//! backtracking, as with back-references, is left to somebody who can end it.

mod alphabet;
mod linear;
mod program;
mod size;

use std::fmt;
use std::sync::{Arc, OnceLock};

use fancy_regex::{Assertion, CompileError, Error, Expr, Regex};

use self::program::{NoProgram, PYTHONS_END, Program};
use self::size::size;

/// In bytes; a longer one would take a noticeable time before it is anything.
const LONGEST: usize = 256 * 1024;
/// As many as [`size::MOST_STATES`] where each becomes a program for backtracking, which is larger.
const MOST_STATES_OF_BACKTRACKING: usize = 10_000;
/// A look-behind becomes an automaton over bytes, in which a class has hundreds of states.
const WEIGHT_OF_BEHIND: usize = 50;
const TOO_LARGE: &str = "it is too large once its repetitions are written out";
/// `$` as it is where nothing follows: taking the last line break along does not show.
const PLAIN_END: &str = r"(?:\n?\z)";
/// States times bytes that the library gets through in half a second, however
/// unfavourable they are: it cannot be stopped.
const MOST_WORK_AT_ONCE: usize = 1 << 25;
/// So much is not worth a look at the clock.
const LEAST_WORK: usize = 1 << 20;

/// The port through which an expression is matched that could take for ever.
pub(crate) trait Matcher {
    /// Whether there is no time left.
    fn is_late(&self) -> bool;
    /// Whether `expression`, in the words of the regex library, matches `text`;
    /// tried by backtracking for as long as there is time.
    ///
    /// # Errors
    ///
    /// Why it was given up.
    fn backtrack(&self, expression: &str, text: &str) -> Result<bool, GivenUp>;
}

/// A compiled regular expression and the text it was made of.
///
/// Matched at the start of a text (the body, a header's value), where `.` also
/// matches a line break. `$` matches before a last line break as well, and `\Z`
/// only at the end: both as in Python.
#[derive(Clone)]
pub(crate) struct Pattern {
    text: Arc<str>,
    engine: Arc<Engine>,
}

/// Why matching was given up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GivenUp {
    /// There was no time left.
    #[error("it takes longer than the service's timeout leaves")]
    OutOfTime,
    /// The backtracking had more to remember than it may.
    #[error("it needs more memory than it may have")]
    OutOfMemory,
    /// The system gives no process for it.
    #[error("no process can be started for it: {0}")]
    NoProcess(String),
}

/// How an expression is matched.
enum Engine {
    /// By the regex library alone, or by our automata where that could take long:
    /// they are made when they are needed, if there can be any.
    Plain { library: Regex, size: usize, program: OnceLock<Option<Program>> },
    /// By our automata.
    Linear(Program),
    /// By backtracking.
    Backtracking,
}

impl Pattern {
    /// Compiles `text`.
    ///
    /// # Errors
    ///
    /// The reason, in words, when it is not a regular expression.
    pub(crate) fn compile(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("it is longer than {} KiB", LONGEST >> 10));
        }
        // The bare text is parsed too, so that `a)(b` cannot slip out of the group.
        Expr::parse_tree(text).map_err(|error| error.to_string())?;
        let engine = Engine::of(text)?;
        Ok(Self { text: Arc::from(text), engine: Arc::new(engine) })
    }

    /// As configured.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it can take any time, but for a `matcher` that ends it.
    #[must_use]
    pub(crate) fn needs_backtracking(&self) -> bool {
        matches!(*self.engine, Engine::Backtracking)
    }

    /// Whether `text` matches at its start.
    ///
    /// # Errors
    ///
    /// Why matching was given up.
    pub(crate) fn matches_start_of(
        &self,
        text: &str,
        matcher: &dyn Matcher,
    ) -> Result<bool, GivenUp> {
        let linear = |program: &Program| {
            linear::is_match(program, text, &|| matcher.is_late()).ok_or(GivenUp::OutOfTime)
        };
        let backtrack = || matcher.backtrack(&anchored(&self.text, PYTHONS_END), text);
        match &*self.engine {
            Engine::Plain { library, size, program } => {
                let work = size.saturating_mul(text.len());
                if work <= LEAST_WORK || work <= MOST_WORK_AT_ONCE && !matcher.is_late() {
                    // Without backtracking, nothing can go wrong.
                    return library.is_match(text).map_err(|_| GivenUp::OutOfMemory);
                }
                let program = program.get_or_init(|| Program::of(&tree(&self.text).ok()?).ok());
                program.as_ref().map_or_else(backtrack, linear)
            }
            Engine::Linear(program) => linear(program),
            Engine::Backtracking => backtrack(),
        }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pattern({:?})", self.text)
    }
}

impl Engine {
    fn of(text: &str) -> Result<Self, String> {
        let tree = tree(text)?;
        if is_plain(&tree, true) {
            let size = size(&tree, 1);
            return match compiled(&anchored(text, PLAIN_END)) {
                Ok(library) => Ok(Self::Plain { library, size, program: OnceLock::new() }),
                Err(reason) => Program::of(&tree).map(Self::Linear).map_err(|_| reason),
            };
        }
        match Program::of(&tree) {
            Ok(program) => return Ok(Self::Linear(program)),
            Err(NoProgram::Invalid(reason)) => return Err(reason),
            Err(NoProgram::TooLarge | NoProgram::NeedsBacktracking) => {}
        }
        if tree.has_descendant_or_self(|part| matches!(part, Expr::SubroutineCall(_))) {
            // Each call is written out as well, and those within it.
            return Err("it calls one of its groups, which Python does not know either".to_owned());
        }
        if size(&tree, WEIGHT_OF_BEHIND) > MOST_STATES_OF_BACKTRACKING {
            return Err(TOO_LARGE.to_owned());
        }
        compiled(&anchored(text, PYTHONS_END)).map(|_| Self::Backtracking)
    }
}

/// The whole expression, with what Python means by `$`.
fn tree(text: &str) -> Result<Expr, String> {
    let tree = Expr::parse_tree(&anchored(text, PYTHONS_END));
    tree.map(|tree| tree.expr).map_err(|error| error.to_string())
}

/// Compiled by the library.
fn compiled(expression: &str) -> Result<Regex, String> {
    Regex::new(expression).map_err(|error| match &error {
        Error::CompileError(reason) => match &**reason {
            CompileError::InnerError(inner) if inner.size_limit().is_some() => TOO_LARGE.to_owned(),
            _ => error.to_string(),
        },
        _ => error.to_string(),
    })
}

/// Whether the library's linear engine is enough for it. It knows no `$` as
/// Python has it, but where nothing follows.
fn is_plain(expression: &Expr, is_last: bool) -> bool {
    if program::is_pythons_end(expression) {
        return is_last;
    }
    match expression {
        Expr::Empty | Expr::Any { .. } | Expr::Literal { .. } | Expr::Delegate { .. } => true,
        Expr::Assertion(assertion) => matches!(
            assertion,
            Assertion::StartText
                | Assertion::EndText
                | Assertion::StartLine { .. }
                | Assertion::EndLine { .. }
                | Assertion::WordBoundary
                | Assertion::NotWordBoundary
        ),
        Expr::Group(child) => is_plain(child, is_last),
        Expr::Alt(children) => children.iter().all(|child| is_plain(child, is_last)),
        Expr::Repeat { child, hi, .. } => is_plain(child, is_last && *hi <= 1),
        Expr::Concat(children) => match children.split_last() {
            Some((last, before)) => {
                is_plain(last, is_last) && before.iter().all(|child| is_plain(child, false))
            }
            None => true,
        },
        _ => false,
    }
}

/// The expression as the library is to have it: at the start of a text, and
/// with `end` for what Python means by `$`.
fn anchored(text: &str, end: &str) -> String {
    let inner = from_python(text, end);
    let whole = format!(r"(?s)\A(?:{inner})");
    if Expr::parse_tree(&whole).is_ok() {
        return whole;
    }
    // A comment at its end, after `(?x)`, would take the parenthesis along.
    format!("(?s)\\A(?:{inner}\n)")
}

/// The ends of a text in the words of the regex library, `end` for `$`.
fn from_python(text: &str, end: &str) -> String {
    let is_multiline = has_multiline_flag(text);
    let mut result = String::with_capacity(text.len() + 8);
    let mut characters = text.chars().peekable();
    let mut classes = 0_usize;
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some('Z')) if classes == 0 => {
                characters.next();
                result.push_str(r"\z");
                continue;
            }
            ('\\', Some(&escaped)) => {
                characters.next();
                result.extend([character, escaped]);
                continue;
            }
            ('$', after)
                if classes == 0 && !is_multiline && !after.copied().is_some_and(repeats) =>
            {
                result.push_str(end);
                continue;
            }
            ('[', _) => classes += 1,
            (']', _) => classes = classes.saturating_sub(1),
            _ => {}
        }
        result.push(character);
        // A bracket that comes first in a class stands for itself.
        if character == '[' {
            result.extend(characters.next_if_eq(&'^'));
            result.extend(characters.next_if_eq(&']'));
        }
    }
    result
}

/// A repetition, which no end can have.
fn repeats(character: char) -> bool {
    matches!(character, '*' | '+' | '?' | '{')
}

/// Whether `(?m)` or `(?im:` is anywhere in it: there `$` is the end of a line.
fn has_multiline_flag(text: &str) -> bool {
    text.split("(?").skip(1).any(|group| {
        group.chars().take_while(char::is_ascii_alphabetic).any(|flag| flag == 'm')
            && !group.starts_with('P')
    })
}

#[cfg(test)]
mod linear_tests;
#[cfg(test)]
pub(crate) mod testing;

#[cfg(test)]
mod tests {
    use super::testing::Unhurried;
    use super::*;

    #[test]
    fn the_ends_of_a_text_are_those_of_python() {
        let cases = [
            ("ab$", "ab", true),
            ("ab$", "ab\n", true),
            ("ab$", "ab\n\n", false),
            ("ab$", "ab\nc", false),
            ("(ab$|x$)", "ab\n", true),
            ("a$\nb", "a\nb", false),
            ("(?m)ab$", "ab\nc", true),
            ("(?im:AB$)", "ab\nc", true),
            (r"ab\Z", "ab", true),
            (r"ab\Z", "ab\n", false),
            (r"ab\$", "ab$", true),
            (r"ab\$", "ab", false),
            ("ab[$]", "ab$", true),
            ("ab[]$]$", "ab]\n", true),
            ("ab[^]$]$", "ab$", false),
            ("ab[[:digit:]$]$", "ab$\n", true),
            (r"a[\]$]b$", "a$b", true),
            (r"a\\$", "a\\\n", true),
            ("^$", "", true),
            ("$", "\n", true),
            ("$", "\na", false),
        ];
        for (regex, text, expected) in cases {
            let pattern = Pattern::compile(regex).unwrap();
            assert_eq!(
                pattern.matches_start_of(text, &Unhurried),
                Ok(expected),
                "{regex} {text:?}"
            );
        }
    }

    #[test]
    fn look_around_and_backreferences_work() {
        for (regex, expected) in [
            (r"(a)\1", true),
            (r"(?P<x>a)(?P=x)", true),
            ("a(?=a)", true),
            ("a(?!a)", false),
            (r"aa\b b", true),
            ("(?<=x)a", false),
        ] {
            let pattern = Pattern::compile(regex).unwrap();
            assert_eq!(pattern.matches_start_of("aa b", &Unhurried), Ok(expected), "{regex}");
        }
    }

    #[test]
    fn a_group_cannot_be_left() {
        for regex in ["a)(b", ")", "(", "a)|(b", "["] {
            assert!(Pattern::compile(regex).is_err(), "{regex}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_a_regex_remains_one(text in r"[ab$Zzm\[\]^()|\\?:*]{0,12}") {
            if fancy_regex::Regex::new(&text).is_ok() {
                let anchored = format!(r"(?s)\A(?:{text})");
                let was_one = fancy_regex::Regex::new(&anchored).is_ok();
                proptest::prop_assert_eq!(Pattern::compile(&text).is_ok(), was_one, "{}", text);
            }
        }
    }
}
