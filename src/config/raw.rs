//! The configuration as it is written: shapes and key names, nothing checked.
//!
//! serde refuses unknown keys and wrong types here, with line and column.
//! Whatever has a meaning is read as text and understood by `validate`, which
//! can then name all mistakes at once instead of the first.

mod collections;
mod secret;
mod setting;

use serde::Deserialize;

pub(super) use collections::{Items, Pairs};
pub(super) use secret::{RawAwsSecret, RawProvider, RawSecret};
pub(super) use setting::{Setting, Text};

/// The main file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a configuration (keys and values)")]
pub(super) struct RawConfig {
    pub(super) database: Option<Text>,
    pub(super) group: Option<Text>,
    pub(super) include: Option<Vec<Text>>,
    pub(super) link: Option<Text>,
    pub(super) maintenance_mode_duration: Option<Text>,
    pub(super) auto_close: Option<bool>,
    pub(super) recover_after: Option<u32>,
    pub(super) retention: Option<RawRetention>,
    pub(super) check: Option<RawCheck>,
    pub(super) defaults: Option<RawService>,
    pub(super) equipment: Option<Vec<RawEquipment>>,
    pub(super) webhooks: Option<Vec<RawWebhook>>,
    pub(super) messages: Option<RawMessages>,
    pub(super) cachet: Option<RawCachet>,
    pub(super) heartbeats: Option<Vec<RawHeartbeat>>,
    pub(super) recovery: Option<Vec<RawRecovery>>,
}

/// A file named by `include`.
#[derive(Debug, Default, Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "an included file (equipment, heartbeats and webhooks)"
)]
pub(super) struct RawIncluded {
    pub(super) equipment: Option<Vec<RawEquipment>>,
    pub(super) heartbeats: Option<Vec<RawHeartbeat>>,
    pub(super) webhooks: Option<Vec<RawWebhook>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a map with results and deliveries")]
pub(super) struct RawRetention {
    pub(super) results: Option<Text>,
    pub(super) deliveries: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a map of settings of a pass")]
pub(super) struct RawCheck {
    pub(super) concurrency: Option<u32>,
    pub(super) per_equipment: Option<u32>,
    pub(super) recheck_after: Option<Text>,
    pub(super) deadline: Option<Text>,
    pub(super) stale_after: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a map of texts")]
#[expect(clippy::struct_field_names, reason = "the keys are called so in the seed")]
pub(super) struct RawMessages {
    pub(super) incident_outage: Option<Text>,
    pub(super) incident_performance: Option<Text>,
    pub(super) incident_operational: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an equipment (a map with a name)")]
pub(super) struct RawEquipment {
    pub(super) name: Text,
    pub(super) renamed_from: Option<Text>,
    pub(super) monitoring: Option<bool>,
    pub(super) server_ip: Option<Text>,
    pub(super) distribution: Option<Text>,
    pub(super) hosting_city: Option<Text>,
    pub(super) nb_cores: Option<u64>,
    pub(super) ram: Option<u64>,
    pub(super) disk_storage: Option<u64>,
    pub(super) backup_activated: Option<bool>,
    pub(super) backup_server: Option<Text>,
    pub(super) backup_ok: Option<bool>,
    pub(super) action: Option<Items<Text>>,
    pub(super) component_id: Option<u64>,
    pub(super) public_incidents: Option<bool>,
    pub(super) monitoring_api: Option<RawMonitoringApi>,
    pub(super) defaults: Option<RawService>,
    pub(super) services: Option<Vec<RawService>>,
}

/// A service, or the `defaults` of services.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a service (a map of its keys)")]
pub(super) struct RawService {
    pub(super) name: Option<Text>,
    pub(super) renamed_from: Option<Text>,
    pub(super) url: Setting<Text>,
    pub(super) upgrade_to_https: Setting<bool>,
    pub(super) active: Setting<bool>,
    pub(super) monitoring: Setting<bool>,
    pub(super) service: Setting<Text>,
    pub(super) version: Setting<Text>,
    pub(super) priority: Setting<Text>,
    pub(super) method: Setting<Text>,
    pub(super) header: Setting<Pairs<RawSecret>>,
    pub(super) body: Setting<Text>,
    pub(super) timeout: Setting<Text>,
    pub(super) insecure: Setting<bool>,
    pub(super) ca_file: Setting<Text>,
    pub(super) client_certificate: Setting<RawClientCertificate>,
    pub(super) basic_auth: Setting<RawBasicAuth>,
    pub(super) follow_redirects: Setting<Text>,
    pub(super) resolve: Setting<Text>,
    pub(super) ip_version: Setting<Text>,
    pub(super) expectation: Setting<Items<RawExpectation>>,
    pub(super) allowed_fails: Setting<u32>,
    pub(super) frequency: Setting<Text>,
    pub(super) tags: Setting<Items<Text>>,
    pub(super) action: Setting<Items<Text>>,
    pub(super) component_id: Setting<u64>,
    pub(super) metric_id: Setting<u64>,
    pub(super) latency_unit: Setting<Text>,
    pub(super) public_incidents: Setting<bool>,
    pub(super) push_url: Setting<RawSecret>,
    pub(super) monitoring_api: Setting<RawMonitoringApi>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a monitoring API (a map with a version)")]
pub(super) struct RawMonitoringApi {
    pub(super) version: Text,
    pub(super) url: Option<Text>,
    pub(super) token: Option<RawSecret>,
    pub(super) command: Option<Vec<Text>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a map with cert and key")]
pub(super) struct RawClientCertificate {
    pub(super) cert: Text,
    pub(super) key: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a map with user and password")]
pub(super) struct RawBasicAuth {
    pub(super) user: Text,
    pub(super) password: Option<RawSecret>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an expectation (a map with a type)")]
pub(super) struct RawExpectation {
    #[serde(rename = "type")]
    pub(super) kind: Text,
    pub(super) incident: Option<Text>,
    pub(super) status_range: Option<Text>,
    pub(super) threshold: Option<Text>,
    pub(super) regex: Option<Text>,
    pub(super) text: Option<Text>,
    pub(super) min_days: Option<u32>,
    pub(super) name: Option<Text>,
    pub(super) path: Option<Text>,
    #[serde(default)]
    pub(super) equals: Setting<serde_json::Value>,
    pub(super) min: Option<Text>,
    pub(super) max: Option<Text>,
    pub(super) max_percent: Option<Text>,
    pub(super) max_bytes: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a webhook (a map with a url)")]
pub(super) struct RawWebhook {
    pub(super) name: Option<Text>,
    pub(super) url: RawSecret,
    pub(super) user: Option<Text>,
    pub(super) password: Option<RawSecret>,
    pub(super) events: Option<Items<Text>>,
    pub(super) params: Option<Pairs<Text>>,
    pub(super) json: Option<serde_json::Value>,
    pub(super) ca_file: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a map with api_url and token")]
pub(super) struct RawCachet {
    pub(super) api_url: Text,
    pub(super) version: Option<Text>,
    pub(super) token: RawSecret,
    pub(super) ca_file: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a heartbeat (a map with a name)")]
pub(super) struct RawHeartbeat {
    pub(super) name: Text,
    pub(super) enabled: Option<bool>,
    pub(super) push_url: Option<RawSecret>,
    pub(super) every: Option<Text>,
    pub(super) runtime: Option<Text>,
    pub(super) margin: Option<Text>,
    pub(super) interval: Option<Text>,
    pub(super) schedule: Option<Text>,
    pub(super) timezone: Option<Text>,
    pub(super) on_failure: Option<Text>,
    pub(super) after: Option<Text>,
    pub(super) ca_file: Option<Text>,
    pub(super) action: Option<Items<Text>>,
    pub(super) component_id: Option<u64>,
    pub(super) public_incidents: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a recovery (a map with a type and tasks)")]
pub(super) struct RawRecovery {
    #[serde(rename = "type")]
    pub(super) kind: Text,
    pub(super) equipment: Option<Items<Text>>,
    pub(super) tasks: Items<RawRecoveryTask>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a task (a map with a name and a command)")]
pub(super) struct RawRecoveryTask {
    pub(super) name: Text,
    pub(super) command: Items<Text>,
    pub(super) timeout: Option<Text>,
}

/// Every key of a configuration, as serde knows them.
#[cfg(test)]
pub(super) fn known_keys() -> Vec<&'static str> {
    fields::of_all()
}

#[cfg(test)]
mod fields {
    use serde::de::value::Error;
    use serde::de::{Deserialize, Deserializer, Visitor};

    use super::*;

    /// Notes the fields that a derived `Deserialize` asks for, and gives nothing.
    struct Fields<'a>(&'a mut Vec<&'static str>);

    impl<'de> Deserializer<'de> for Fields<'_> {
        type Error = Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            Err(serde::de::Error::custom("not a struct"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Error> {
            self.0.extend(fields);
            Err(serde::de::Error::custom("only looked at"))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
            option unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier
            ignored_any
        }
    }

    fn add<'de, T: Deserialize<'de>>(keys: &mut Vec<&'static str>) {
        assert!(T::deserialize(Fields(keys)).is_err());
    }

    pub(super) fn of_all() -> Vec<&'static str> {
        let mut keys = Vec::new();
        add::<RawConfig>(&mut keys);
        add::<RawIncluded>(&mut keys);
        add::<RawRetention>(&mut keys);
        add::<RawCheck>(&mut keys);
        add::<RawMessages>(&mut keys);
        add::<RawEquipment>(&mut keys);
        add::<RawService>(&mut keys);
        add::<RawMonitoringApi>(&mut keys);
        add::<RawClientCertificate>(&mut keys);
        add::<RawBasicAuth>(&mut keys);
        add::<RawExpectation>(&mut keys);
        add::<RawWebhook>(&mut keys);
        add::<RawCachet>(&mut keys);
        add::<RawHeartbeat>(&mut keys);
        add::<RawRecovery>(&mut keys);
        add::<RawRecoveryTask>(&mut keys);
        keys
    }
}
