//! What two answers of a server manager say together: a failure counts only
//! when both have it.

use std::collections::HashMap;

use super::{Checked, Reading};
use crate::domain::{Assessment, Listed, Listing, Name};

/// The second answer, but for what was good in the `first`: an answer that came
/// stands when the second did not, and an instance that was online once is.
#[must_use]
pub(crate) fn confirm(first: Checked, second: Checked) -> Checked {
    let (Reading::Probed(before), Reading::Probed(after)) = (&first.reading, &second.reading)
    else {
        return second;
    };
    let listing = confirmed(before, after);
    let mut standing =
        if before.failure.is_none() && after.failure.is_some() { first } else { second };
    if let Reading::Probed(assessment) = &mut standing.reading {
        assessment.listing = listing;
    }
    standing
}

fn confirmed(before: &Assessment, after: &Assessment) -> Option<Listing> {
    match (&before.listing, &after.listing) {
        (Some(before), Some(after)) => Some(merged(before, after)),
        (listing, None) if before.failure.is_none() => listing.clone(),
        (_, listing) => listing.clone(),
    }
}

fn merged(before: &Listing, after: &Listing) -> Listing {
    let (Listed::Instances(before), Listed::Instances(instances)) = (&before.listed, &after.listed)
    else {
        return after.clone();
    };
    let online = before.iter().filter(|instance| instance.outage.is_none());
    let online: HashMap<&Name, _> = online.map(|instance| (&instance.name, instance)).collect();
    let confirmed = instances.iter().map(|instance| match online.get(&instance.name) {
        Some(once) if instance.outage.is_some() => (*once).clone(),
        _ => instance.clone(),
    });
    Listing { listed: Listed::Instances(confirmed.collect()), left_out: after.left_out.clone() }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::{Failure, FailureClass, FailureKind, Incident, ListedInstance};

    /// An answer: `None` for none, else the instances with whether each is online.
    fn checked(instances: Option<&[(&str, bool)]>) -> Checked {
        let outage = |is_online: bool| (!is_online).then(|| "not online".to_owned());
        let listing = instances.map(|instances| Listing {
            listed: Listed::Instances(
                instances
                    .iter()
                    .map(|(name, is_online)| ListedInstance {
                        name: Name::recorded(name),
                        url: None,
                        outage: outage(*is_online),
                        report: None,
                    })
                    .collect(),
            ),
            left_out: Box::default(),
        });
        let failure = listing.is_none().then(|| Failure {
            kind: FailureKind::Network,
            class: FailureClass::Down,
            incident: Incident::Partial,
            description: "connection refused".to_owned(),
        });
        let assessment = Assessment {
            http_status_ok: Some(listing.is_some()),
            http: None,
            expectations: Vec::new(),
            failure,
            remark: None,
            report: None,
            listing,
        };
        Checked {
            at: Timestamp::UNIX_EPOCH,
            retested: false,
            latency_ms: None,
            certificate_expires_at: None,
            reading: Reading::Probed(assessment),
        }
    }

    #[test]
    fn only_what_failed_both_times_failed() {
        let both = Some(&[("a", false), ("b", true), ("c", false)][..]);
        let other = Some(&[("a", false), ("b", false), ("c", true), ("d", false)][..]);
        let merged = Some(&[("a", false), ("b", true), ("c", true), ("d", false)][..]);
        let cases = [
            (both, other, merged),
            // The second call found nobody: what the first said stands.
            (both, None, both),
            (None, other, other),
            (None, None, None),
        ];
        for (first, second, expected) in cases {
            assert_eq!(confirm(checked(first), checked(second)), checked(expected), "{first:?}");
        }
    }
}
