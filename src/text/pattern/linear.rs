//! Matching in a time that grows with the text and no faster: every automaton
//! reads it once, in all of its states at the same time.
//!
//! Sets of states that were met before are known by number, and so is where
//! each letter leads from them: most steps are one look into a table.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::program::{Automaton, Direction, Place, Program, State};

/// So much is done between two looks at the clock: less than a millisecond.
const WORK_BETWEEN_LOOKS: usize = 1 << 14;
/// A table that is larger is begun anew; in words of 8 bytes.
const LARGEST_TABLE: usize = 1 << 18;
/// And one in which a letter was met with more combinations of assertions.
const MOST_COMBINATIONS: usize = 64;

/// Whether `text` matches at its start; `None` when there was no time left.
pub(crate) fn is_match(program: &Program, text: &str, is_late: &dyn Fn() -> bool) -> Option<bool> {
    let mut found: Vec<Places> = Vec::with_capacity(program.look_arounds.len());
    for automaton in &program.look_arounds {
        let mut places = Places::none_of(text);
        let mut run = Run::new(automaton, text, &found, true, is_late);
        let ended = run.read(&mut |at, has_matched, _| {
            if has_matched {
                places.add(at);
            }
            ControlFlow::Continue(())
        });
        match ended {
            End::Late => return None,
            End::Read | End::Stopped => found.push(places),
        }
    }
    let mut is_match = false;
    let mut run = Run::new(&program.whole, text, &found, false, is_late);
    let ended = run.read(&mut |_, has_matched, is_stuck| {
        is_match |= has_matched;
        if has_matched || is_stuck { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    (ended != End::Late).then_some(is_match)
}

/// A set of places in a text.
struct Places(Vec<u64>);

impl Places {
    fn none_of(text: &str) -> Self {
        Self(vec![0; text.len() / 64 + 1])
    }

    fn add(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }
}

/// A place between two characters.
#[derive(Clone, Copy)]
struct Between {
    at: usize,
    before: Option<char>,
    after: Option<char>,
}

/// How a walk over a text ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Read,
    Stopped,
    Late,
}

/// What a walk tells of each place: where it is, whether something has matched
/// there, and whether nothing can match any more.
type Visit<'v> = dyn FnMut(usize, bool, bool) -> ControlFlow<()> + 'v;

/// One walk of an automaton over a text.
struct Run<'a> {
    automaton: &'a Automaton,
    text: &'a str,
    /// What the look-arounds found.
    found: &'a [Places],
    /// Something may begin at every place, not only at the first one.
    begins_anywhere: bool,
    is_late: &'a dyn Fn() -> bool,
    work: usize,
    table: Table,
    /// The set that is read from.
    current: usize,
    waiting: Vec<usize>,
    visited: Vec<u64>,
}

impl<'a> Run<'a> {
    fn new(
        automaton: &'a Automaton,
        text: &'a str,
        found: &'a [Places],
        begins_anywhere: bool,
        is_late: &'a dyn Fn() -> bool,
    ) -> Self {
        let words = automaton.states.len() / 64 + 1;
        let mut first = vec![0; words];
        insert(&mut first, automaton.start);
        let mut table = Table::new(automaton.alphabet.len());
        let current = table.number_of(&first);
        Self {
            automaton,
            text,
            found,
            begins_anywhere,
            is_late,
            work: 0,
            table,
            current,
            waiting: Vec::new(),
            visited: vec![0; words],
        }
    }

    fn read(&mut self, visit: &mut Visit<'_>) -> End {
        let text = self.text;
        match self.automaton.direction {
            Direction::Forwards => {
                let mut before = None;
                for (at, character) in text.char_indices() {
                    let between = Between { at, before, after: Some(character) };
                    before = Some(character);
                    if let Some(end) = self.step(between, Some(character), visit) {
                        return end;
                    }
                }
                let last = Between { at: text.len(), before, after: None };
                self.step(last, None, visit).unwrap_or(End::Read)
            }
            Direction::Backwards => {
                let mut after = None;
                for (start, character) in text.char_indices().rev() {
                    let at = start + character.len_utf8();
                    let between = Between { at, before: Some(character), after };
                    after = Some(character);
                    if let Some(end) = self.step(between, Some(character), visit) {
                        return end;
                    }
                }
                let last = Between { at: 0, before: None, after };
                self.step(last, None, visit).unwrap_or(End::Read)
            }
        }
    }

    /// Visits a place and goes on over the character that is read there; how
    /// the walk ends, when it ends here.
    fn step(
        &mut self,
        between: Between,
        character: Option<char>,
        visit: &mut Visit<'_>,
    ) -> Option<End> {
        let holding = self.holding(between);
        let letter = character.map(|character| self.automaton.alphabet.letter(character));
        let column = self.table.column(letter, holding);
        let known = self.table.step(self.current, column);
        let step = known.unwrap_or_else(|| self.work_out(letter, holding, column));
        self.current = step.to;
        self.work += 1;
        if self.work >= WORK_BETWEEN_LOOKS {
            self.work = 0;
            if (self.is_late)() {
                return Some(End::Late);
            }
        }
        let is_stuck = step.to == EMPTY && !self.begins_anywhere;
        visit(between.at, step.has_matched, is_stuck).is_break().then_some(End::Stopped)
    }

    /// Which assertions hold at a place, a bit each.
    fn holding(&self, between: Between) -> u64 {
        let Between { at, before, after } = between;
        let is_word = |side: Option<char>| {
            side.is_some_and(|side| regex_syntax::try_is_word_character(side).unwrap_or(false))
        };
        let mut holding = 0;
        for (number, place) in self.automaton.places.iter().enumerate() {
            let holds = match *place {
                Place::TextStart => before.is_none(),
                Place::TextEnd => after.is_none(),
                Place::PythonsEnd => {
                    after.is_none() || after == Some('\n') && at + 1 == self.text.len()
                }
                Place::LineStart => before.is_none_or(|before| before == '\n'),
                Place::LineEnd => after.is_none_or(|after| after == '\n'),
                Place::WordBoundary => is_word(before) != is_word(after),
                Place::NoWordBoundary => is_word(before) == is_word(after),
                Place::LookAround { number, is_wanted } => {
                    self.found.get(number).is_some_and(|found| found.has(at)) == is_wanted
                }
            };
            holding |= u64::from(holds) << number;
        }
        holding
    }

    /// Finds out where a letter leads, and notes it in the table.
    fn work_out(&mut self, letter: Option<usize>, holding: u64, column: usize) -> Step {
        let set = self.table.set(self.current);
        let classes = letter.map_or(&[][..], |one| self.automaton.alphabet.classes_with(one));
        let mut next = vec![0; self.visited.len()];
        let mut has_matched = false;
        self.visited.fill(0);
        self.waiting.extend(members(&set));
        while let Some(number) = self.waiting.pop() {
            if !insert(&mut self.visited, number) {
                continue;
            }
            self.work += 1;
            match self.automaton.states.get(number) {
                Some(State::Match) => has_matched = true,
                Some(State::Fork(one, other)) => self.waiting.extend([*one, *other]),
                Some(State::Assert { number, next }) if holding >> number & 1 == 1 => {
                    self.waiting.push(*next);
                }
                Some(State::Character { class, next: to })
                    if classes.binary_search(class).is_ok() =>
                {
                    insert(&mut next, *to);
                }
                Some(State::Assert { .. } | State::Character { .. }) | None => {}
            }
        }
        if self.begins_anywhere {
            insert(&mut next, self.automaton.start);
        }
        self.work += next.len();
        let to = self.table.number_of(&next);
        let step = Step { to, has_matched };
        self.table.note(self.current, column, step);
        if self.table.size > LARGEST_TABLE {
            self.table = Table::new(self.automaton.alphabet.len());
            return Step { to: self.table.number_of(&next), has_matched };
        }
        step
    }
}

/// Adds a number to a set; whether it is new there.
#[expect(clippy::indexing_slicing, reason = "a set has room for every state of its automaton")]
fn insert(set: &mut [u64], number: usize) -> bool {
    let word = &mut set[number / 64];
    let before = *word;
    *word |= 1 << (number % 64);
    *word != before
}

fn members(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    let bits = |word: u64| (0..64).filter(move |bit| word >> bit & 1 == 1);
    let filled = set.iter().enumerate().filter(|(_, word)| **word != 0);
    filled.flat_map(move |(index, word)| bits(*word).map(move |bit| index * 64 + bit))
}

/// The number of the set that has nothing in it.
const EMPTY: usize = 0;

/// Where a letter leads.
#[derive(Debug, Clone, Copy)]
struct Step {
    to: usize,
    has_matched: bool,
}

/// The sets of states that were met, and where the letters lead from them.
struct Table {
    sets: Vec<Rc<[u64]>>,
    numbers: HashMap<Rc<[u64]>, usize>,
    /// A row for each set: in each column where that leads, if that is known.
    rows: Vec<Vec<Option<Step>>>,
    /// The columns of each letter, of which the last is the end of the text: one
    /// for each combination of assertions that was met with it.
    columns: Vec<Vec<(u64, usize)>>,
    column_count: usize,
    size: usize,
}

impl Table {
    fn new(letters: usize) -> Self {
        Self {
            sets: Vec::new(),
            numbers: HashMap::new(),
            rows: Vec::new(),
            columns: vec![Vec::new(); letters + 1],
            column_count: 0,
            size: 0,
        }
    }

    fn number_of(&mut self, set: &[u64]) -> usize {
        if self.sets.is_empty() {
            // So that it has the number that it has everywhere.
            self.add(vec![0; set.len()].into());
        }
        match self.numbers.get(set) {
            Some(number) => *number,
            None => self.add(set.into()),
        }
    }

    fn add(&mut self, set: Rc<[u64]>) -> usize {
        let number = self.sets.len();
        self.size = self.size.saturating_add(set.len() + 8);
        self.numbers.insert(Rc::clone(&set), number);
        self.sets.push(set);
        self.rows.push(Vec::new());
        number
    }

    #[expect(clippy::indexing_slicing, reason = "a number is only given to a set that was added")]
    fn set(&self, number: usize) -> Rc<[u64]> {
        Rc::clone(&self.sets[number])
    }

    #[expect(clippy::indexing_slicing, reason = "each letter has columns, and so has the end")]
    fn column(&mut self, letter: Option<usize>, holding: u64) -> usize {
        let letter = letter.unwrap_or(self.columns.len() - 1);
        let columns = &mut self.columns[letter];
        for (known, column) in columns.iter() {
            if *known == holding {
                return *column;
            }
        }
        let column = self.column_count;
        columns.push((holding, column));
        self.column_count += 1;
        self.size = self.size.saturating_add(2);
        if columns.len() > MOST_COMBINATIONS {
            self.size = usize::MAX;
        }
        column
    }

    fn step(&self, set: usize, column: usize) -> Option<Step> {
        match self.rows.get(set)?.get(column) {
            Some(step) => *step,
            None => None,
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "each set has a row, which is as long as it must be"
    )]
    fn note(&mut self, set: usize, column: usize, step: Step) {
        let row = &mut self.rows[set];
        if row.len() <= column {
            self.size = self.size.saturating_add(3 * (column + 1 - row.len()));
            row.resize(column + 1, None);
        }
        row[column] = Some(step);
    }
}
