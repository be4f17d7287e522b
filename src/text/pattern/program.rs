//! The automata of an expression that needs no backtracking: one for itself,
//! and one for each look-around in it.
//!
//! Only whether an expression matches is asked, never where or how: so a
//! look-around is a property of each place in a text, found in one walk over
//! the text, and greedy and lazy repetitions are the same.

use std::collections::HashMap;
use std::sync::LazyLock;

use fancy_regex::{Assertion, Expr, LookAround};
use regex_syntax::hir::{Class as HirClass, HirKind};

use super::alphabet::{Alphabet, Class};
use super::size::{MOST_STATES, size};

/// Every place of a text is looked at for each of them.
const MOST_LOOK_AROUNDS: usize = 64;
/// As many as there are bits in the word that tells which of them hold.
const MOST_ASSERTIONS: usize = 64;

/// The end of a text as Python's `$` has it, in the words of the regex library:
/// a form of its own, which nobody writes by hand and which can be repeated.
pub(crate) const PYTHONS_END: &str = r"(?:(?=(?-i:\n)?\z)|(?!))";
static END: LazyLock<Option<Expr>> = LazyLock::new(|| tree(PYTHONS_END));

fn tree(text: &str) -> Option<Expr> {
    Expr::parse_tree(text).ok().map(|tree| tree.expr)
}

/// Whether this is [`PYTHONS_END`].
pub(crate) fn is_pythons_end(expression: &Expr) -> bool {
    END.as_ref() == Some(expression)
}

/// An expression as automata.
#[derive(Debug)]
pub(crate) struct Program {
    /// The look-arounds, each after those within it.
    pub(crate) look_arounds: Vec<Automaton>,
    /// The expression itself.
    pub(crate) whole: Automaton,
}

/// In which direction a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To its end: an expression, and what is behind.
    Forwards,
    /// To its beginning: what is ahead.
    Backwards,
}

/// A state of an automaton.
#[derive(Debug, Clone, Copy)]
pub(crate) enum State {
    /// A character of this class leads to the next state.
    Character { class: usize, next: usize },
    /// Both are reached as well.
    Fork(usize, usize),
    /// Leads to the next state where the assertion of that number holds.
    Assert { number: usize, next: usize },
    /// The expression has matched.
    Match,
}

/// What holds or does not hold at a place between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    TextStart,
    TextEnd,
    /// The end, or before a line break that is the last character.
    PythonsEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
    /// What the look-around of that number found, or did not.
    LookAround {
        number: usize,
        is_wanted: bool,
    },
}

/// A machine that reads a text once.
#[derive(Debug)]
pub(crate) struct Automaton {
    pub(crate) direction: Direction,
    pub(crate) states: Vec<State>,
    pub(crate) start: usize,
    pub(crate) places: Vec<Place>,
    pub(crate) alphabet: Alphabet,
}

/// Why there is no program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoProgram {
    /// The expression needs backtracking, or is of a rare kind.
    NeedsBacktracking,
    /// It would have too many states.
    TooLarge,
    /// It is not a valid expression.
    Invalid(String),
}

impl Program {
    /// The automata of an expression.
    pub(crate) fn of(expression: &Expr) -> Result<Self, NoProgram> {
        if size(expression, 1) > MOST_STATES {
            return Err(NoProgram::TooLarge);
        }
        let mut looks = LookArounds::default();
        let whole = automaton(expression, Direction::Forwards, &mut looks)?;
        Ok(Self { look_arounds: looks.automata, whole })
    }
}

/// The look-arounds met so far; equal ones are one.
#[derive(Default)]
struct LookArounds {
    known: Vec<(Expr, Direction)>,
    automata: Vec<Automaton>,
}

impl LookArounds {
    fn number(&mut self, expression: &Expr, direction: Direction) -> Result<usize, NoProgram> {
        let is_it = |(known, way): &(Expr, Direction)| *way == direction && known == expression;
        if let Some(number) = self.known.iter().position(is_it) {
            return Ok(number);
        }
        let automaton = automaton(expression, direction, self)?;
        if self.automata.len() == MOST_LOOK_AROUNDS {
            return Err(NoProgram::NeedsBacktracking);
        }
        self.automata.push(automaton);
        self.known.push((expression.clone(), direction));
        Ok(self.automata.len() - 1)
    }
}

fn automaton(
    expression: &Expr,
    direction: Direction,
    looks: &mut LookArounds,
) -> Result<Automaton, NoProgram> {
    let mut draft = Draft {
        direction,
        states: vec![State::Match],
        places: Vec::new(),
        classes: Vec::new(),
        fragments: HashMap::new(),
        looks,
    };
    let start = draft.add(expression, 0)?;
    let Draft { states, places, classes, .. } = draft;
    Ok(Automaton { direction, states, start, places, alphabet: Alphabet::of(&classes) })
}

/// An automaton that is being made, from its end to its start.
struct Draft<'a> {
    direction: Direction,
    states: Vec<State>,
    places: Vec<Place>,
    classes: Vec<Class>,
    /// The class of each piece of text that stands for one character.
    fragments: HashMap<String, usize>,
    looks: &'a mut LookArounds,
}

impl Draft<'_> {
    /// Adds what matches `expression` and then goes on with the state `next`; its first state.
    fn add(&mut self, expression: &Expr, next: usize) -> Result<usize, NoProgram> {
        if is_pythons_end(expression) {
            return self.assert(Place::PythonsEnd, next);
        }
        match expression {
            Expr::Empty => Ok(next),
            Expr::Group(child) => self.add(child, next),
            Expr::Concat(children) => {
                let mut next = next;
                for child in self.last_read_first(children) {
                    next = self.add(child, next)?;
                }
                Ok(next)
            }
            Expr::Alt(children) => {
                let mut first = None;
                for child in children {
                    let one = self.add(child, next)?;
                    first = Some(first.map_or(one, |other| self.push(State::Fork(other, one))));
                }
                Ok(first.unwrap_or(next))
            }
            Expr::Repeat { child, lo, hi, .. } => self.repeat(child, *lo, *hi, next),
            Expr::LookAround(child, kind) => {
                let place = self.look(child, *kind)?;
                self.assert(place, next)
            }
            Expr::AtomicGroup(child) => self.atomic(child, next),
            Expr::Assertion(assertion) => self.assert(place_of(*assertion)?, next),
            Expr::Any { .. } | Expr::Literal { .. } | Expr::Delegate { .. } => {
                let mut next = next;
                for fragment in self.last_read_first(&fragments(expression)?) {
                    let class = self.class(fragment)?;
                    next = self.push(State::Character { class, next });
                }
                Ok(next)
            }
            _ => Err(NoProgram::NeedsBacktracking),
        }
    }

    /// The parts in the order in which they have to be added.
    fn last_read_first<'e, T>(&self, parts: &'e [T]) -> Box<dyn Iterator<Item = &'e T> + 'e> {
        match self.direction {
            Direction::Forwards => Box::new(parts.iter().rev()),
            Direction::Backwards => Box::new(parts.iter()),
        }
    }

    fn repeat(
        &mut self,
        child: &Expr,
        lo: usize,
        hi: usize,
        next: usize,
    ) -> Result<usize, NoProgram> {
        let mut start = next;
        if hi == usize::MAX {
            start = self.push(State::Match);
            let body = self.add(child, start)?;
            self.replace(start, State::Fork(body, next));
        } else {
            for _ in lo..hi {
                let body = self.add(child, start)?;
                start = self.push(State::Fork(body, next));
            }
        }
        for _ in 0..lo {
            start = self.add(child, start)?;
        }
        Ok(start)
    }

    /// What always has the same length matches in one way only, and as often as
    /// it can means: until it does not match once more.
    fn atomic(&mut self, child: &Expr, next: usize) -> Result<usize, NoProgram> {
        match child {
            Expr::Group(child) => self.atomic(child, next),
            Expr::Repeat { child: repeated, hi: usize::MAX, greedy: true, .. }
                if length(repeated).is_some_and(|length| length > 0) =>
            {
                let stop = Expr::LookAround(repeated.clone(), LookAround::LookAheadNeg);
                self.add(&Expr::Concat(vec![child.clone(), stop]), next)
            }
            _ if length(child).is_some() => self.add(child, next),
            _ => Err(NoProgram::NeedsBacktracking),
        }
    }

    fn look(&mut self, child: &Expr, kind: LookAround) -> Result<Place, NoProgram> {
        let (direction, is_wanted) = match kind {
            LookAround::LookAhead => (Direction::Backwards, true),
            LookAround::LookAheadNeg => (Direction::Backwards, false),
            LookAround::LookBehind => (Direction::Forwards, true),
            LookAround::LookBehindNeg => (Direction::Forwards, false),
        };
        let number = self.looks.number(child, direction)?;
        Ok(Place::LookAround { number, is_wanted })
    }

    fn assert(&mut self, place: Place, next: usize) -> Result<usize, NoProgram> {
        let known = self.places.iter().position(|known| *known == place);
        let number = known.unwrap_or(self.places.len());
        if number == MOST_ASSERTIONS {
            return Err(NoProgram::NeedsBacktracking);
        }
        if known.is_none() {
            self.places.push(place);
        }
        Ok(self.push(State::Assert { number, next }))
    }

    fn class(&mut self, fragment: &str) -> Result<usize, NoProgram> {
        if let Some(&class) = self.fragments.get(fragment) {
            return Ok(class);
        }
        let number = self.classes.len();
        self.classes.push(class_of(fragment)?);
        self.fragments.insert(fragment.to_owned(), number);
        Ok(number)
    }

    fn push(&mut self, state: State) -> usize {
        self.states.push(state);
        self.states.len() - 1
    }

    fn replace(&mut self, number: usize, state: State) {
        if let Some(place) = self.states.get_mut(number) {
            *place = state;
        }
    }
}

fn place_of(assertion: Assertion) -> Result<Place, NoProgram> {
    match assertion {
        Assertion::StartText => Ok(Place::TextStart),
        Assertion::EndText => Ok(Place::TextEnd),
        Assertion::StartLine { crlf: false } => Ok(Place::LineStart),
        Assertion::EndLine { crlf: false } => Ok(Place::LineEnd),
        Assertion::WordBoundary => Ok(Place::WordBoundary),
        Assertion::NotWordBoundary => Ok(Place::NoWordBoundary),
        _ => Err(NoProgram::NeedsBacktracking),
    }
}

/// What stands for one character each, in the words of `regex-syntax`.
fn fragments(expression: &Expr) -> Result<Vec<String>, NoProgram> {
    let cased =
        |text: &str, casei: bool| if casei { format!("(?i:{text})") } else { text.to_owned() };
    match expression {
        Expr::Any { newline: true, .. } => Ok(vec!["(?s:.)".to_owned()]),
        Expr::Any { newline: false, crlf: false } => Ok(vec![".".to_owned()]),
        Expr::Literal { val, casei } => {
            let mut bytes = [0; 4];
            let one =
                |each: char| cased(&regex_syntax::escape(each.encode_utf8(&mut bytes)), *casei);
            Ok(val.chars().map(one).collect())
        }
        Expr::Delegate { inner, casei } => Ok(vec![cased(inner, *casei)]),
        _ => Err(NoProgram::NeedsBacktracking),
    }
}

fn class_of(fragment: &str) -> Result<Class, NoProgram> {
    let mut characters = fragment.chars();
    if let (Some(only), None) = (characters.next(), characters.next())
        && !regex_syntax::is_meta_character(only)
    {
        return Ok(vec![(only, only)]);
    }
    let invalid = |error: regex_syntax::Error| NoProgram::Invalid(error.to_string());
    match regex_syntax::parse(fragment).map_err(invalid)?.into_kind() {
        HirKind::Class(HirClass::Unicode(class)) => {
            Ok(class.iter().map(|range| (range.start(), range.end())).collect())
        }
        HirKind::Class(HirClass::Bytes(class)) => {
            Ok(class.iter().map(|range| (range.start().into(), range.end().into())).collect())
        }
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).map_err(|_| NoProgram::NeedsBacktracking)?;
            let mut characters = text.chars();
            match (characters.next(), characters.next()) {
                (Some(only), None) => Ok(vec![(only, only)]),
                _ => Err(NoProgram::NeedsBacktracking),
            }
        }
        _ => Err(NoProgram::NeedsBacktracking),
    }
}

/// How many characters an expression takes up, when that is always the same.
fn length(expression: &Expr) -> Option<usize> {
    match expression {
        Expr::Empty | Expr::Assertion(_) | Expr::LookAround(..) => Some(0),
        _ if is_pythons_end(expression) => Some(0),
        Expr::Any { .. } | Expr::Delegate { .. } => Some(1),
        Expr::Literal { val, .. } => Some(val.chars().count()),
        Expr::Group(child) => length(child),
        Expr::AtomicGroup(child) => length(child),
        Expr::Concat(children) => {
            children.iter().try_fold(0_usize, |sum, child| sum.checked_add(length(child)?))
        }
        Expr::Alt(children) => {
            let mut lengths = children.iter().map(length);
            let first = lengths.next()??;
            lengths.all(|length| length == Some(first)).then_some(first)
        }
        Expr::Repeat { child, lo, hi, .. } if lo == hi => length(child)?.checked_mul(*lo),
        _ => None,
    }
}
