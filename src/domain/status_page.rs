//! What a public status page is told of a service, in Cachet's terms.

use std::collections::BTreeSet;
use std::time::Duration;

use super::exchange::TlsSettings;
use super::expectation::Incident;
use super::secret::Secret;
use crate::text::words::words;

words! {
    /// How a service is shown to the public; the order is that of badness.
    PublicStatus {
        /// It works.
        Operational = "operational",
        /// It is slow.
        Performance = "performance",
        /// Something of it does not work.
        Partial = "partial",
        /// Nothing of it works.
        Major = "major",
    }
}

impl PublicStatus {
    /// What a failure with that incident is to the public; `None` where the
    /// public is not concerned.
    #[must_use]
    pub(crate) fn of(incident: Incident) -> Option<Self> {
        match incident {
            Incident::None => None,
            Incident::Performance => Some(Self::Performance),
            Incident::Partial => Some(Self::Partial),
            Incident::Major => Some(Self::Major),
        }
    }

    /// Whether everything is well.
    #[must_use]
    pub(crate) fn is_operational(self) -> bool {
        self == Self::Operational
    }
}

words! {
    /// What a status page is told, one key word of `action` each.
    Action {
        /// The status of the component.
        UpdateStatus = "UPDATE_STATUS",
        /// An incident for each outage.
        CreateIncident = "CREATE_INCIDENT",
        /// The latency of each check.
        PushMetrics = "PUSH_METRICS",
    }
}

/// In what a latency is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum LatencyUnit {
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    #[default]
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
}

impl LatencyUnit {
    /// The word for it in a configuration.
    #[must_use]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Minutes => "m",
            Self::Hours => "h",
        }
    }

    /// The unit for that word, short or in full. Source: cachet-url-monitor.
    #[must_use]
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "ms" | "milliseconds" => Some(Self::Milliseconds),
            "s" | "seconds" => Some(Self::Seconds),
            "m" | "minutes" => Some(Self::Minutes),
            "h" | "hours" => Some(Self::Hours),
            _ => None,
        }
    }

    /// That latency in this unit.
    #[must_use]
    pub(crate) fn of(self, latency: Duration) -> f64 {
        let unit = match self {
            Self::Milliseconds => Duration::from_millis(1),
            Self::Seconds => Duration::from_secs(1),
            Self::Minutes => Duration::from_secs(60),
            Self::Hours => Duration::from_secs(3600),
        };
        // One division: 1001 ms by way of seconds would be 1000.9999999999999 ms.
        latency.div_duration_f64(unit)
    }
}

/// What one service has to do with the status page; has at least one action.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct StatusPageSettings {
    /// What is told.
    pub actions: BTreeSet<Action>,
    /// The component that stands for the service.
    pub component_id: Option<u64>,
    /// The metric that takes its latencies.
    pub metric_id: Option<u64>,
    /// In what these are told.
    pub latency_unit: LatencyUnit,
    /// Whether everybody sees its incidents, or only who is logged in.
    pub public_incidents: bool,
}

impl StatusPageSettings {
    /// Whether the status of the service is told in one way or another.
    #[must_use]
    pub(crate) fn tells_status(&self) -> bool {
        self.actions.contains(&Action::UpdateStatus) || self.opens_incidents()
    }

    /// Whether each outage becomes an incident.
    #[must_use]
    pub(crate) fn opens_incidents(&self) -> bool {
        self.actions.contains(&Action::CreateIncident)
    }

    /// The metric that is told of each check.
    #[must_use]
    pub(crate) fn told_metric(&self) -> Option<u64> {
        self.metric_id.filter(|_| self.actions.contains(&Action::PushMetrics))
    }
}

/// Which API a Cachet speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum CachetVersion {
    /// 2.3 and 2.4.
    #[default]
    V2,
    /// 3.
    V3,
}

/// The Cachet server.
#[derive(Debug, Clone)]
pub(crate) struct Cachet {
    /// Where its API is, without a slash at the end.
    pub api_url: String,
    /// Which API it speaks.
    pub version: CachetVersion,
    /// Who we are to it.
    pub token: Secret,
    /// Whom to trust.
    pub tls: TlsSettings,
}

/// What is known of what a status page shows of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PublicRecord {
    /// The status that was last queued; `None`: what the page shows is not known.
    pub told: Option<PublicStatus>,
    /// The component that was told.
    pub component_id: Option<u64>,
    /// The incident that is open there.
    pub incident_id: Option<u64>,
    /// What the incident, or after its end the component, was last told; `None`
    /// when nothing is left to be brought in line.
    pub incident_shown: Option<PublicStatus>,
    /// The title of an incident that was to be made, while it is not known
    /// whether it was.
    pub unsure_title: Option<String>,
}

impl PublicRecord {
    /// The record without what belongs to another component: a service that
    /// was given a new one begins anew there.
    #[must_use]
    pub(crate) fn on(mut self, component_id: Option<u64>) -> Self {
        if self.component_id != component_id {
            self.told = None;
            self.component_id = component_id;
        }
        self
    }

    /// The status to tell now, if any, when a service comes to be shown so.
    ///
    /// A failure that does not concern the public (`None`) only ends what the
    /// public was told of before.
    #[must_use]
    pub(crate) fn news(&self, shown: Option<PublicStatus>) -> Option<PublicStatus> {
        match shown {
            Some(status) => (self.told != Some(status)).then_some(status),
            None => self
                .told
                .is_some_and(|told| !told.is_operational())
                .then_some(PublicStatus::Operational),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_is_told_in_the_unit_that_is_wanted() {
        let cases = [
            ("ms", 90_000, "90000"),
            ("seconds", 90_000, "90"),
            ("m", 90_000, "1.5"),
            ("hours", 90_000, "0.025"),
            ("ms", 1001, "1001"),
            ("s", 1001, "1.001"),
        ];
        for (word, latency, expected) in cases {
            let told = LatencyUnit::parse(word).unwrap().of(Duration::from_millis(latency));
            assert_eq!(told.to_string(), expected, "{word}");
        }
        assert_eq!(LatencyUnit::parse("days"), None);
    }

    #[test]
    fn only_what_is_new_is_told() {
        use PublicStatus::{Major, Operational, Partial};
        let cases = [
            (None, Some(Operational), Some(Operational)),
            (Some(Operational), Some(Operational), None),
            (Some(Partial), Some(Major), Some(Major)),
            (Some(Major), Some(Operational), Some(Operational)),
            // A certificate that ends soon is nothing to the public…
            (None, None, None),
            (Some(Operational), None, None),
            // …but it ends an outage that was.
            (Some(Partial), None, Some(Operational)),
        ];
        for (told, shown, expected) in cases {
            let record = PublicRecord { told, ..PublicRecord::default() };
            assert_eq!(record.news(shown), expected, "{told:?} {shown:?}");
        }
    }
}
