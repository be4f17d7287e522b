//! The modules of `src` as the compiler sees them: which file each is, and
//! which files its code names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// One source file that is not a test.
#[derive(Debug)]
pub(crate) struct Module {
    /// Relative to `src`.
    pub(crate) file: String,
    /// Its text without unit tests.
    pub(crate) code: String,
    /// Absolute paths of everything that its code names within the crate.
    pub(crate) names: BTreeSet<String>,
}

/// All modules, by their path (`outbox::lane`; the crate's root is empty).
pub(crate) struct SourceTree {
    pub(crate) modules: BTreeMap<String, Module>,
    /// Names that a front hands on, with the path that each stands for.
    handed_on: BTreeMap<String, String>,
}

impl SourceTree {
    /// Reads the tree, from the crate's root along its `mod` declarations.
    pub(crate) fn read() -> Self {
        let mut tree = Self { modules: BTreeMap::new(), handed_on: BTreeMap::new() };
        tree.add("", "lib.rs");
        tree.add("main", "main.rs");
        assert!(tree.modules.len() > 200, "only {} modules were found", tree.modules.len());
        let paths: BTreeSet<String> = tree.modules.keys().cloned().collect();
        let mut handed_on = BTreeMap::new();
        for (path, module) in &mut tree.modules {
            let uses = uses(&module.code);
            for (is_public, leaf) in &uses {
                let Some(target) = resolved(path, leaf, &paths) else { continue };
                // Whatever it is used for later would not be seen.
                let is_whole = target.is_empty() && path != "main";
                assert!(!is_whole, "{}: `use {leaf}` brings in the whole crate", module.file);
                if *is_public {
                    let name = leaf.rsplit("::").next().unwrap();
                    handed_on.insert(joined(path, name), target.clone());
                }
                let name = leaf.rsplit("::").next().unwrap();
                let items =
                    if paths.contains(&target) { items_of(name, &module.code) } else { vec![] };
                if items.is_empty() {
                    module.names.insert(target);
                } else {
                    module.names.extend(items.iter().map(|item| joined(&target, item)));
                }
            }
            let nested = nested_uses(&module.code);
            // Within a module of the file, `super` would be the file itself.
            let absolute = nested.iter().filter(|leaf| leaf.starts_with("crate::"));
            module.names.extend(absolute.filter_map(|leaf| resolved(path, leaf, &paths)));
            module.names.extend(
                inline_paths(&module.code).iter().filter_map(|name| resolved(path, name, &paths)),
            );
        }
        tree.handed_on = handed_on;
        tree
    }

    fn add(&mut self, path: &str, file: &str) {
        let whole = fs::read_to_string(root().join(file)).unwrap();
        let code = without_tests(&whole);
        let folder = file.strip_suffix(".rs").unwrap();
        for child in declared(&code) {
            let below = match path {
                "" => format!("{child}.rs"),
                _ => format!("{folder}/{child}.rs"),
            };
            self.add(&joined(path, &child), &below);
        }
        let module = Module { file: file.to_owned(), code, names: BTreeSet::new() };
        self.modules.insert(path.to_owned(), module);
    }

    /// The modules whose definitions the code of `path` names; a name that a
    /// front hands on counts as the module it comes from.
    pub(crate) fn uses_of(&self, path: &str) -> BTreeSet<String> {
        let names = &self.modules[path].names;
        names
            .iter()
            .map(|name| self.home_of(name))
            .filter(|home| home != path && !(home.is_empty() && path != "main"))
            .collect()
    }

    /// The names by which the code of `path` uses `home`.
    pub(crate) fn names_of(&self, path: &str, home: &str) -> Vec<String> {
        let names = self.modules[path].names.iter();
        names.filter(|name| self.home_of(name) == home).cloned().collect()
    }

    fn home_of(&self, name: &str) -> String {
        let mut name = name.to_owned();
        // A front may hand on what another front handed on to it.
        for _ in 0..8 {
            let longest = prefixes(&name).into_iter().find(|prefix| {
                self.handed_on.contains_key(prefix) || self.modules.contains_key(prefix)
            });
            let Some(longest) = longest else { return String::new() };
            // A function may be called like the file that it is in.
            let target = self.handed_on.get(&longest);
            match target.filter(|_| !self.modules.contains_key(&longest)) {
                Some(target) => name = format!("{target}{}", &name[longest.len()..]),
                None => return longest,
            }
        }
        panic!("{name} is handed on without end");
    }

    /// Files of `src` that no `mod` declaration reaches and that are no tests.
    pub(crate) fn unreached(&self) -> Vec<String> {
        let reached: BTreeSet<&str> =
            self.modules.values().map(|module| module.file.as_str()).collect();
        let is_test = |file: &str| {
            file.ends_with("_tests.rs")
                || ["tests", "testing", "scenarios"].iter().any(|name| {
                    file.ends_with(&format!("/{name}.rs")) || file.contains(&format!("/{name}/"))
                })
        };
        all_files()
            .into_iter()
            .filter(|file| !reached.contains(file.as_str()) && !is_test(file))
            .collect()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn all_files() -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![root()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
        }
    }
    found.sort();
    found
}

/// The text without comments and without modules that are compiled for tests
/// only, wherever they stand.
fn without_tests(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line == "#[cfg(test)]" {
            // Another attribute may stand before the item.
            let mut item = lines.next().unwrap_or_default();
            while item.starts_with("#[") {
                item = lines.next().unwrap_or_default();
            }
            if item.ends_with('{') {
                lines.by_ref().take_while(|line| !line.starts_with('}')).for_each(drop);
            }
            continue;
        }
        if !line.trim_start().starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// The modules that the code declares as files of their own.
fn declared(code: &str) -> Vec<String> {
    code.lines()
        .filter_map(|line| {
            let line = line.strip_suffix(';')?;
            let (visibility, name) = line.split_once("mod ")?;
            let is_declaration =
                visibility.is_empty() || visibility.trim_start().starts_with("pub");
            is_declaration.then(|| name.to_owned())
        })
        .collect()
}

/// The paths of every `use` declaration, wherever it stands.
pub(crate) fn imports(code: &str) -> Vec<String> {
    let top = uses(code).into_iter().map(|(_, leaf)| leaf);
    top.chain(nested_uses(code)).collect()
}

/// The leaves of the `use` declarations within functions and modules of a file.
fn nested_uses(code: &str) -> Vec<String> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with(' ')) {
        let line = line.trim_start();
        let begins = line.starts_with("use ") || line.starts_with("pub");
        let Some((visibility, _)) = line.split_once("use ").filter(|_| begins) else { continue };
        if visibility.contains(|character: char| {
            !character.is_alphanumeric() && !"() :_".contains(character)
        }) {
            continue;
        }
        let rest = lines[number..].join(" ");
        let Some((tree, _)) = rest.trim_start()[visibility.len() + 4..].split_once(';') else {
            continue;
        };
        found.extend(leaves(&tree.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    found
}

/// The leaves of every `use` declaration at the top level, and whether it is public.
fn uses(code: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let start = code[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = &code[start..at];
        if !before.is_empty() && !before.starts_with("pub") {
            continue;
        }
        let Some(end) = code[at..].find(';') else { continue };
        let tree: String = code[at + 4..at + end].split_whitespace().collect::<Vec<_>>().join(" ");
        for leaf in leaves(&tree) {
            found.push((!before.is_empty(), leaf));
        }
    }
    found
}

/// The paths that a tree of a `use` declaration has, `self` and aliases resolved.
fn leaves(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap();
        return vec![path.trim_end_matches("::*").trim_end_matches("::self").to_owned()];
    };
    let group = group.strip_suffix('}').unwrap();
    let mut depth = 0;
    let mut members = vec![String::new()];
    for character in group.chars() {
        match character {
            ',' if depth == 0 => members.push(String::new()),
            _ => {
                depth += i32::from(character == '{') - i32::from(character == '}');
                members.last_mut().unwrap().push(character);
            }
        }
    }
    members
        .iter()
        .filter(|member| !member.trim().is_empty())
        .flat_map(|member| leaves(&format!("{head}{}", member.trim())))
        .collect()
}

/// Paths in the code that begin with `crate::`, `super::` or `self::`.
fn inline_paths(code: &str) -> Vec<String> {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | ':');
    let mut found = Vec::new();
    for head in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(head) {
            // Where something may be seen is no use of it.
            let is_whole = !code[..at].ends_with(is_part) && !code[..at].ends_with("pub(in ");
            let path: String = code[at..].chars().take_while(|&next| is_part(next)).collect();
            // The head of a group is not a name of its own.
            if is_whole && !path.ends_with(':') {
                found.push(path);
            }
        }
    }
    found
}

/// What the code names of a module that it knows as `name`.
fn items_of(name: &str, code: &str) -> Vec<String> {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | ':');
    let prefix = format!("{name}::");
    code.match_indices(&prefix)
        .filter(|(at, _)| !code[..*at].ends_with(is_part))
        .map(|(at, _)| {
            code[at + prefix.len()..].chars().take_while(|&next| is_part(next)).collect()
        })
        .collect()
}

/// The path from the crate's root; `None` for what is of another crate.
fn resolved(module: &str, path: &str, modules: &BTreeSet<String>) -> Option<String> {
    let mut base: Vec<&str> = module.split("::").filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = path.split("::").collect();
    let rest = match parts[0] {
        // The binary names the library as another crate does.
        "crate" | "ronde" => {
            base.clear();
            &parts[1..]
        }
        "self" => &parts[1..],
        "super" => {
            let ups = parts.iter().take_while(|part| **part == "super").count();
            base.truncate(base.len().saturating_sub(ups));
            &parts[ups..]
        }
        first if modules.contains(&joined(module, first)) => &parts[..],
        _ => return None,
    };
    base.extend(rest);
    Some(base.join("::"))
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") }
}

/// The path and what it lies in, longest first.
fn prefixes(path: &str) -> Vec<String> {
    let parts: Vec<&str> = path.split("::").collect();
    (1..=parts.len()).rev().map(|length| parts[..length].join("::")).collect()
}

#[test]
fn uses_are_found_in_every_form() {
    let code = "use crate::{a::B, c, d::{E, self, F as G}};\npub use x::Y;\nfn f() {\n    use not::seen;\n}\n";
    let expected = ["crate::a::B", "crate::c", "crate::d::E", "crate::d", "crate::d::F"];
    let found: Vec<String> =
        uses(code).into_iter().filter(|(is_public, _)| !is_public).map(|(_, leaf)| leaf).collect();
    assert_eq!(found, expected);
    assert_eq!(imports(code).last().map(String::as_str), Some("not::seen"));
    let within = "fn f() {\n    use crate::{\n        a::B,\n        c,\n    };\n    x();\n}\n";
    assert_eq!(nested_uses(within), ["crate::a::B", "crate::c"]);
    assert_eq!(uses(code).last(), Some(&(true, "x::Y".to_owned())));
    assert_eq!(inline_paths("x(super::y::z(), crate::a)"), ["crate::a", "super::y::z"]);
}

#[test]
fn tests_are_left_out_wherever_they_stand() {
    let text =
        "#[cfg(test)]\nmod tests;\nuse a::B;\n#[cfg(test)]\nmod t {\n    x\n}\nfn after() {}\n";
    assert_eq!(without_tests(text), "use a::B;\nfn after() {}\n");
}

#[test]
fn relative_paths_are_resolved_from_where_they_stand() {
    let modules = BTreeSet::from(["a".to_owned(), "a::b".to_owned()]);
    assert_eq!(resolved("a::b", "super::c::D", &modules).as_deref(), Some("a::c::D"));
    assert_eq!(resolved("a", "b::D", &modules).as_deref(), Some("a::b::D"));
    assert_eq!(resolved("a::b", "crate::x", &modules).as_deref(), Some("x"));
    assert_eq!(resolved("a::b", "std::fs", &modules), None);
}
