//! IPv6 zones, such as the `%eth0` of `fe80::1%eth0`: they name a network interface of
//! one machine, and no URL that others could use has one.

use std::net::Ipv6Addr;

/// Whether `text` is an IPv6 address with a zone, in brackets or not, as people and
/// URLs (`%25eth0`) write it.
#[must_use]
pub(crate) fn has_zone(text: &str) -> bool {
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = inside.split_once('%').map(|(address, _)| address);
    address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_the_name_of_an_interface() {
        for text in ["fe80::1%eth0", "[fe80::1%eth0]", "[fe80::1%25eth0]", "::1%1", "fe80::1%"] {
            assert!(has_zone(text), "{text}");
        }
        for text in ["fe80::1", "[fe80::1]", "192.0.2.1%eth0", "a%eth0", "%eth0", "[fe80::1%x", ""]
        {
            assert!(!has_zone(text), "{text}");
        }
    }
}
