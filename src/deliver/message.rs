//! What the outgoing messages say. Pure.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::config::Config;
use crate::domain::time::rfc3339;
use crate::domain::{
    DeliveryKind, Event, FailureClass, NewDelivery, Payload, Request, Service, Template, Webhook,
    WebhookForm,
};

/// Values for the names in a template, in order.
type Variables = Vec<(String, String)>;

/// The deliveries that an event of a request means, one for each webhook that wants it.
///
/// `service` is the one that the request is about, while it is configured; a
/// request that does not say when it was closed was closed `now`.
#[must_use]
pub fn compose(
    config: &Config,
    event: Event,
    request: &Request,
    service: Option<&Service>,
    now: Timestamp,
) -> Vec<NewDelivery> {
    if !config.webhooks.iter().any(|webhook| webhook.events.contains(&event)) {
        return Vec::new();
    }
    let closed_at = request.closed_at.or((event == Event::RequestClosed).then_some(now));
    let news = News { event, request, service, closed_at };
    let variables = news.variables(config);
    config
        .webhooks
        .iter()
        .filter(|webhook| webhook.events.contains(&event))
        .map(|webhook| news.delivery(config, webhook, &variables))
        .collect()
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
            subject: request
                .service_id()
                .map_or_else(|| request.equipment.to_string(), |id| id.to_string()),
            equipment: request.equipment.to_string(),
            request_id: Some(request.id),
            payload: Payload { body, parameters, variables: variables.clone() },
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
        field("equipment", request.equipment.as_str().into());
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
        let service = request.service.as_ref();
        named([
            ("id", request.id.to_string()),
            ("name", service.unwrap_or(&request.equipment).to_string()),
            ("equipment", request.equipment.to_string()),
            ("service", service.map(ToString::to_string).unwrap_or_default()),
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
        let Some(service) = self.service else { return Vec::new() };
        let duration = |duration| humantime::format_duration(duration).to_string();
        named([
            ("url", service.url.as_deref().unwrap_or_default().to_owned()),
            ("version", service.version.as_deref().unwrap_or_default().to_owned()),
            ("method", service.request.method.clone()),
            ("timeout", duration(service.request.timeout)),
            ("allowed_fails", service.allowed_fails.to_string()),
            ("frequency", service.frequency.map(duration).unwrap_or_default()),
            ("tags", service.tags.join(",")),
        ])
    }

    fn title<'c>(&self, config: &'c Config) -> &'c Template {
        let messages = &config.messages;
        match (self.event, self.request.failure_class) {
            (Event::RequestClosed, _) => &messages.incident_operational,
            (_, Some(FailureClass::Warning)) => &messages.incident_performance,
            (_, Some(FailureClass::Down) | None) => &messages.incident_outage,
        }
    }
}

fn named<const N: usize>(values: [(&str, String); N]) -> Variables {
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
