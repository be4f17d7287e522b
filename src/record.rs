//! Applies effects: state, requests and deliveries in one transaction.
