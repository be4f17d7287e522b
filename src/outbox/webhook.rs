//! One try at a webhook: from a delivery and the webhook's secrets to one or a
//! few HTTP exchanges.

use std::time::{Duration, Instant};

use url::Url;

use super::Sending;
use super::schedule::Outcome;
use super::wire::{failed, header, judged, network, origin, shown};
use crate::domain::{
    Answer, Delivery, HttpRequest, IpVersion, NetworkFailure, NetworkFailureKind, Revealed, Webhook,
};
use crate::text::Template;

const MOST_REDIRECTS: u32 = 5;

/// A destination whose secrets are at hand.
pub(super) struct WebhookCaller<'a> {
    webhook: &'a Webhook,
    sending: &'a Sending<'a>,
    url: Template,
    authorization: Option<Revealed>,
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
        Ok(Self { webhook, sending, url, authorization })
    }

    /// Makes one try within `timeout`.
    pub(super) fn call(&self, delivery: &Delivery, timeout: Duration) -> Outcome {
        let began = Instant::now();
        let mut step = match self.address(delivery) {
            Ok(url) => Step { method: "POST", url },
            Err(reason) => return failed(reason),
        };
        for _ in 0..=MOST_REDIRECTS {
            let left = timeout.saturating_sub(began.elapsed());
            if left.is_zero() {
                return network(&step.url, &NetworkFailure::new(RESPONSE_TIMEOUT));
            }
            match self.exchange(&step, delivery, left) {
                Ok(answer) => match redirect(&step, &answer) {
                    Redirect::None => {
                        return judged(&step.url, &answer, self.sending.clock.now());
                    }
                    Redirect::To(next) => step = next,
                    Redirect::Elsewhere(reason) => return failed(reason),
                },
                Err(failure) => return network(&step.url, &failure),
            }
        }
        network(&step.url, &NetworkFailure::new(NetworkFailureKind::TooManyRedirects))
    }

    /// The URL with names replaced and the delivery's parameters added.
    fn address(&self, delivery: &Delivery) -> Result<Url, String> {
        let call = delivery.content.payload.call().ok_or("it calls no webhook")?;
        let url = Url::parse(&self.url.render_url(&call.variables)).ok();
        let mut url = url
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or("its URL is not a valid http or https URL")?;
        if !call.parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.parameters);
        }
        Ok(url)
    }

    fn exchange(
        &self,
        step: &Step,
        delivery: &Delivery,
        timeout: Duration,
    ) -> Result<Answer, NetworkFailure> {
        let mut headers = vec![("Idempotency-Key".to_owned(), delivery.id.clone())];
        // An empty body is said to be one: some servers refuse a POST without a length.
        let mut body = (step.method == "POST").then_some(&[][..]);
        let text = delivery.content.payload.call().and_then(|call| call.body.as_deref());
        if let (Some(text), "POST") = (text, step.method) {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
            body = Some(text.as_bytes());
        }
        if let Some(authorization) = &self.authorization {
            headers.push(("Authorization".to_owned(), authorization.expose().to_owned()));
        }
        let request = HttpRequest {
            method: step.method,
            url: step.url.as_str(),
            headers,
            body,
            timeout,
            tls: &self.webhook.tls,
            // Followed here: elsewhere a redirected POST becomes a GET, and the message is lost.
            follow_redirects: 0,
            may_change_host: false,
            resolve: None,
            ip_version: IpVersion::Any,
            body_limit: None,
        };
        self.sending.exchanger.exchange(&request).result
    }
}

const RESPONSE_TIMEOUT: NetworkFailureKind = NetworkFailureKind::ResponseTimeout;

/// One exchange on the way.
struct Step {
    method: &'static str,
    url: Url,
}

enum Redirect {
    None,
    To(Step),
    Elsewhere(String),
}

/// Where an answer leads. The message goes along; only after a 303 it has
/// arrived already, and what is left is to look at the result.
fn redirect(step: &Step, answer: &Answer) -> Redirect {
    let method = match answer.status {
        301 | 302 | 307 | 308 => step.method,
        303 => "GET",
        _ => return Redirect::None,
    };
    let Some(url) = header(answer, "location").and_then(|place| step.url.join(place).ok()) else {
        return Redirect::None;
    };
    let (from, to) = (shown(&step.url), origin(&url));
    let status = answer.status;
    if !is_same_server(&step.url, &url) {
        let reason = format!(
            "{from} answered HTTP {status} and redirects to {to}, another host, which is not followed"
        );
        return Redirect::Elsewhere(reason);
    }
    if step.url.scheme() == "https" && url.scheme() != "https" {
        let reason = format!(
            "{from} answered HTTP {status} and redirects to {to}, which is not encrypted and not followed"
        );
        return Redirect::Elsewhere(reason);
    }
    Redirect::To(Step { method, url })
}

/// The same host, and the same port or the usual one on both sides.
fn is_same_server(from: &Url, to: &Url) -> bool {
    matches!(to.scheme(), "http" | "https")
        && from.host() == to.host()
        && (from.port() == to.port() && (from.port().is_none() || from.scheme() == to.scheme()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DeliveryStatus::{Error, Finished};
    use crate::domain::Event::RequestOpened as Opened;
    use crate::domain::{BasicAuth, Provider, Secret, WebhookForm};
    use crate::outbox::Selection;
    use crate::outbox::testing::{Site, keys, n8n, status, status_with, webhook};

    #[test]
    fn redirects_stay_on_the_host_and_keep_the_message() {
        let mut site = Site::new(n8n(), |call| match call.url.as_str() {
            "https://n8n.example/hook?token=s3cret" => status_with(302, "location", "/moved"),
            "https://n8n.example/moved" => status(200),
            _ => status(404),
        });
        let ids = site.queue(Opened, 1, "shop");
        site.send(&Selection::Due);
        assert_eq!(site.statuses(&ids), [Finished]);
        let received = site.received();
        assert_eq!((received[1].method.as_str(), &received[1].body), ("POST", &received[0].body));
        assert_eq!(keys(&received), [&ids[0], &ids[0]]);
    }

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
        let mut site = Site::new(n8n(), |_| status_with(307, "location", "/again"));
        let ids = site.queue(Opened, 1, "shop");
        site.send(&Selection::Due);
        assert_eq!(site.received().len(), 6);
        let error = site.delivery(&ids[0]).last_error.unwrap();
        assert_eq!(error, "n8n.example: too many redirects");
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
