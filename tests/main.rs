//! The acceptance tests: the real binary against real servers on loopback.

mod support;

mod suite {
    mod architecture;
    mod blindness;
    mod by_hand;
    mod database;
    mod durability;
    mod hostile;
    mod maintenance;
    mod network;
    mod orphans;
    mod passes;
    mod pipes;
    mod requests;
    mod secrets;
    mod selectors;
    mod shapes;
    mod status;
    mod undelivered;
    mod usage;
    mod webhooks;
}
