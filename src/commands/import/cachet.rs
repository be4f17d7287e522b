//! `ronde import cachet`: fetches the list of components, page by page.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::Value;

use crate::cli::ImportCachetArgs;
use crate::config;
use crate::domain::{Answer, CachetVersion, HttpRequest, Redirects, Revealed, TlsSettings};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::import::cachet::{Component, configuration, read_page};
use crate::session::Session;

const PATIENCE: Duration = Duration::from_secs(30);
const LARGEST_PAGE: usize = 16 * 1024 * 1024;
/// A list that is longer has no end.
const MOST_PAGES: usize = 1000;
const TOKEN: &str = "CACHET_TOKEN";

/// Runs the command.
///
/// # Errors
///
/// Exit code 2 for a wrong address or nothing to watch, 74 when Cachet cannot be read.
pub(super) fn run(
    arguments: &ImportCachetArgs,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let usage = |message: String| CommandError::new(ErrorKind::Usage, message);
    let api_url = arguments.api_url.trim_end_matches('/');
    config::check_url(api_url).map_err(|error| usage(format!("API_URL: {error}")))?;
    let source = Source { api_url, token: token(session), session };
    let (version, components) = source.components()?;
    let yaml = configuration(api_url, version, &components)
        .map_err(|problems| usage(problems.join("\n")))?;
    session.print_text(&yaml)?;
    Ok(Exit::Done)
}

/// Who we are to Cachet; asked for where somebody can answer.
fn token(session: &Session<'_>) -> Option<Revealed> {
    let world = session.world;
    if let Some(token) = world.environment.variable(TOKEN).filter(|token| !token.is_empty()) {
        return Some(Revealed::new(token));
    }
    if !world.terminal.stdin || !world.terminal.stderr {
        return None;
    }
    let typed =
        rpassword::prompt_password("Token of Cachet (none where everybody may read): ").ok()?;
    Some(Revealed::new(typed.trim())).filter(|token| !token.expose().is_empty())
}

/// A Cachet to read from.
struct Source<'s> {
    api_url: &'s str,
    token: Option<Revealed>,
    session: &'s Session<'s>,
}

impl Source<'_> {
    fn components(&self) -> Result<(CachetVersion, Vec<Component>), CommandError> {
        let mut version = None;
        let mut components: Vec<Component> = Vec::new();
        let mut seen = HashSet::new();
        for number in 1..=MOST_PAGES {
            let page = self.page(number)?;
            version = version.or(page.version);
            let known = components.len();
            // A component made meanwhile moves others to the next page, where they
            // come again, beside new ones.
            components.extend(page.components.into_iter().filter(|each| seen.insert(each.id())));
            // A server that knows no pages gives the same one for ever.
            if !page.has_next || components.len() == known {
                return Ok((version.unwrap_or_default(), components));
            }
        }
        let message = format!("its list of components has not ended after {MOST_PAGES} pages");
        Err(self.failed(&message))
    }

    fn page(&self, number: usize) -> Result<crate::import::cachet::Page, CommandError> {
        let url = format!("{}/components?per_page=100&page={number}", self.api_url);
        let answer = self.ask(&url)?;
        let status = answer.status;
        if matches!(status, 401 | 403) {
            let message = format!("answered HTTP {status}: it does not let us read");
            return Err(self.failed(&message).hint(format!("give a token in {TOKEN}")));
        }
        if status != 200 {
            return Err(self.failed(&format!("answered HTTP {status}")).hint(WHERE));
        }
        let document: Value = serde_json::from_str(&answer.text()).unwrap_or(Value::Null);
        let page = read_page(&document);
        page.ok_or_else(|| self.failed("has no list of components").hint(WHERE))
    }

    fn ask(&self, url: &str) -> Result<Answer, CommandError> {
        let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
        if let Some(token) = &self.token {
            // Each version looks at its own.
            headers.push(("X-Cachet-Token".to_owned(), token.expose().to_owned()));
            headers.push(("Authorization".to_owned(), format!("Bearer {}", token.expose())));
        }
        let tls = TlsSettings::default();
        let request = HttpRequest {
            headers,
            timeout: PATIENCE,
            body_limit: Some(LARGEST_PAGE),
            redirects: Redirects::OnSameSite(5),
            ..HttpRequest::new("GET", url, &tls)
        };
        let exchange = self.session.world.exchanger.exchange(&request);
        exchange.result.map_err(|failure| self.failed(&failure.label()))
    }

    fn failed(&self, what: &str) -> CommandError {
        CommandError::new(ErrorKind::Storage, format!("{}: {what}", self.api_url))
    }
}

const WHERE: &str = "the API of Cachet 2 is at /api/v1, that of Cachet 3 at /api";
