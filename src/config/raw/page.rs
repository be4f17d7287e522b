//! Whom ronde tells: webhooks and the status page.

use super::RawSecret;
use crate::config::keys::{Duration, Json, List, Map, Or, Path, Text, Url, keys};

keys! {
    /// A webhook.
    struct RawWebhook("a webhook (a map with a url)") {
        /// Unique; by default the host of its URL.
        name: Option<Text>,
        /// Where it is called. Names in braces are replaced.
        url: RawSecret,
        /// The user of HTTP basic authentication.
        user: Option<Text>,
        /// The password of that user.
        password: Option<RawSecret>,
        /// Header fields of its calls; their values may be secrets.
        headers: Option<Map<RawSecret>>,
        /// How long one call may take; at most a minute.
        timeout: Or<Duration> = "10s",
        /// What it hears of: services and equipment, by selectors. By default everything.
        select: Option<List<Text>>,
        /// When it is called: request.opened, request.worsened, request.closed.
        events: Option<List<Text>>,
        /// Parameters of the query, instead of a body.
        params: Option<Map<Text>>,
        /// The body. Names in braces are replaced in its texts.
        json: Option<Json>,
        /// The only certificates to trust, as a PEM file.
        ca_file: Option<Path>,
    }

    /// The public status page, a Cachet.
    struct RawCachet("a map with api_url and token") {
        /// The address of its API.
        api_url: Url,
        /// The version of Cachet, 2 or 3.
        version: Or<Text> = "2",
        /// The token of its API.
        token: RawSecret,
        /// The only certificates to trust, as a PEM file.
        ca_file: Option<Path>,
    }
}
