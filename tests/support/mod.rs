//! What the acceptance tests are made of: scripted servers, configurations,
//! and a world in which the real binary runs.

pub(crate) mod answer;
pub(crate) mod aws;
pub(crate) mod cachet;
pub(crate) mod certificates;
pub(crate) mod configuration;
pub(crate) mod kuma;
pub(crate) mod openssl;
pub(crate) mod port;
pub(crate) mod ran;
pub(crate) mod real_web;
pub(crate) mod site;
pub(crate) mod source_tree;
pub(crate) mod world;

pub(crate) use answer::{Answer, Gate};
pub(crate) use cachet::{Cachet, Release};
pub(crate) use certificates::Leaf;
pub(crate) use configuration::Configuration;
pub(crate) use kuma::Kuma;
pub(crate) use openssl::{Openssl, OpensslServer, shown};
pub(crate) use port::Port;
pub(crate) use real_web::{Case, judge};
pub(crate) use site::{Received, Site};
pub(crate) use source_tree::{SourceTree, imports};
pub(crate) use world::World;
