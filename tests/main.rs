//! The acceptance tests: the real binary against real servers on loopback.

mod support;

mod suite {
    mod architecture;
    mod blindness;
    mod by_hand;
    mod database;
    mod durability;
    mod hostile;
    mod network;
    mod passes;
    mod requests;
}
