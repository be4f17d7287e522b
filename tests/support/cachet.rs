//! A Cachet that remembers: components, incidents, metrics. It is as strict as
//! the real ones about tokens and required fields, and as different from
//! release to release.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::answer::Answer;
use super::site::{Received, Site};

/// Whom it lets write.
pub(crate) const TOKEN: &str = "t0p-s3cret";

/// Which Cachet it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Release {
    /// 2.3: an incident has no updates.
    V23,
    /// 2.4.
    V24,
    /// 3.
    V3,
}

impl Release {
    pub(crate) const ALL: [Self; 3] = [Self::V23, Self::V24, Self::V3];

    /// The key `version` for it.
    pub(crate) fn version(self) -> u8 {
        if self == Self::V3 { 3 } else { 2 }
    }
}

/// An incident as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Incident {
    pub(crate) name: String,
    pub(crate) message: String,
    pub(crate) status: u64,
    pub(crate) is_visible: bool,
    pub(crate) is_told: bool,
    pub(crate) component: Option<u64>,
    /// Status and message of each update.
    pub(crate) updates: Vec<(u64, String)>,
}

/// How it fails.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// It does nothing, and answers so.
    Down(Answer),
    /// It does what it is asked, but its answer is lost.
    Deaf(Answer),
}

struct Memory {
    release: Release,
    components: BTreeMap<u64, u64>,
    disabled: BTreeSet<u64>,
    incidents: BTreeMap<u64, Incident>,
    made: u64,
    points: Vec<(u64, f64, i64)>,
    trouble: Option<Trouble>,
    token: String,
}

/// A running Cachet.
pub(crate) struct Cachet {
    pub(crate) site: Site,
    memory: Arc<Mutex<Memory>>,
}

impl Cachet {
    /// With the components 1 and 2, both operational, and the metric 1.
    pub(crate) fn new(release: Release) -> Self {
        let memory = Arc::new(Mutex::new(Memory {
            release,
            components: [(1, 1), (2, 1)].into(),
            disabled: BTreeSet::new(),
            incidents: BTreeMap::new(),
            made: 40,
            points: Vec::new(),
            trouble: None,
            token: TOKEN.to_owned(),
        }));
        let shared = Arc::clone(&memory);
        // PHP has had something to say on many a page; what was done was done.
        let site = Site::http_with(move |request| {
            let answer = shared.lock().unwrap().answer(request);
            answer.header("PHP Warning: oops\r\nX Foo", "bar")
        });
        Self { site, memory }
    }

    /// The keys of `cachet` for it.
    pub(crate) fn keys(&self) -> String {
        let version = self.memory.lock().unwrap().release.version();
        let url = self.site.url("/api/v1");
        format!("cachet: {{api_url: \"{url}\", version: {version}, token: {{env: CACHET_TOKEN}}}}")
    }

    pub(crate) fn component(&self, id: u64) -> u64 {
        self.memory.lock().unwrap().components[&id]
    }

    pub(crate) fn set_component(&self, id: u64, status: u64) {
        self.memory.lock().unwrap().components.insert(id, status);
    }

    /// Takes a component off the page.
    pub(crate) fn disable_component(&self, id: u64) {
        self.memory.lock().unwrap().disabled.insert(id);
    }

    pub(crate) fn is_enabled(&self, id: u64) -> bool {
        !self.memory.lock().unwrap().disabled.contains(&id)
    }

    pub(crate) fn incidents(&self) -> Vec<Incident> {
        self.memory.lock().unwrap().incidents.values().cloned().collect()
    }

    /// The one incident that there is.
    #[track_caller]
    pub(crate) fn incident(&self) -> Incident {
        let mut incidents = self.incidents();
        assert_eq!(incidents.len(), 1, "{incidents:#?}");
        incidents.remove(0)
    }

    /// Those that are not fixed.
    pub(crate) fn open_incidents(&self) -> usize {
        self.incidents().iter().filter(|incident| incident.status != 4).count()
    }

    pub(crate) fn delete_incidents(&self) {
        self.memory.lock().unwrap().incidents.clear();
    }

    /// Metric, value and time of each point.
    pub(crate) fn points(&self) -> Vec<(u64, f64, i64)> {
        self.memory.lock().unwrap().points.clone()
    }

    pub(crate) fn trouble(&self, trouble: Option<Trouble>) {
        self.memory.lock().unwrap().trouble = trouble;
    }

    /// From now on, only that token is good.
    pub(crate) fn set_token(&self, token: &str) {
        token.clone_into(&mut self.memory.lock().unwrap().token);
    }

    /// Method and path of what wrote something.
    pub(crate) fn writes(&self) -> Vec<String> {
        let written = self.site.received().into_iter().filter(|request| request.method != "GET");
        written.map(|request| format!("{} {}", request.method, request.path())).collect()
    }
}

impl Memory {
    fn answer(&mut self, request: &Received) -> Answer {
        match self.trouble.clone() {
            Some(Trouble::Down(answer)) => answer,
            Some(Trouble::Deaf(answer)) => {
                drop(self.serve(request));
                answer
            }
            None => self.serve(request),
        }
    }

    fn serve(&mut self, request: &Received) -> Answer {
        let is_known = match self.release {
            Release::V3 => request.header("authorization") == format!("Bearer {}", self.token),
            _ => request.header("x-cachet-token") == self.token,
        };
        if request.method != "GET" && !is_known {
            return Answer::json(
                401,
                &json!({"errors": [{"status": 401, "title": "Unauthorized"}]}),
            );
        }
        let Some(path) = request.path().strip_prefix("/api/v1/") else {
            return Answer::text("<!DOCTYPE html><title>Cachet</title>");
        };
        let body: Value = serde_json::from_str(&request.body).unwrap_or(Value::Null);
        let steps: Vec<&str> = path.split('/').collect();
        match (request.method.as_str(), steps.as_slice()) {
            ("GET", ["components", id]) => self.show_component(id),
            ("PUT", ["components", id]) => self.change_component(id, &body),
            ("GET", ["incidents"]) => self.list_incidents(is_known),
            ("POST", ["incidents"]) => self.make_incident(&body),
            ("GET", ["incidents", id]) => self.show_incident(id),
            ("PUT", ["incidents", id]) => self.change_incident(id, &body),
            ("POST", ["incidents", id, "updates"]) if self.release != Release::V23 => {
                self.update_incident(id, &body)
            }
            ("POST", ["metrics", id, "points"]) => self.add_point(id, &body),
            _ => missing(),
        }
    }

    /// Fields that are missing or of the wrong type.
    fn invalid(&self, what: &str) -> Answer {
        let status = if self.release == Release::V3 { 422 } else { 400 };
        Answer::json(status, &json!({"errors": [{"status": status, "detail": what}]}))
    }

    /// Something in the shape of its release.
    fn shape(&self, kind: &str, id: u64, fields: &Value) -> Value {
        if self.release == Release::V3 {
            return json!({"id": id.to_string(), "type": kind, "attributes": fields});
        }
        let mut thing = fields.clone();
        thing["id"] = json!(id);
        thing
    }

    fn made(&self) -> u16 {
        if self.release == Release::V3 { 201 } else { 200 }
    }

    fn show_component(&self, id: &str) -> Answer {
        let Some((id, status)) = id.parse().ok().and_then(|id| self.components.get_key_value(&id))
        else {
            return missing();
        };
        let status = match self.release {
            Release::V3 => json!({"human": "…", "value": status}),
            // Some databases give numbers as texts.
            Release::V23 => json!(status.to_string()),
            Release::V24 => json!(status),
        };
        let is_enabled = !self.disabled.contains(id);
        // As some databases give it.
        let enabled = if self.release == Release::V23 {
            json!(u8::from(is_enabled).to_string())
        } else {
            json!(is_enabled)
        };
        let fields = json!({"name": "Shop", "status": status, "enabled": enabled});
        let thing = self.shape("components", *id, &fields);
        Answer::json(200, &json!({"data": thing}))
    }

    fn change_component(&mut self, id: &str, body: &Value) -> Answer {
        let Some(id) = id.parse().ok().filter(|id| self.components.contains_key(id)) else {
            return missing();
        };
        let (least, most) = if self.release == Release::V3 { (1, 6) } else { (0, 4) };
        match body["status"].as_u64().filter(|status| (least..=most).contains(status)) {
            Some(status) => self.components.insert(id, status),
            None => return self.invalid("status"),
        };
        // 2 takes what is not said for true.
        match &body["enabled"] {
            Value::Null if self.release == Release::V3 => {}
            Value::Bool(false) => drop(self.disabled.insert(id)),
            Value::Number(number) if number.as_u64() == Some(0) => drop(self.disabled.insert(id)),
            _ => drop(self.disabled.remove(&id)),
        }
        self.show_component(&id.to_string())
    }

    fn list_incidents(&self, is_known: bool) -> Answer {
        let seen = self.incidents.iter().filter(|(_, incident)| incident.is_visible || is_known);
        let list: Vec<Value> = seen.map(|(id, incident)| self.incident(*id, incident)).collect();
        Answer::json(200, &json!({"data": list}))
    }

    fn incident(&self, id: u64, incident: &Incident) -> Value {
        let mut fields = json!({
            "name": incident.name, "message": incident.message, "status": incident.status,
            "visible": u8::from(incident.is_visible),
        });
        if self.release == Release::V3 {
            fields["status"] = json!({"human": "…", "value": incident.status});
            fields["visible"] = json!(incident.is_visible);
        } else {
            fields["component_id"] = json!(incident.component.unwrap_or(0));
        }
        self.shape("incidents", id, &fields)
    }

    fn show_incident(&self, id: &str) -> Answer {
        let found = id.parse().ok().and_then(|id| self.incidents.get_key_value(&id));
        let Some((id, incident)) = found else { return missing() };
        Answer::json(200, &json!({"data": self.incident(*id, incident)}))
    }

    fn make_incident(&mut self, body: &Value) -> Answer {
        let is_third = self.release == Release::V3;
        let (Some(name), Some(message)) = (text(&body["name"]), text(&body["message"])) else {
            return self.invalid("name, message");
        };
        let Some(status) = body["status"].as_u64().filter(|status| *status <= 4) else {
            return self.invalid("status");
        };
        let (component, shown) = (body["component_id"].as_u64(), body["component_status"].as_u64());
        if component.is_some() != shown.is_some() {
            return self.invalid("component_id, component_status");
        }
        if component.is_some_and(|id| !self.components.contains_key(&id)) {
            return self.invalid("component_id");
        }
        let switch = |name: &str| match &body[name] {
            Value::Bool(switch) => Some(*switch),
            Value::Number(number) => Some(number.as_u64() == Some(1)),
            _ => None,
        };
        let told = switch(if is_third { "notifications" } else { "notify" });
        let incident = Incident {
            name,
            message,
            status,
            is_visible: switch("visible").unwrap_or(!is_third),
            is_told: told.unwrap_or(!is_third),
            component,
            updates: Vec::new(),
        };
        if let (Some(id), Some(shown), false) = (component, shown, is_third) {
            self.components.insert(id, shown);
        }
        self.made += 1;
        self.incidents.insert(self.made, incident.clone());
        Answer::json(self.made(), &json!({"data": self.incident(self.made, &incident)}))
    }

    fn change_incident(&mut self, id: &str, body: &Value) -> Answer {
        let found = id.parse().ok().and_then(|id: u64| self.incidents.get_mut(&id));
        let Some(incident) = found else { return missing() };
        if let Some(message) = text(&body["message"]) {
            incident.message = message;
        }
        incident.status = body["status"].as_u64().unwrap_or(incident.status);
        // What is not said becomes a default.
        incident.is_visible = body["visible"].as_u64().is_none_or(|visible| visible == 1);
        self.show_incident(id)
    }

    fn update_incident(&mut self, id: &str, body: &Value) -> Answer {
        let status = body["status"].as_u64().filter(|status| (1..=4).contains(status));
        let (Some(status), Some(message)) = (status, text(&body["message"])) else {
            return self.invalid("status, message");
        };
        let made = self.made();
        let found = id.parse().ok().and_then(|id: u64| self.incidents.get_mut(&id));
        let Some(incident) = found else { return missing() };
        incident.status = status;
        incident.updates.push((status, message));
        Answer::json(made, &json!({"data": {"id": "7"}}))
    }

    fn add_point(&mut self, id: &str, body: &Value) -> Answer {
        if id != "1" {
            return missing();
        }
        let (Some(value), Some(time)) = (body["value"].as_f64(), body["timestamp"].as_i64()) else {
            return self.invalid("value, timestamp");
        };
        self.points.push((1, value, time));
        Answer::json(self.made(), &json!({"data": {"id": 1}}))
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}

fn missing() -> Answer {
    Answer::json(404, &json!({"errors": [{"status": 404, "title": "Not Found"}]}))
}
