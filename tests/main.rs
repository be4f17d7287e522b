//! The acceptance tests: the real binary against real servers on loopback.

#[cfg(test)]
mod support;

#[cfg(test)]
mod suite {
    mod after_the_commit;
    mod architecture;
    mod aws;
    mod aws_credentials;
    mod blindness;
    mod by_hand;
    mod cachet;
    mod cachet_equipment;
    mod cachet_trouble;
    mod clock;
    mod config;
    mod config_merges;
    mod config_problems;
    mod damaged;
    mod database;
    mod durability;
    mod expectations;
    mod folding;
    mod forgetting;
    mod heartbeats;
    mod hostile;
    mod import;
    mod import_kuma;
    mod import_traps;
    mod import_verdicts;
    mod interrupted;
    mod jobs;
    mod late_news;
    mod limits;
    mod looking;
    mod lost_database;
    mod maintenance;
    mod manager_answers;
    mod manager_calls;
    mod manager_documents;
    mod managers;
    mod matching;
    mod named_files;
    mod network;
    mod notification_bodies;
    mod notification_list;
    mod notifications;
    mod observers;
    mod orphans;
    mod panics;
    mod passes;
    mod passing_on;
    mod pem_files;
    mod pipes;
    mod planted;
    mod plugin_bombs;
    mod plugins;
    mod pushes;
    mod readme;
    mod recipes;
    mod recovery;
    mod requests;
    mod secrets;
    mod selectors;
    mod servers;
    mod shapes;
    mod sight;
    mod slow_secrets;
    mod status;
    mod told;
    mod undelivered;
    mod usage;
    mod webhooks;
}
