//! Damage is looked for before anything is changed: by a pass, and by whoever
//! upgrades an older database.

use rusqlite::{Connection, Result, ToSql};

/// How much of the database is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// All of it.
    Whole,
    /// All of a small database; of a large one what is known now, not its history.
    WithinReason,
}

/// Looking at as much takes about as long as a probe.
const SMALL: i64 = 4 * 1024 * 1024;
/// What grows with every pass. A pass appends to it, and reads next to nothing.
const HISTORY: [&str; 2] = ["result", "day_summary"];

/// The first thing that is wrong with the structure of a database, if anything
/// is; damage that SQLite cannot even look at is an error.
pub(super) fn first_problem(connection: &Connection, depth: Depth) -> Result<Option<String>> {
    if depth == Depth::Whole || size(connection)? <= SMALL {
        return quick_check(connection, 1);
    }
    for table in tables(connection)? {
        if !HISTORY.contains(&table.as_str())
            && let Some(problem) = quick_check(connection, table.as_str())?
        {
            return Ok(Some(problem));
        }
    }
    Ok(None)
}

fn size(connection: &Connection) -> Result<i64> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok(number("page_count")?.saturating_mul(number("page_size")?))
}

fn tables(connection: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// Looks at a table, or at everything for up to so many problems.
fn quick_check(connection: &Connection, subject: impl ToSql) -> Result<Option<String>> {
    let mut problem = None;
    connection.pragma(None, "quick_check", subject, |row| {
        let text: String = row.get(0)?;
        // A heading says which database is concerned: there is only one.
        let mut lines = text.lines().filter(|line| *line != "ok" && !line.starts_with("***"));
        if problem.is_none() {
            problem = lines.next().map(str::to_owned);
        }
        Ok(())
    })?;
    Ok(problem)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::testing::filled;

    const PAGE: usize = 4096;

    /// A database whose history alone is larger than what is always looked at.
    fn large() -> (tempfile::TempDir, std::path::PathBuf) {
        let (directory, location, _) = filled();
        let connection = Connection::open(&location.file).unwrap();
        let rows = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000) \
                    INSERT INTO result SELECT p.id, n.x + 10, 0, 'ok', 200, 1, NULL FROM n, (SELECT min(id) AS id FROM pass) p";
        connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {rows}")).unwrap();
        (directory, location.file)
    }

    fn root_page(file: &std::path::Path, table: &str) -> usize {
        let connection = Connection::open(file).unwrap();
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
        let page: u32 = connection.query_row(sql, [table], |row| row.get(0)).unwrap();
        page as usize
    }

    #[test]
    fn of_a_large_database_what_is_known_now_is_looked_at_and_its_history_on_demand() {
        let (_directory, file) = large();
        let whole = fs::read(&file).unwrap();
        assert!(whole.len() > usize::try_from(SMALL).unwrap());
        let look = |depth| first_problem(&Connection::open(&file).unwrap(), depth);
        assert_eq!(look(Depth::Whole), Ok(None));
        assert_eq!(look(Depth::WithinReason), Ok(None));
        for (table, is_history) in [("service", false), ("result", true)] {
            let page = root_page(&file, table);
            let mut damaged = whole.clone();
            damaged[(page - 1) * PAGE..][..PAGE].fill(0x55);
            fs::write(&file, damaged).unwrap();
            let is_found = |depth| !matches!(look(depth), Ok(None));
            assert!(is_found(Depth::Whole), "{table}");
            assert_eq!(is_found(Depth::WithinReason), !is_history, "{table}");
        }
    }
}
