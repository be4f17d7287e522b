//! Tables in which nothing has to wrap, put together by hand: ten thousand
//! rows cost a tenth of what a layout costs that could wrap any of them.

use unicode_width::UnicodeWidthStr;

use super::{Cell, Column, GUTTER, Table, Tone};
use crate::output::Page;
use comfy_table::CellAlignment;

/// The table as text; `None` when something in it has to wrap.
pub(super) fn render(table: &Table, page: &Page) -> Option<String> {
    let widths = widths(table)?;
    let gutter = usize::from(GUTTER);
    let width = widths.iter().sum::<usize>() + gutter * widths.len().saturating_sub(1);
    if page.width.is_some_and(|available| width > usize::from(available)) {
        return None;
    }
    let mut text = String::with_capacity((width + 1) * (table.rows.len() + 1));
    let columns = || table.columns.iter().zip(&widths);
    if table.has_header {
        let titles = columns().map(|(column, width)| (column, *width, column.title, None));
        push_row(&mut text, titles);
    }
    for row in &table.rows {
        let cells = columns().zip(row).map(|((column, width), cell)| {
            let tone = cell.tone.filter(|_| page.has_colour);
            (column, *width, cell.text.as_str(), tone)
        });
        push_row(&mut text, cells);
    }
    Some(text)
}

/// The width of each column; `None` when a cell has more than one line.
fn widths(table: &Table) -> Option<Vec<usize>> {
    // A column without any text is one wide, as it is where tables wrap.
    let title = |column: &Column| match column.title {
        title if table.has_header => width_of(title).max(1),
        _ => 1,
    };
    let mut widths: Vec<usize> = table.columns.iter().map(title).collect();
    for row in &table.rows {
        if row.len() != widths.len() {
            return None;
        }
        for (width, Cell { text, .. }) in widths.iter_mut().zip(row) {
            if text.contains('\n') {
                return None;
            }
            *width = (*width).max(width_of(text));
        }
    }
    Some(widths)
}

fn width_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

fn push_row<'t>(
    text: &mut String,
    cells: impl Iterator<Item = (&'t Column, usize, &'t str, Option<Tone>)>,
) {
    let start = text.len();
    let mut padding = 0;
    for (column, width, cell, tone) in cells {
        let free = width.saturating_sub(width_of(cell));
        let (before, after) =
            if column.alignment == CellAlignment::Right { (free, 0) } else { (0, free) };
        text.extend(std::iter::repeat_n(' ', padding + before));
        padding = after + usize::from(GUTTER);
        if let Some(tone) = tone {
            text.push_str(tone.code());
        }
        text.push_str(cell);
        if tone.is_some() {
            text.push_str(Tone::END);
        }
    }
    let end = text.get(start..).map_or(start, |line| start + line.trim_end().len());
    text.truncate(end);
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::output::testing::page;

    fn cell() -> impl Strategy<Value = Cell> {
        let tone = prop_oneof![
            Just(None),
            Just(Some(Tone::Good)),
            Just(Some(Tone::Doubtful)),
            Just(Some(Tone::Bad)),
            Just(Some(Tone::Faint)),
        ];
        let text = prop_oneof!["[ -~]{0,30}", "[a-zé日本ñ👩 ]{0,12}", ".{0,12}"];
        (text, tone).prop_map(|(text, tone)| Cell { tone, ..Cell::from(text) })
    }

    proptest! {
        #[test]
        fn a_straight_table_looks_like_one_that_could_wrap(
            rows in prop::collection::vec(prop::collection::vec(cell(), 4), 0..6),
            width in prop::option::of(10_u16..200),
            has_colour in any::<bool>(),
            is_list in any::<bool>(),
        ) {
            let columns =
                [Column::short("A"), Column::name("NAME"), Column::number("MS"), Column::text("É")];
            let mut table = Table { has_header: is_list, ..Table::new(columns) };
            for row in rows {
                table.row(row);
            }
            let page = Page { has_colour, ..page(width) };
            if let Some(text) = render(&table, &page) {
                prop_assert_eq!(text, table.render_flexibly(&page));
            } else {
                prop_assert!(width.is_some());
            }
        }
    }
}
