//! `CERTIFICATE`: the server's certificate stays valid for a while.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Finding;
use crate::domain::Exchange;

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

pub(super) fn examine(min_days: u32, exchange: &Exchange, now: Timestamp) -> Finding {
    let Some(expiry) = exchange.certificate_expires_at else {
        let is_encrypted = exchange.phases.tls.is_some();
        let message = if is_encrypted {
            "the certificate does not say when it ends"
        } else {
            "no certificate: the connection is not encrypted"
        };
        return Finding { ok: false, message: message.to_owned() };
    };
    let whose = match &exchange.expiring_issuer {
        Some(issuer) => format!("certificate of the issuer {issuer}"),
        None => "certificate".to_owned(),
    };
    if expiry == Timestamp::MAX {
        return Finding { ok: true, message: format!("{whose} never expires") };
    }
    let left = expiry.as_second() - now.as_second();
    let ok = left >= i64::from(min_days) * SECONDS_PER_DAY;
    let days = left.div_euclid(SECONDS_PER_DAY);
    let date = expiry.to_zoned(TimeZone::UTC).date();
    let wanted = if ok { String::new() } else { format!("; at least {min_days} days wanted") };
    let unit = if days == 1 { "day" } else { "days" };
    Finding { ok, message: format!("{whose} expires in {days} {unit}, on {date}{wanted}") }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{answer, exchange};
    use super::*;

    #[test]
    fn whole_days_are_counted_to_the_end_of_the_certificate() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut exchange = exchange(answer(200, ""));
        exchange.certificate_expires_at = Some("2026-01-15T00:00:00Z".parse().unwrap());
        assert!(examine(14, &exchange, now).ok);
        let short = examine(15, &exchange, now);
        assert!(!short.ok);
        assert_eq!(
            short.message,
            "certificate expires in 14 days, on 2026-01-15; at least 15 days wanted"
        );
    }

    #[test]
    fn a_plain_connection_has_no_certificate() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert!(!examine(1, &exchange(answer(200, "")), now).ok);
    }

    #[test]
    fn an_issuer_that_ends_first_is_named() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut exchange = exchange(answer(200, ""));
        exchange.certificate_expires_at = Some("2026-01-04T00:00:00Z".parse().unwrap());
        exchange.expiring_issuer = Some("\"R11\"".to_owned());
        assert_eq!(
            examine(14, &exchange, now).message,
            "certificate of the issuer \"R11\" expires in 3 days, on 2026-01-04; \
             at least 14 days wanted"
        );
        exchange.certificate_expires_at = Some(Timestamp::MAX);
        assert!(examine(14, &exchange, now).ok);
    }
}
