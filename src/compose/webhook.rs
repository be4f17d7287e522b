//! What the outgoing messages say. Pure.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::public;
use crate::config::Config;
use crate::domain::{
    DeliveryKind, Event, Name, NewDelivery, Payload, Priority, Request, Service, Webhook,
    WebhookCall, WebhookForm,
};
use crate::text::Template;
use crate::text::time::rfc3339;

/// Values for the names in a template, in order.
pub(crate) type Variables = Vec<(String, String)>;

/// The deliveries that an event of a request means, one for each webhook that wants it.
///
/// `told` names the webhooks that were told of its beginning, where that is known: one
/// that selects hears of an end just when it has heard of the beginning.
///
/// `service` is the one that the request is about, while it is configured; a
/// request that does not say when it was closed was closed `now`.
#[must_use]
pub(crate) fn compose(
    config: &Config,
    event: Event,
    request: &Request,
    service: Option<&Service>,
    told: Option<&[String]>,
    now: Timestamp,
) -> Vec<NewDelivery> {
    let hears = |webhook: &Webhook| {
        let is_told_ends = webhook.events.contains(&Event::RequestOpened);
        match told.filter(|_| event == Event::RequestClosed && is_told_ends) {
            Some(told) if !webhook.select.is_empty() => {
                told.iter().any(|name| name == webhook.name.as_str())
            }
            _ => webhook.hears_of(&request.subject, service, &config.inventory),
        }
    };
    let wants = |webhook: &&Webhook| webhook.events.contains(&event) && hears(webhook);
    if !config.webhooks.iter().any(|webhook| wants(&webhook)) {
        return Vec::new();
    }
    let closed_at = request.closed_at.or((event == Event::RequestClosed).then_some(now));
    let news = News { event, request, service, closed_at };
    let variables = news.variables(config);
    config
        .webhooks
        .iter()
        .filter(wants)
        .map(|webhook| news.delivery(config, webhook, &variables))
        .collect()
}

/// A message that says of itself that it is a test, in the form of that webhook.
#[must_use]
pub(crate) fn test_call(webhook: &Webhook) -> WebhookCall {
    const TITLE: &str = "Test of ronde";
    const MESSAGE: &str = "This is a test (ronde deliveries test): nothing is wrong";
    let value = |name: &&str| match *name {
        "id" => "0",
        "title" | "name" => TITLE,
        "message" | "description" => MESSAGE,
        "event" => "test",
        "priority" => Priority::Low.as_str(),
        _ => "",
    };
    let names = crate::text::template::NAMES.iter();
    let variables: Variables =
        names.map(|name| ((*name).to_owned(), value(name).to_owned())).collect();
    let odoo = || {
        json!({
            "id": 0, "name": TITLE, "priority": Priority::Low.as_str(), "description": MESSAGE,
            "equipment": null, "link": null, "event": "test",
        })
    };
    let (body, parameters) = match &webhook.form {
        WebhookForm::Odoo => (Some(odoo().to_string()), Vec::new()),
        WebhookForm::Parameters(parameters) => (None, rendered(parameters, &variables)),
        WebhookForm::Json(value) => (Some(interpolated(value, &variables).to_string()), Vec::new()),
    };
    WebhookCall { body, parameters, variables }
}

/// What there is to tell.
struct News<'a> {
    event: Event,
    request: &'a Request,
    service: Option<&'a Service>,
    closed_at: Option<Timestamp>,
}

impl News<'_> {
    fn delivery(&self, config: &Config, webhook: &Webhook, variables: &Variables) -> NewDelivery {
        let (body, parameters) = match &webhook.form {
            WebhookForm::Odoo => {
                let link = config.link.as_ref().map(|link| link.render_url(variables));
                (Some(self.odoo_body(link).to_string()), Vec::new())
            }
            WebhookForm::Parameters(parameters) => (None, rendered(parameters, variables)),
            WebhookForm::Json(value) => {
                (Some(interpolated(value, variables).to_string()), Vec::new())
            }
        };
        let request = self.request;
        NewDelivery {
            destination: webhook.name.to_string(),
            kind: DeliveryKind::Webhook,
            event: self.event,
            subject: request.subject.clone(),
            request_id: Some(request.id),
            payload: Payload::Call(WebhookCall { body, parameters, variables: variables.clone() }),
        }
    }

    /// The Odoo add-on's object: scripts rely on these fields, and on no more of
    /// them when a request is opened.
    fn odoo_body(&self, link: Option<String>) -> Value {
        let request = self.request;
        let mut body = Map::new();
        let mut field = |name: &str, value: Value| body.insert(name.to_owned(), value);
        field("id", request.id.into());
        field("name", request.name.as_str().into());
        field("priority", request.priority.as_str().into());
        field("description", request.description.as_str().into());
        field("equipment", request.subject.equipment().map(Name::as_str).into());
        field("link", link.into());
        if self.event != Event::RequestOpened {
            field("event", self.event.as_str().into());
            field("stage", request.stage.as_str().into());
            field("opened_at", rfc3339(request.opened_at).into());
            field("closed_at", self.closed_at.map(rfc3339).into());
        }
        Value::Object(body)
    }

    /// A value for every name that a template may use, none of them secret.
    fn variables(&self, config: &Config) -> Variables {
        let mut variables = self.request_variables();
        variables.extend(self.service_variables());
        // A title may use every other name, also {message}.
        variables.push(("message".to_owned(), self.request.description.clone()));
        let title = self.title(config).render(&variables);
        let message = if self.event == Event::RequestClosed || self.request.description.is_empty() {
            title.clone()
        } else {
            self.request.description.clone()
        };
        variables.pop();
        variables.push(("title".to_owned(), title));
        variables.push(("message".to_owned(), message));
        variables
    }

    fn request_variables(&self) -> Variables {
        let request = self.request;
        let service = request.subject.service().map(|id| &id.service);
        let equipment = request.subject.equipment();
        named([
            ("id", request.id.to_string()),
            ("name", request.subject.name().to_string()),
            ("equipment", named_or_empty(equipment)),
            ("service", named_or_empty(service)),
            ("description", request.description.clone()),
            ("priority", request.priority.as_str().to_owned()),
            ("event", self.event.as_str().to_owned()),
            ("stage", request.stage.as_str().to_owned()),
            ("opened_at", rfc3339(request.opened_at)),
            ("closed_at", self.closed_at.map(rfc3339).unwrap_or_default()),
        ])
    }

    /// Empty for what is not configured any more.
    fn service_variables(&self) -> Variables {
        self.service.map(service_variables).unwrap_or_default()
    }

    fn title<'c>(&self, config: &'c Config) -> &'c Template {
        let is_well = self.event == Event::RequestClosed;
        public::title(&config.messages, is_well, self.request.failure_class)
    }
}

fn named_or_empty(name: Option<&Name>) -> String {
    name.map(ToString::to_string).unwrap_or_default()
}

/// A value for each key of a service that a template may use.
pub(crate) fn service_variables(service: &Service) -> Variables {
    let duration = |duration| humantime::format_duration(duration).to_string();
    let number = |number: Option<u64>| number.map(|id| id.to_string()).unwrap_or_default();
    let page = service.status_page.as_deref();
    named([
        ("url", service.url.as_deref().unwrap_or_default().to_owned()),
        ("version", service.version.as_deref().unwrap_or_default().to_owned()),
        ("method", service.request.method.clone()),
        ("timeout", duration(service.request.timeout)),
        ("allowed_fails", service.allowed_fails.to_string()),
        ("frequency", service.frequency.map(duration).unwrap_or_default()),
        ("tags", service.tags.join(",")),
        ("component_id", number(page.and_then(|page| page.component_id))),
        ("metric_id", number(page.and_then(|page| page.metric_id))),
        (
            "latency_unit",
            page.map(|page| page.latency_unit.as_str().to_owned()).unwrap_or_default(),
        ),
        (
            "public_incidents",
            page.map(|page| page.public_incidents.to_string()).unwrap_or_default(),
        ),
    ])
}

pub(crate) fn named<const N: usize>(values: [(&str, String); N]) -> Variables {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn rendered(parameters: &[(String, Template)], variables: &Variables) -> Variables {
    parameters.iter().map(|(name, value)| (name.clone(), value.render(variables))).collect()
}

/// The same value with every string in it rendered; keys stay as they are.
fn interpolated(value: &Value, variables: &Variables) -> Value {
    match value {
        Value::String(text) => Value::String(interpolated_text(text, variables).into_owned()),
        Value::Array(items) => {
            items.iter().map(|item| interpolated(item, variables)).collect::<Vec<_>>().into()
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), interpolated(value, variables)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn interpolated_text<'t>(text: &'t str, variables: &Variables) -> Cow<'t, str> {
    // Checked when the configuration was read; a text that is no template stays as it is.
    Template::parse(text)
        .map_or(Cow::Borrowed(text), |template| Cow::Owned(template.render(variables)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FailureClass, Subject};
    use crate::outbox::testing::{at, config, request, service, webhook};

    fn text(value: &str) -> Template {
        Template::parse(value).unwrap()
    }

    fn composed(form: WebhookForm, event: Event, request: &Request) -> NewDelivery {
        let mut config = config(vec![webhook("n8n", form)]);
        config.link = Some(text("https://wiki.example/{id}?for={service}"));
        let mut deliveries =
            compose(&config, event, request, Some(&service()), None, at("2026-06-01T12:30:00Z"));
        assert_eq!(deliveries.len(), 1);
        deliveries.remove(0)
    }

    fn call(delivery: &NewDelivery) -> &WebhookCall {
        delivery.payload.call().unwrap()
    }

    fn body(event: Event, request: &Request) -> String {
        call(&composed(WebhookForm::Odoo, event, request)).body.clone().unwrap()
    }

    #[test]
    fn an_opening_has_the_fields_of_the_odoo_add_on_and_no_others() {
        assert_eq!(
            body(Event::RequestOpened, &request(42)),
            "{\"id\":42,\"name\":\"[HTTP KO] https://shop.example/\",\"priority\":\"2\",\
             \"description\":\"HTTP 503\",\"equipment\":\"web-1\",\
             \"link\":\"https://wiki.example/42?for=my%20shop\"}"
        );
    }

    #[test]
    fn a_link_that_is_not_configured_is_null() {
        let config = config(vec![webhook("n8n", WebhookForm::Odoo)]);
        let now = at("2026-06-01T12:00:00Z");
        let deliveries = compose(&config, Event::RequestOpened, &request(1), None, None, now);
        let body = call(&deliveries[0]).body.as_deref().unwrap();
        assert!(body.ends_with("\"equipment\":\"web-1\",\"link\":null}"), "{body}");
    }

    #[test]
    fn other_events_say_which_they_are_and_when_things_happened() {
        let worsened = body(Event::RequestWorsened, &request(42));
        assert!(
            worsened.ends_with(
                "\"event\":\"request.worsened\",\"stage\":\"new\",\
                 \"opened_at\":\"2026-06-01T12:00:00Z\",\"closed_at\":null}"
            ),
            "{worsened}"
        );
        let closed = body(Event::RequestClosed, &request(42));
        assert!(closed.contains("\"closed_at\":\"2026-06-01T12:30:00Z\"}"), "{closed}");
    }

    #[test]
    fn the_subject_is_the_service_or_the_equipment() {
        let delivery = composed(WebhookForm::Odoo, Event::RequestOpened, &request(42));
        assert_eq!(delivery.subject.to_string(), "web-1/my shop");
        assert_eq!(delivery.subject.equipment().map(Name::as_str), Some("web-1"));
        assert_eq!(delivery.request_id, Some(42));
        let subject = Subject::Equipment(Name::recorded("web-1"));
        let whole = Request { subject, ..request(42) };
        let delivery = composed(WebhookForm::Odoo, Event::RequestOpened, &whole);
        assert_eq!(delivery.subject.to_string(), "web-1");
        assert!(call(&delivery).variables.contains(&("name".to_owned(), "web-1".to_owned())));
    }

    #[test]
    fn titles_and_messages_follow_the_event_and_the_class() {
        let warning = Request { failure_class: Some(FailureClass::Warning), ..request(1) };
        let silent = Request { description: String::new(), ..request(1) };
        let cases = [
            (Event::RequestOpened, request(1), "my shop is unavailable", "HTTP 503"),
            (Event::RequestOpened, warning, "my shop has degraded performance", "HTTP 503"),
            (Event::RequestOpened, silent, "my shop is unavailable", "my shop is unavailable"),
            (Event::RequestWorsened, request(1), "my shop is unavailable", "HTTP 503"),
            (Event::RequestClosed, request(1), "my shop is operational", "my shop is operational"),
        ];
        for (event, request, title, message) in cases {
            let form = WebhookForm::Parameters(vec![
                ("title".to_owned(), text("{title}")),
                ("message".to_owned(), text("{message}")),
                ("priority".to_owned(), text("5")),
            ]);
            let delivery = composed(form, event, &request);
            let payload = call(&delivery);
            assert_eq!(payload.body, None);
            let expected = [("title", title), ("message", message), ("priority", "5")];
            assert_eq!(payload.parameters, named(expected.map(|(n, v)| (n, v.to_owned()))));
        }
    }

    #[test]
    fn json_of_any_shape_is_interpolated_in_its_strings() {
        let form = WebhookForm::Json(serde_json::json!({
            "text": "{title}: {message}", "{id}": [1, true, null, ["{tags} {timeout} {{x}}"]],
        }));
        assert_eq!(
            call(&composed(form, Event::RequestOpened, &request(1))).body.as_deref().unwrap(),
            "{\"text\":\"my shop is unavailable: HTTP 503\",\
             \"{id}\":[1,true,null,[\"customer-a,shop 10s {x}\"]]}"
        );
    }

    #[test]
    fn every_name_that_a_template_may_use_has_a_value() {
        let delivery = composed(WebhookForm::Odoo, Event::RequestClosed, &request(1));
        let payload = call(&delivery);
        for name in crate::text::template::NAMES {
            assert!(payload.variables.iter().any(|(known, _)| known == name), "{name}");
        }
        assert_eq!(payload.variables.len(), crate::text::template::NAMES.len());
    }

    #[test]
    fn a_title_may_quote_the_message() {
        let mut config = config(vec![webhook("n8n", WebhookForm::Odoo)]);
        config.messages.incident_outage = text("{equipment}: {message}");
        let now = at("2026-06-01T12:00:00Z");
        let deliveries = compose(&config, Event::RequestOpened, &request(1), None, None, now);
        let title = ("title".to_owned(), "web-1: HTTP 503".to_owned());
        assert!(call(&deliveries[0]).variables.contains(&title));
    }

    #[test]
    fn only_who_wants_an_event_gets_it() {
        let mut quiet = webhook("quiet", WebhookForm::Odoo);
        quiet.events = [Event::RequestOpened].into();
        let config = config(vec![quiet, webhook("all", WebhookForm::Odoo)]);
        let now = at("2026-06-01T12:00:00Z");
        let to = |event| {
            let deliveries = compose(&config, event, &request(1), None, None, now);
            deliveries.into_iter().map(|each| each.destination).collect::<Vec<_>>()
        };
        assert_eq!(to(Event::RequestOpened), ["quiet", "all"]);
        assert_eq!(to(Event::RequestClosed), ["all"]);
    }
}
