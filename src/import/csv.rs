//! A table with a service a line.

/// Turns a CSV text (header `equipment,name,url` and any further service key)
/// into a configuration.
///
/// # Errors
///
/// Every problem of the table, a line each.
pub fn import(text: &str) -> Result<String, Vec<String>> {
    let _ = text;
    todo!()
}
