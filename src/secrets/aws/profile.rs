//! AWS's shared files: `key = value` lines under `[profile]` headings. Pure.

/// The value of `key` in the section that `is_wanted` names; the last one counts.
pub(super) fn value<'t>(
    text: &'t str,
    is_wanted: impl Fn(&str) -> bool,
    key: &str,
) -> Option<&'t str> {
    let mut is_inside = false;
    let mut found = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if let Some(heading) = trimmed.strip_prefix('[') {
            is_inside = heading.split_once(']').is_some_and(|(name, _)| is_wanted(name.trim()));
            continue;
        }
        // What is indented belongs to the key above it.
        let is_nested = line.starts_with([' ', '\t']);
        if let Some((name, value)) = trimmed.split_once('=')
            && is_inside
            && !is_nested
            && name.trim().eq_ignore_ascii_case(key)
        {
            found = Some(value.trim());
        }
    }
    found.filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# mine\n[default]\nregion=eu-west-3\ns3 =\n  region = nested\n\
                        [profile ops] ; other\nRegion = us-east-1\nempty =\n[broken\nregion = x\n";

    #[test]
    fn each_profile_has_its_own_values() {
        let of = |name: &str, key| value(TEXT, |heading| heading == name, key);
        assert_eq!(of("default", "region"), Some("eu-west-3"));
        assert_eq!(of("profile ops", "region"), Some("us-east-1"));
        assert_eq!(of("profile ops", "empty"), None);
        assert_eq!(of("none", "region"), None);
    }
}
