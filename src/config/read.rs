//! Reads configuration files: what they are and where they are.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::Problem;
use super::limits::SIZE;
use crate::text::{Glob, os_text};

/// The text of a configuration file, without a byte order mark.
///
/// # Errors
///
/// Why it is not a text.
pub(super) fn read(file: &Path) -> Result<String, Box<Problem>> {
    match File::open(file) {
        Ok(source) => read_from(file, source),
        Err(error) => Err(Box::new(unreadable(file, &error))),
    }
}

/// The text of `source`, which messages call `file`.
///
/// # Errors
///
/// As [`read`].
pub(super) fn read_from(file: &Path, source: impl Read) -> Result<String, Box<Problem>> {
    let bytes = read_bytes(source).map_err(|error| Box::new(unreadable(file, &error)))?;
    if bytes.len() > SIZE {
        return Err(Box::new(Problem::in_file(file, "larger than 64 MiB")));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let lines = valid.split(|byte| *byte == b'\n');
        let (line, start) = lines.enumerate().last().unwrap_or_default();
        let column = String::from_utf8_lossy(start).chars().count() + 1;
        let problem = Problem::in_file(file, "not a UTF-8 text").hint("save the file as UTF-8");
        Box::new(Problem { line: Some(line + 1), column: Some(column), ..problem })
    })?;
    Ok(text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text))
}

/// At most one byte more than allowed: `/dev/zero` has a length of 0 and no end.
fn read_bytes(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(SIZE).unwrap_or(u64::MAX).saturating_add(1);
    source.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(file: &Path, error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound => Problem::in_file(file, "no such file")
            .hint("`ronde config init` prints a configuration to begin with"),
        io::ErrorKind::IsADirectory => Problem::in_file(file, "is a directory, not a file"),
        io::ErrorKind::PermissionDenied => {
            Problem::in_file(file, "permission denied").hint("run ronde as a user who may read it")
        }
        _ => Problem::in_file(file, format!("cannot be read: {}", os_text(error))),
    }
}

/// The directory that relative paths of `file` begin at.
pub(super) fn directory_of(file: &Path) -> PathBuf {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    absolute.parent().map_or_else(|| PathBuf::from("/"), Path::to_owned)
}

/// The files that `pattern` names, sorted; only one without wildcards may name a missing file.
pub(super) fn matching_files(pattern: &Path) -> Vec<PathBuf> {
    let has_wildcard = |path: &Path| path.to_string_lossy().contains(['*', '?', '[']);
    if !has_wildcard(pattern) {
        return vec![pattern.to_owned()];
    }
    let mut found = vec![PathBuf::new()];
    for component in pattern.components() {
        found = match component {
            Component::Normal(name) if has_wildcard(Path::new(name)) => {
                let name = name.to_string_lossy();
                found.iter().flat_map(|directory| entries(directory, &name)).collect()
            }
            other => found.into_iter().map(|directory| directory.join(other)).collect(),
        };
    }
    found.retain(|path| path.is_file());
    found.sort();
    found
}

/// What `pattern` matches in `directory`; hidden files only when it begins with a dot.
fn entries(directory: &Path, pattern: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let glob = Glob::new(pattern);
    entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with('.') == pattern.starts_with('.') && glob.matches(&name)
        })
        .map(|entry| entry.path())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(file: &Path) -> String {
        read(file).unwrap_err().to_string().replace(&file.display().to_string(), "FILE")
    }

    #[test]
    fn files_that_are_no_text_are_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("config.yaml");
        assert_eq!(message(&file), "FILE: no such file");
        assert_eq!(message(directory.path()), "FILE: is a directory, not a file");
        fs::write(&file, b"a: 1\nb: \xff\n").unwrap();
        assert_eq!(message(&file), "FILE:2:4: not a UTF-8 text");
        fs::write(&file, "\u{feff}a: 1\n").unwrap();
        assert_eq!(read(&file).unwrap(), "a: 1\n");
    }

    #[test]
    fn an_endless_file_is_refused() {
        assert_eq!(message(Path::new("/dev/zero")), "FILE: larger than 64 MiB");
    }

    #[test]
    fn globs_find_files_in_order() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        for folder in ["b", "a"] {
            fs::create_dir(root.join(folder)).unwrap();
            for name in ["2.yaml", "1.yaml", "3.yaml~", ".4.yaml"] {
                fs::write(root.join(folder).join(name), "").unwrap();
            }
        }
        let found = |pattern: &str| -> Vec<String> {
            matching_files(&root.join(pattern))
                .iter()
                .map(|path| path.strip_prefix(root).unwrap().display().to_string())
                .collect()
        };
        assert_eq!(found("*/*.yaml"), ["a/1.yaml", "a/2.yaml", "b/1.yaml", "b/2.yaml"]);
        assert_eq!(found("a/[12].yaml"), ["a/1.yaml", "a/2.yaml"]);
        assert_eq!(found("none/*.yaml"), [""; 0]);
        assert_eq!(found("none/a.yaml"), ["none/a.yaml"]);
    }
}
