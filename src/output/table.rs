//! Tables in the manner of `docker ps`: a header, columns two spaces apart, no lines.
//!
//! On a terminal a table fits its width: texts wrap, and a row that would get
//! too high ends in `…`. Elsewhere each record is one line, as wide as it is.

mod straight;

use std::borrow::Cow;
use std::fmt::Write;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Row, TableStyle};

use super::{Page, escaped};

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    title: &'static str,
    fit: Fit,
    alignment: CellAlignment,
}

/// What happens to a column where the page is narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Keeps its width, unless the page is too narrow for anything.
    Whole,
    /// Keeps its width as long as that leaves room for the texts.
    Preferred,
    /// Wraps.
    Wrapping,
}

impl Column {
    /// A column of words, numbers or times that should stay in one piece.
    #[must_use]
    pub(crate) fn short(title: &'static str) -> Self {
        Self { title, fit: Fit::Whole, alignment: CellAlignment::Left }
    }

    /// A column of numbers.
    #[must_use]
    pub(crate) fn number(title: &'static str) -> Self {
        Self { title, fit: Fit::Whole, alignment: CellAlignment::Right }
    }

    /// A column of names, which somebody may want to copy in one piece.
    #[must_use]
    pub(crate) fn name(title: &'static str) -> Self {
        Self { title, fit: Fit::Preferred, alignment: CellAlignment::Left }
    }

    /// A column of URLs or sentences, which wraps where the page is narrow.
    #[must_use]
    pub(crate) fn text(title: &'static str) -> Self {
        Self { title, fit: Fit::Wrapping, alignment: CellAlignment::Left }
    }
}

/// What a word means to whoever looks for trouble; shown as a colour where allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it should be.
    Good,
    /// Look at it some time.
    Doubtful,
    /// Look at it now.
    Bad,
    /// Of no importance now.
    Faint,
}

/// A cell: one or more lines of text, with everything escaped that has to be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    text: String,
    tone: Option<Tone>,
}

impl Cell {
    /// A word with a meaning.
    #[must_use]
    pub(crate) fn toned(text: &str, tone: Tone) -> Self {
        Self { tone: Some(tone), ..Self::from(text) }
    }

    /// A text that keeps its line breaks.
    #[must_use]
    pub(crate) fn lines(text: &str) -> Self {
        let lines: Vec<_> = text.lines().map(escaped).collect();
        Self { text: lines.join("\n"), tone: None }
    }

    /// A value, or `-` for none.
    #[must_use]
    pub(crate) fn or_dash<T: ToString>(value: Option<T>) -> Self {
        value.map_or_else(|| Self::from("-"), |value| Self::from(value.to_string()))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self { text: escaped(&shortened(text)).into_owned(), tone: None }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        let kept = match escaped(&shortened(&text)) {
            Cow::Borrowed(same) if same.len() == text.len() => None,
            changed => Some(changed.into_owned()),
        };
        // Most texts are shown as they are, and need not be copied for that.
        Self { text: kept.unwrap_or(text), tone: None }
    }
}

/// A table that is being put together.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    row_height: Option<usize>,
    has_header: bool,
}

/// The number of lines that a row of a list has at most on a terminal.
const ROW_HEIGHT: usize = 3;

/// Longer cells are cut: every other row is padded to the longest one.
const LONGEST_CELL: usize = 4096;

/// What is kept whole where it fits, and how narrow the other columns are made
/// for its sake; the first choice that fits is taken.
const CHOICES: [(&[Fit], u16); 3] =
    [(&[Fit::Whole, Fit::Preferred], 16), (&[Fit::Whole], 16), (&[Fit::Whole], 10)];

const GUTTER: u16 = 2;

impl Table {
    /// An empty list with these columns.
    #[must_use]
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
            row_height: Some(ROW_HEIGHT),
            has_header: true,
        }
    }

    /// A table of names and values for one thing, which shows everything.
    #[must_use]
    pub(crate) fn details() -> Self {
        Self {
            row_height: None,
            has_header: false,
            ..Self::new([Column::short(""), Column::text("")])
        }
    }

    /// Adds a row; it has a cell for each column.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Adds a name and a value to a table of details.
    pub(crate) fn detail(&mut self, name: &str, value: impl Into<Cell>) {
        self.row([Cell::from(format!("{name}:")), value.into()]);
    }

    /// Whether there are no rows.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as text, with a newline at the end of each line.
    #[must_use]
    pub(crate) fn render(self, page: &Page) -> String {
        straight::render(&self, page).unwrap_or_else(|| self.render_flexibly(page))
    }

    /// The same for a table in which something has to wrap.
    fn render_flexibly(self, page: &Page) -> String {
        let columns = self.columns.clone();
        let mut table = self.into_comfy(page);
        if let Some(width) = page.width {
            fit(&mut table, &columns, width);
        }
        let mut text = String::new();
        for line in table.lines() {
            push_line(&mut text, &line);
        }
        text
    }

    fn into_comfy(self, page: &Page) -> comfy_table::Table {
        let mut table = comfy_table::Table::new();
        table.load_style(TableStyle::new());
        if self.has_header {
            table.set_header(self.columns.iter().map(|column| column.title));
        }
        let row_height = self.row_height.filter(|_| page.width.is_some());
        for cells in self.rows {
            let cells: Vec<_> = cells.into_iter().map(|cell| painted(cell, page)).collect();
            let mut row = Row::from(cells);
            if let Some(height) = row_height {
                row.max_height(height);
            }
            table.add_row(row);
        }
        for (index, column) in self.columns.iter().enumerate() {
            if let Some(comfy) = table.column_mut(index) {
                comfy.set_padding((0, GUTTER));
                comfy.set_cell_alignment(column.alignment);
            }
        }
        table
    }
}

/// The width of the terminal on standard output.
#[must_use]
pub(crate) fn terminal_width() -> Option<u16> {
    let (width, _) = terminal_size::terminal_size_of(std::io::stdout())?;
    // Some serial lines and containers say 0 and mean that they do not know.
    Some(if width.0 == 0 { 80 } else { width.0 })
}

/// Lets the texts wrap within `width`; what should stay whole does, if there is room.
fn fit(table: &mut comfy_table::Table, columns: &[Column], width: u16) {
    table.set_content_arrangement(ContentArrangement::Dynamic);
    // The last column's gutter is cut from every line.
    table.set_width(width.saturating_add(GUTTER));
    let widths = table.column_max_content_widths();
    let fits = |kept: &[Fit], narrowest: u16| {
        let needed = columns.iter().zip(&widths).fold(0_u16, |sum, (column, natural)| {
            let minimum =
                if kept.contains(&column.fit) { *natural } else { (*natural).min(narrowest) };
            sum.saturating_add(minimum).saturating_add(GUTTER)
        });
        needed <= width.saturating_add(GUTTER)
    };
    let choice = CHOICES.into_iter().find(|(kept, narrowest)| fits(kept, *narrowest));
    let Some((kept, _)) = choice else { return };
    for (index, column) in columns.iter().enumerate() {
        if kept.contains(&column.fit)
            && let Some(comfy) = table.column_mut(index)
        {
            comfy.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

/// Adds a line without the spaces that pad its last column.
fn push_line(text: &mut String, line: &str) {
    for character in line.trim_end().chars() {
        match Tone::ALL.into_iter().find(|tone| tone.mark() == character) {
            Some(tone) => text.push_str(tone.code()),
            None if character == END_MARK => text.push_str(Tone::END),
            None => text.push(character),
        }
    }
    text.push('\n');
}

impl Tone {
    const ALL: [Self; 4] = [Self::Good, Self::Doubtful, Self::Bad, Self::Faint];

    /// What ends any of them on a terminal.
    const END: &str = "\u{1b}[0m";

    /// What begins it on a terminal.
    fn code(self) -> &'static str {
        match self {
            Self::Good => "\u{1b}[32m",
            Self::Doubtful => "\u{1b}[33m",
            Self::Bad => "\u{1b}[1;31m",
            Self::Faint => "\u{1b}[2m",
        }
    }

    /// An invisible character that stands for the code until the table is laid
    /// out, so that a code is never measured or wrapped. No cell contains it:
    /// [`escaped`] writes it out.
    fn mark(self) -> char {
        match self {
            Self::Good => '\u{2061}',
            Self::Doubtful => '\u{2062}',
            Self::Bad => '\u{2063}',
            Self::Faint => '\u{2064}',
        }
    }
}

/// Stands for [`Tone::END`].
const END_MARK: char = '\u{2060}';

fn painted(cell: Cell, page: &Page) -> comfy_table::Cell {
    match cell.tone.filter(|_| page.has_colour) {
        None => comfy_table::Cell::new_owned(cell.text),
        Some(tone) => {
            let mark = tone.mark();
            comfy_table::Cell::new_owned(format!("{mark}{}{END_MARK}", cell.text))
        }
    }
}

fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST_CELL {
        return text.into();
    }
    match text.char_indices().nth(LONGEST_CELL) {
        Some((end, _)) => {
            let mut cut = text.get(..end).unwrap_or_default().to_owned();
            let _ = write!(cut, "…");
            cut.into()
        }
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::page;

    fn sample() -> Table {
        let mut table =
            Table::new([Column::short("STATE"), Column::text("SERVICE"), Column::number("MS")]);
        table.row([Cell::toned("ok", Tone::Good), "web-1/shop".into(), "7".into()]);
        table.row([Cell::toned("ko", Tone::Bad), "web-2/\u{1b}[2Jx".into(), "1200".into()]);
        table
    }

    #[test]
    fn columns_are_two_spaces_apart_and_lines_end_at_their_text() {
        assert_eq!(
            sample().render(&page(None)),
            "STATE  SERVICE             MS\n\
             ok     web-1/shop           7\n\
             ko     web-2/\\u{1b}[2Jx  1200\n"
        );
    }

    #[test]
    fn colour_changes_no_column() {
        let coloured = Page { has_colour: true, ..page(None) };
        assert_eq!(
            sample().render(&coloured),
            "STATE  SERVICE             MS\n\
             \u{1b}[32mok\u{1b}[0m     web-1/shop           7\n\
             \u{1b}[1;31mko\u{1b}[0m     web-2/\\u{1b}[2Jx  1200\n"
        );
    }

    #[test]
    fn a_terminal_is_never_overrun_and_high_rows_are_cut() {
        for width in [24, 40, 80, 200] {
            let mut table = sample();
            table.row(["suspect".into(), "a long text ".repeat(60).into(), "1".into()]);
            let text = table.render(&page(Some(width)));
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= usize::from(width), "{width}: {widest}\n{text}");
            assert!(text.lines().count() <= 1 + 3 * ROW_HEIGHT, "{text}");
            assert!(text.contains('…'), "{text}");
        }
    }

    #[test]
    fn no_page_is_too_narrow() {
        for width in 1..24 {
            assert!(sample().render(&page(Some(width))).lines().count() >= 3, "{width}");
        }
    }

    #[test]
    fn details_show_everything() {
        let mut table = Table::details();
        table.detail("name", "x ".repeat(200));
        table.detail("note", Cell::lines("one\ntwo\u{7}"));
        let text = table.render(&page(Some(80)));
        assert_eq!(text.matches('x').count(), 200);
        assert!(text.ends_with("note:  one\n       two\\u{7}\n"), "{text}");
    }

    #[test]
    fn an_endless_cell_is_cut_also_off_the_terminal() {
        let mut table = Table::new([Column::text("A")]);
        table.row(["é".repeat(100_000).into()]);
        assert!(table.render(&page(None)).chars().count() < LONGEST_CELL + 10);
    }
}
