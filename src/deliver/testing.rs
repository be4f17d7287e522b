//! A configuration, requests and deliveries for the tests of this room.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::config::{CheckSettings, Config, Retention};
use crate::domain::{
    Delivery, DeliveryStatus, Event, FailureClass, FailureKind, Inventory, MaintenanceType,
    Messages, Name, Priority, Request, Secret, Service, ServiceId, Source, Stage, Template,
    TlsSettings, Webhook, WebhookForm,
};

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn config(webhooks: Vec<Webhook>) -> Config {
    let text = |text| Template::parse(text).unwrap();
    Config {
        file: "/etc/ronde/config.yaml".into(),
        database: None,
        group: None,
        link: None,
        maintenance_mode_duration: Duration::from_secs(4 * 3600),
        auto_close: true,
        recover_after: 1,
        retention: Retention {
            results: Duration::from_secs(7 * 86_400),
            deliveries: Duration::from_secs(30 * 86_400),
        },
        check: CheckSettings {
            concurrency: 128,
            per_equipment: 8,
            recheck_after: Duration::from_secs(2),
            deadline: Duration::from_secs(600),
            stale_after: Duration::from_secs(2700),
        },
        inventory: Inventory::default(),
        webhooks,
        messages: Messages {
            incident_outage: text(Messages::OUTAGE),
            incident_performance: text(Messages::PERFORMANCE),
            incident_operational: text(Messages::OPERATIONAL),
        },
    }
}

/// A webhook at `https://NAME.example/hook?token=s3cret` that wants everything.
pub(super) fn webhook(name: &str, form: WebhookForm) -> Webhook {
    Webhook {
        name: Name::recorded(name),
        url: Secret::Literal(format!("https://{name}.example/hook?token=s3cret")),
        basic_auth: None,
        events: Event::ALL.iter().copied().collect(),
        form,
        tls: TlsSettings::default(),
    }
}

pub(super) fn request(id: i64) -> Request {
    Request {
        id,
        name: "[HTTP KO] https://shop.example/".to_owned(),
        description: "HTTP 503".to_owned(),
        priority: Priority::Normal,
        maintenance_type: MaintenanceType::Corrective,
        stage: Stage::New,
        equipment: Name::recorded("web-1"),
        service: Some(Name::recorded("my shop")),
        source: Source::Check,
        failure_kind: Some(FailureKind::Status),
        failure_class: Some(FailureClass::Down),
        opened_at: at("2026-06-01T12:00:00Z"),
        closed_at: None,
        closed_by: None,
        note: None,
    }
}

pub(super) fn service() -> Service {
    Service {
        id: ServiceId::new(Name::recorded("web-1"), Name::recorded("my shop")),
        renamed_from: None,
        url: Some(Arc::from("https://shop.example/")),
        active: true,
        product: None,
        version: None,
        priority: Priority::Normal,
        request: Arc::default(),
        expectations: Arc::from([]),
        allowed_fails: 0,
        frequency: None,
        tags: Arc::from(["customer-a".to_owned(), "shop".to_owned()]),
    }
}

/// A delivery in the Odoo form, as it stands in the outbox of `n8n`; closings
/// are half an hour after openings.
pub(super) fn queued(
    sequence: i64,
    event: Event,
    request_id: i64,
    status: DeliveryStatus,
) -> Delivery {
    let now = at("2026-06-01T12:30:00Z");
    let config = config(vec![webhook("n8n", WebhookForm::Odoo)]);
    let composed =
        super::message::compose(&config, event, &request(request_id), Some(&service()), now);
    Delivery {
        id: format!("00000000-0000-4000-8000-{sequence:012}"),
        sequence,
        content: composed.into_iter().next().unwrap(),
        status,
        attempts: 0,
        next_attempt_at: Some(now),
        last_error: None,
        created_at: now,
        updated_at: now,
    }
}
