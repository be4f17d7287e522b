//! Cuts a large file into one text per equipment.
//!
//! The YAML library keeps every event of a text in memory, some ten times its
//! size. Read piece by piece, a hundred thousand services cost what one
//! equipment costs. A cut is only a guess about the layout: a caller that
//! finds a piece unreadable reads the whole text instead.

/// A file in pieces.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pieces<'a> {
    /// Everything but the key `equipment`.
    pub(super) rest: String,
    /// A list with one equipment, each.
    pub(super) equipment: Vec<&'a str>,
}

/// Cuts `text`, if its layout is one that can be cut.
pub(super) fn cut(text: &str) -> Option<Pieces<'_>> {
    let (start, list_start) = key_line(text)?;
    let list = text.get(list_start..)?;
    let indentation = list.lines().find(|line| !is_empty(line)).map(indentation_of)?;
    let mut starts = Vec::new();
    let mut end = list.len();
    let mut position = 0;
    for line in list.split_inclusive('\n') {
        if !is_empty(line) {
            let begins_item = line.trim_start().starts_with("- ") || line.trim() == "-";
            match indentation_of(line).cmp(&indentation) {
                std::cmp::Ordering::Equal if begins_item => starts.push(position),
                std::cmp::Ordering::Greater => {}
                _ => {
                    end = position;
                    break;
                }
            }
        }
        position += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([end]);
    let equipment: Option<Vec<&str>> =
        starts.iter().zip(ends).map(|(start, end)| list.get(*start..end)).collect();
    let rest = format!("{}{}", text.get(..start)?, list.get(end..)?);
    equipment.filter(|pieces| pieces.len() > 1).map(|equipment| Pieces { rest, equipment })
}

/// Where the line `equipment:` begins and where it ends.
fn key_line(text: &str) -> Option<(usize, usize)> {
    let mut position = 0;
    for line in text.split_inclusive('\n') {
        let after = line.strip_prefix("equipment:").map(str::trim_start);
        if after.is_some_and(|after| after.is_empty() || after.starts_with('#')) {
            return Some((position, position + line.len()));
        }
        position += line.len();
    }
    None
}

fn indentation_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_empty(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_layout_is_cut_between_its_equipment() {
        let text = "group: x\nequipment: # all\n- name: a\n  services:\n  - name: b\n# c\n\n- name: d\nlink: y\n";
        let pieces = cut(text).unwrap();
        assert_eq!(pieces.rest, "group: x\nlink: y\n");
        assert_eq!(
            pieces.equipment,
            ["- name: a\n  services:\n  - name: b\n# c\n\n", "- name: d\n"]
        );
    }

    #[test]
    fn another_layout_is_left_alone() {
        for text in [
            "equipment: [{name: a}, {name: b}]\n",
            "equipment:\n",
            "a: 1",
            "equipment:\n- name: a\n",
        ] {
            assert_eq!(cut(text), None, "{text}");
        }
    }
}
