//! The letters of an automaton: characters that every class of it treats alike
//! are one letter, so that its tables stay small.

use std::collections::HashMap;

/// Ranges of characters, ends included.
pub(crate) type Class = Vec<(char, char)>;

/// Each character's letter, and which classes have which letter.
#[derive(Debug)]
pub(crate) struct Alphabet {
    /// The letters of ASCII, which nearly every text is made of.
    ascii: Vec<usize>,
    /// Where a range of characters of one letter begins, in order.
    begins: Vec<(u32, usize)>,
    /// The classes that have a letter, in order.
    classes: Vec<Vec<usize>>,
}

impl Alphabet {
    /// The letters that these classes tell apart.
    pub(crate) fn of(classes: &[Class]) -> Self {
        let mut starts: Vec<u32> = vec![0];
        for &(first, last) in classes.iter().flatten() {
            starts.extend([u32::from(first), u32::from(last) + 1]);
        }
        starts.retain(|&start| start <= u32::from(char::MAX));
        starts.sort_unstable();
        starts.dedup();
        let mut alphabet = Self { ascii: Vec::new(), begins: Vec::new(), classes: Vec::new() };
        let mut known: HashMap<Vec<usize>, usize> = HashMap::new();
        for (start, members) in starts.iter().zip(members(&starts, classes)) {
            let next = known.len();
            let letter = *known.entry(members).or_insert_with_key(|members| {
                alphabet.classes.push(members.clone());
                next
            });
            alphabet.begins.push((*start, letter));
        }
        alphabet.ascii = (0..128).map(|code| alphabet.look_up(code)).collect();
        alphabet
    }

    /// How many letters there are.
    pub(crate) fn len(&self) -> usize {
        self.classes.len()
    }

    /// The character's letter.
    pub(crate) fn letter(&self, character: char) -> usize {
        let code = u32::from(character);
        match self.ascii.get(code as usize) {
            Some(letter) => *letter,
            None => self.look_up(code),
        }
    }

    fn look_up(&self, code: u32) -> usize {
        let after = self.begins.partition_point(|&(begin, _)| begin <= code);
        self.begins.get(after.wrapping_sub(1)).map_or(0, |&(_, letter)| letter)
    }

    /// The classes that have this letter.
    pub(crate) fn classes_with(&self, letter: usize) -> &[usize] {
        self.classes.get(letter).map_or(&[], Vec::as_slice)
    }
}

/// The classes that have the characters from each start to the next one.
fn members(starts: &[u32], classes: &[Class]) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); starts.len()];
    for (number, class) in classes.iter().enumerate() {
        for &(first, last) in class {
            let from = starts.partition_point(|&start| start < u32::from(first));
            let until = starts.partition_point(|&start| start <= u32::from(last));
            for members in members.get_mut(from..until).unwrap_or_default() {
                members.push(number);
            }
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_the_same_classes_share_a_letter() {
        let all = vec![('\0', char::MAX)];
        let alphabet = Alphabet::of(&[vec![('a', 'f'), ('é', 'é')], vec![('f', 'f')], all, vec![]]);
        assert_eq!(alphabet.len(), 3);
        let classes = |character| alphabet.classes_with(alphabet.letter(character)).to_vec();
        for (character, expected) in [
            ('a', vec![0, 2]),
            ('e', vec![0, 2]),
            ('é', vec![0, 2]),
            ('f', vec![0, 1, 2]),
            ('g', vec![2]),
            ('\0', vec![2]),
            ('è', vec![2]),
            (char::MAX, vec![2]),
        ] {
            assert_eq!(classes(character), expected, "{character:?}");
        }
        assert_eq!(Alphabet::of(&[]).len(), 1);
    }
}
