//! Services, and what they are made of.

use super::RawSecret;
use crate::config::keys::{Duration, Json, List, Map, Path, Setting, Several, Text, Url, keys};

keys! {
    /// A service, or the `defaults` of services.
    #[derive(Default)]
    struct RawService("a service (a map of its keys)") {
        /// Unique on its equipment.
        name: Option<Text>,
        /// Its old name on the same equipment: what is known of it moves along.
        renamed_from: Option<Text>,
        /// What is asked, by http://, https:// or tcp://HOST:PORT. Without it the service
        /// is listed, but never checked.
        url: Setting<Url>,
        /// Says for an http URL with a port of its own whether it speaks https there.
        upgrade_to_https: Setting<bool>,
        /// false: not checked.
        active: Setting<bool> = "true",
        /// Another word for `active`.
        monitoring: Setting<bool>,
        /// What it is, for people.
        service: Setting<Text>,
        /// Its version, for people.
        version: Setting<Text>,
        /// The priority of its requests, "0" (very low) to "3" (high).
        priority: Setting<Text> = "2",
        /// The method of the request.
        method: Setting<Text> = "GET",
        /// Headers of the request. A value may be a secret.
        header: Setting<Map<RawSecret>>,
        /// The body of the request.
        body: Setting<Text>,
        /// Credentials for HTTP basic authentication.
        basic_auth: Setting<RawBasicAuth>,
        /// How TLS begins on a tcp:// URL: true (at once), smtp or imap (STARTTLS).
        tls: Setting<Text> = "false",
        /// How many redirects are followed; 0 or false judges the first answer.
        follow_redirects: Setting<Text> = "10",
        /// The whole exchange, name resolution and redirects included.
        timeout: Setting<Duration> = "10s",
        /// Accept any certificate.
        insecure: Setting<bool> = "false",
        /// The only certificates to trust, as a PEM file.
        ca_file: Setting<Path>,
        /// A certificate of our own.
        client_certificate: Setting<RawClientCertificate>,
        /// Connect to this address instead of looking the host up, and to no proxy.
        resolve: Setting<Text>,
        /// any, 4 or 6.
        ip_version: Setting<Text> = "any",
        /// What is asked instead of `url`.
        monitoring_api: Setting<RawMonitoringApi>,
        /// What the answer must be. All of it must hold.
        expectation: Setting<List<RawExpectation>>,
        /// KO only after more than this many failed passes in a row.
        allowed_fails: Setting<u32> = "0",
        /// At most one check in this time. Without it, one in every pass.
        frequency: Setting<Duration>,
        /// For selectors such as tag:customer-a.
        tags: Setting<List<Text>>,
        /// What the status page is told: `UPDATE_STATUS`, `CREATE_INCIDENT`, `PUSH_METRICS`.
        action: Setting<List<Text>>,
        /// The number of its component on the status page.
        component_id: Setting<u64>,
        /// false: only who is logged in on the status page sees its incidents.
        public_incidents: Setting<bool> = "true",
        /// The number of its metric on the status page.
        metric_id: Setting<u64>,
        /// The unit of latencies on the status page: ms, s, m or h.
        latency_unit: Setting<Text> = "s",
        /// A push monitor of Uptime Kuma that is told after each check how it is.
        push_url: Setting<RawSecret>,
    }

    /// What is asked instead of a URL.
    struct RawMonitoringApi("a monitoring API (a map with a version)") {
        /// simple-url, server-observer-v1, server-manager-v1 or command.
        version: Text,
        /// Where it is called, by default the service's `url`.
        url ["simple-url", "server-observer-v1", "server-manager-v1"]: Option<Url>,
        /// Signs the calls, and is never sent.
        token ["server-observer-v1", "server-manager-v1"]: Option<RawSecret>,
        /// A program in the manner of a Nagios plugin, without a shell.
        command ["command"]: Option<List<Text>>,
    }

    /// A certificate of our own.
    struct RawClientCertificate("a map with cert and key") {
        /// The certificate, as a PEM file.
        cert: Path,
        /// Its key, as a PEM file.
        key: Path,
    }

    /// Credentials for HTTP basic authentication.
    struct RawBasicAuth("a map with user and password") {
        /// The user.
        user: Text,
        /// The password; empty without it.
        password: Option<RawSecret>,
    }

    /// What an answer must be.
    struct RawExpectation("an expectation (a map with a type)") {
        /// What is looked at.
        kind as "type": Text,
        /// Half-open: 200-205 is 200, 201, 202, 203 and 204. Or a list: [200-300, 401].
        status_range ["HTTP_STATUS"]: Option<Several>,
        /// The time to the answer's headers, name resolution, connection and TLS included.
        threshold ["LATENCY"]: Option<Duration>,
        /// The name of the header field.
        name ["HEADER"]: Option<Text>,
        /// A JSON pointer (RFC 6901), such as /checks/0/status.
        path ["JSON"]: Option<Text>,
        /// What the value must be.
        equals ["JSON"]: Setting<Json>,
        /// Matched at the start; a dot also matches a line break.
        regex ["REGEX", "HEADER", "JSON"]: Option<Text>,
        /// What the body must contain.
        text ["CONTAINS"]: Option<Text>,
        /// The certificate must be valid for at least this many days.
        min_days ["CERTIFICATE"]: Option<u32>,
        /// The least value, or size in bytes.
        min ["JSON", "BODY_SIZE"]: Option<Text>,
        /// The greatest value, or size in bytes.
        max ["JSON", "BODY_SIZE"]: Option<Text>,
        /// How full the disk may be, in percent.
        max_percent ["DISK"]: Option<Text>,
        /// How full the disk may be, in bytes.
        max_bytes ["DISK"]: Option<Text>,
        /// How bad a failure is: NONE, PERFORMANCE, PARTIAL or MAJOR.
        incident: Option<Text>,
    }
}
