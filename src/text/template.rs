//! Texts with names in braces: `{name} is unavailable`.

use url::form_urlencoded::byte_serialize;

/// A text whose `{names}` are replaced when it is used; `{{` and `}}` are braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

/// Every name that a template may use.
pub(crate) const NAMES: &[&str] = &[
    "id",
    "name",
    "title",
    "message",
    "equipment",
    "service",
    "url",
    "description",
    "priority",
    "event",
    "stage",
    "opened_at",
    "closed_at",
    "version",
    "method",
    "timeout",
    "allowed_fails",
    "frequency",
    "tags",
    "component_id",
    "metric_id",
    "latency_unit",
    "public_incidents",
];

/// Why a text is not a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    /// No such name.
    #[error("unknown name {{{0}}}")]
    UnknownName(String),
    /// A brace without its partner.
    #[error("a single {0:?} (write {0}{0} for a brace)")]
    LoneBrace(char),
}

impl Template {
    /// The empty text.
    #[must_use]
    pub(crate) fn empty() -> Self {
        Self { text: String::new(), parts: Vec::new() }
    }

    /// Reads `text`; every name must be one of [`NAMES`].
    ///
    /// # Errors
    ///
    /// [`TemplateError`] for an unknown name or a lone brace.
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(position) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(position);
            literal.push_str(before);
            if let Some(after) = from.strip_prefix("{{") {
                literal.push('{');
                rest = after;
            } else if let Some(after) = from.strip_prefix("}}") {
                literal.push('}');
                rest = after;
            } else if let Some(after) = from.strip_prefix('{') {
                let (name, after) = after.split_once('}').ok_or(TemplateError::LoneBrace('{'))?;
                if !NAMES.contains(&name) {
                    return Err(TemplateError::UnknownName(name.to_owned()));
                }
                parts.push(Part::Text(std::mem::take(&mut literal)));
                parts.push(Part::Name(name.to_owned()));
                rest = after;
            } else {
                return Err(TemplateError::LoneBrace('}'));
            }
        }
        literal.push_str(rest);
        parts.push(Part::Text(literal));
        Ok(Self { text: text.to_owned(), parts })
    }

    /// As it was written.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The text with every name replaced; a name without a value is empty.
    #[must_use]
    pub(crate) fn render(&self, variables: &[(String, String)]) -> String {
        self.render_with(variables, ToOwned::to_owned)
    }

    /// The same for a URL: values are percent-encoded.
    #[must_use]
    pub(crate) fn render_url(&self, variables: &[(String, String)]) -> String {
        // A space is %20 in a path and in a query alike; + only means one in a query.
        self.render_with(variables, |value| {
            byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
        })
    }

    fn render_with(
        &self,
        variables: &[(String, String)],
        encode: impl Fn(&str) -> String,
    ) -> String {
        let mut rendered = String::with_capacity(self.text.len());
        for part in &self.parts {
            match part {
                Part::Text(text) => rendered.push_str(text),
                Part::Name(name) => {
                    if let Some((_, value)) = variables.iter().find(|(known, _)| known == name) {
                        rendered.push_str(&encode(value));
                    }
                }
            }
        }
        rendered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Vec<(String, String)> {
        vec![("name".to_owned(), "my shop".to_owned()), ("id".to_owned(), "42".to_owned())]
    }

    #[test]
    fn names_are_replaced_and_doubled_braces_kept() {
        let cases = [
            ("{name} is unavailable", "my shop is unavailable"),
            ("{{{id}}}", "{42}"),
            ("no names", "no names"),
            ("", ""),
            ("{url}", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(Template::parse(text).unwrap().render(&variables()), expected);
        }
    }

    #[test]
    fn urls_are_encoded() {
        let template = Template::parse("https://x.example/{name}?id={id}").unwrap();
        assert_eq!(template.render_url(&variables()), "https://x.example/my%20shop?id=42");
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(Template::parse("{nme}"), Err(TemplateError::UnknownName("nme".to_owned())));
        assert_eq!(Template::parse("{name"), Err(TemplateError::LoneBrace('{')));
        assert_eq!(Template::parse("a } b"), Err(TemplateError::LoneBrace('}')));
    }
}
