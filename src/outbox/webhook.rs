//! One try at a webhook: from a delivery and the webhook's secrets to one or a
//! few HTTP exchanges.

use std::time::Duration;

use url::Url;

use super::Sending;
use super::schedule::{Arrival, Outcome};
use super::wire::{arrival_of, failed, header, judged, network, origin, shown};
use crate::domain::{
    Answer, Delivery, Exchange, HttpRequest, Redirects, Revealed, Webhook, WebhookCall, unsendable,
};
use crate::text::Template;

const MOST_REDIRECTS: u32 = 5;

/// A destination whose secrets are at hand.
pub(super) struct WebhookCaller<'a> {
    webhook: &'a Webhook,
    sending: &'a Sending<'a>,
    url: Template,
    authorization: Option<Revealed>,
    headers: Vec<(String, Revealed)>,
}

impl<'a> WebhookCaller<'a> {
    /// Reads the destination's secrets.
    ///
    /// # Errors
    ///
    /// What is missing, naming variable, file or command, never a value.
    pub(super) fn prepare(webhook: &'a Webhook, sending: &'a Sending<'a>) -> Result<Self, String> {
        let url = sending.secrets.reveal(&webhook.url).map_err(|error| error.to_string())?;
        // The template's own error would quote the URL.
        let url = Template::parse(url.expose().trim()).map_err(|_| {
            "its URL has a brace that belongs to no known name (write {{ or }} for a brace)"
                .to_owned()
        })?;
        let authorization = match &webhook.basic_auth {
            Some(basic_auth) => {
                let password = sending.secrets.reveal(&basic_auth.password);
                let revealed = password.map(|password| basic_auth.authorization(&password));
                Some(revealed.map_err(|error| error.to_string())?)
            }
            None => None,
        };
        let headers = webhook.headers.iter().map(|(name, value)| {
            let value = sending.secrets.reveal(value).map_err(|error| error.to_string())?;
            if let Some(why) = unsendable(name, value.expose()) {
                return Err(format!("the value of the header {name} {why}"));
            }
            Ok((name.clone(), value))
        });
        let headers = headers.collect::<Result<_, String>>()?;
        Ok(Self { webhook, sending, url, authorization, headers })
    }

    /// How long one call may take.
    pub(super) fn timeout(&self) -> Duration {
        self.webhook.timeout
    }

    /// Makes one try within `timeout`.
    pub(super) fn call(&self, delivery: &Delivery, timeout: Duration) -> Outcome {
        match delivery.content.payload.call() {
            Some(call) => self.attempt(call, &delivery.id, timeout).0,
            None => failed("it calls no webhook".to_owned()),
        }
    }

    /// Makes a call with that key; what came of it, and the status of its answer.
    pub(super) fn attempt(
        &self,
        call: &WebhookCall,
        key: &str,
        timeout: Duration,
    ) -> (Outcome, Option<u16>) {
        let url = match self.address(call) {
            Ok(url) => url,
            Err(reason) => return (failed(reason), None),
        };
        let exchange = self.exchange(&url, call, key, timeout);
        // Once it was taken, whatever follows only fails to say so.
        let arrival = Arrival::of(&exchange);
        match exchange.result {
            Ok(answer) => {
                let outcome = match refused_redirect(&url, &answer) {
                    Some(reason) => failed(reason).or(arrival.or(arrival_of(answer.status))),
                    None => judged(&url, &answer, self.sending.clock.now()).or(arrival),
                };
                (outcome, Some(answer.status))
            }
            Err(failure) => (network(&url, &failure, arrival), None),
        }
    }

    /// The URL with names replaced and the call's parameters added.
    fn address(&self, call: &WebhookCall) -> Result<Url, String> {
        let url = Url::parse(&self.url.render_url(&call.variables)).ok();
        let mut url = url
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or("its URL is not a valid http or https URL")?;
        if !call.parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.parameters);
        }
        Ok(url)
    }

    fn exchange(&self, url: &Url, call: &WebhookCall, key: &str, timeout: Duration) -> Exchange {
        let mut headers = vec![("Idempotency-Key".to_owned(), key.to_owned())];
        let own = self.headers.iter();
        headers.extend(own.map(|(name, value)| (name.clone(), value.expose().to_owned())));
        let is_given =
            |wanted: &str| self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
        // An empty body is said to be one: some servers refuse a POST without a length.
        let mut body = &[][..];
        if let Some(text) = call.body.as_deref() {
            if !is_given("Content-Type") {
                headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
            }
            body = text.as_bytes();
        }
        if let Some(authorization) = &self.authorization
            && !is_given("Authorization")
        {
            headers.push(("Authorization".to_owned(), authorization.expose().to_owned()));
        }
        let request = HttpRequest {
            headers,
            body: Some(body),
            timeout,
            redirects: Redirects::KeepingMessage(MOST_REDIRECTS),
            ..HttpRequest::new("POST", url.as_str(), &self.webhook.tls)
        };
        self.sending.exchanger.exchange(&request)
    }
}

/// Why the redirect that an answer is was not followed; `None` when it is none.
fn refused_redirect(url: &Url, answer: &Answer) -> Option<String> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let from = Url::parse(&answer.url).unwrap_or_else(|_| url.clone());
    let to = header(answer, "location").and_then(|place| from.join(place).ok())?;
    let is_downgrade = from.host() == to.host()
        && (from.scheme(), to.scheme()) == ("https", "http")
        && from.port() == to.port();
    let why = if is_downgrade { "which is not encrypted and" } else { "another host, which is" };
    let (status, from, to) = (answer.status, shown(&from), origin(&to));
    Some(format!("{from} answered HTTP {status} and redirects to {to}, {why} not followed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DeliveryStatus::Error;
    use crate::domain::Event::RequestOpened as Opened;
    use crate::domain::{BasicAuth, Provider, Secret, WebhookForm};
    use crate::outbox::Selection;
    use crate::outbox::testing::{Site, n8n, status, status_with, webhook};

    #[test]
    fn redirects_elsewhere_are_not_followed_and_not_quoted() {
        let cases = [
            (
                "https://evil.example/hook?token=s3cret",
                "https://evil.example, another host, which is",
            ),
            ("http://n8n.example/hook", "http://n8n.example, which is not encrypted and"),
            ("https://n8n.example:8443/", "https://n8n.example:8443, another host, which is"),
        ];
        for (place, expected) in cases {
            let mut site = Site::new(n8n(), move |_| status_with(307, "location", place));
            let ids = site.queue(Opened, 1, "shop");
            assert_eq!(site.send(&Selection::Due).error, 1);
            assert_eq!(site.received().len(), 1);
            let error = site.delivery(&ids[0]).last_error.unwrap();
            let expected =
                format!("n8n.example answered HTTP 307 and redirects to {expected} not followed");
            assert_eq!(error, expected);
        }
    }

    #[test]
    fn credentials_are_sent_and_never_stored() {
        let mut form = webhook(
            "push",
            WebhookForm::Parameters(vec![
                ("title".to_owned(), Template::parse("{title}").unwrap()),
                ("priority".to_owned(), Template::parse("5").unwrap()),
            ]),
        );
        form.url = Secret::Literal("https://push.example/{service}?token=s3cret".to_owned());
        let password = Secret::Provided(Provider::Env("PASSWORD".to_owned()));
        form.basic_auth = Some(BasicAuth { user: "ronde".to_owned(), password });
        let mut site = Site::new(vec![form], |_| status(500));
        site.queue(Opened, 1, "my shop");
        site.send(&Selection::Due);
        let received = site.received();
        assert_eq!(
            received[0].url,
            "https://push.example/my%20shop?token=s3cret&title=my+shop+is+unavailable&priority=5"
        );
        assert_eq!(received[0].header("Authorization"), Some("Basic cm9uZGU6cGE1NXdvcmQ="));
        assert_eq!(
            (received[0].body.as_deref(), received[0].header("Content-Type")),
            (Some(""), None)
        );
        let mut files = 0;
        for entry in std::fs::read_dir(site.directory.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            files += 1;
            for secret in ["s3cret", "pa55word", "cm9uZGU6"] {
                assert!(
                    !bytes.windows(secret.len()).any(|part| part == secret.as_bytes()),
                    "{secret}"
                );
            }
        }
        assert!(files > 1);
    }

    #[test]
    fn a_url_that_is_none_is_not_shown() {
        for url in ["s3cret", "https://chat.example/{s3cret}", "ftp://chat.example/s3cret"] {
            let mut chat = webhook("chat", WebhookForm::Odoo);
            chat.url = Secret::Literal(url.to_owned());
            let mut site = Site::new(vec![chat], |_| status(200));
            let ids = site.queue(Opened, 1, "shop");
            let tally = site.send(&Selection::Due);
            let delivery = site.delivery(&ids[0]);
            assert_eq!((delivery.status, site.received()), (Error, Vec::new()), "{url}");
            let said = format!("{:?} {:?}", delivery.last_error, tally.warnings);
            assert!(said.contains("its URL") && !said.contains("s3cret"), "{said}");
        }
    }
}
