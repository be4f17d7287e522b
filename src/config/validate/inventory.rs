//! Equipment and services: names, defaults applied, duplicates found.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::layer::{Layer, built_in, layer};
use super::level::Context;
use super::monitoring;
use super::report::{At, Report};
use super::scalars;
use super::shared::Shared;
use super::status_page::StatusPageLayer;
use super::tcp::Asked;
use crate::config::keys::{Setting, Text};
use crate::config::place::{KeyPath, Step};
use crate::config::raw::{RawEquipment, RawMonitoringApi, RawService};
use crate::domain::{
    Equipment, Facts, HOST_CHECK, Inventory, IpVersion, MonitoringApi, Name, RequestSettings,
    Service, ServiceId, StatusPageSettings,
};

/// Takes equipment one at a time, so that no file has to be held twice.
#[derive(Default)]
pub(super) struct InventoryBuilder {
    inventory: Inventory,
    shared: Shared,
    /// What holds where no level says anything.
    pub(super) built_in: Layer,
    defaults: Layer,
    deadline: Duration,
    /// There is a status page to be told.
    has_page: bool,
    /// Where each name was first seen.
    names: HashMap<Name, PathBuf>,
    renamed: BTreeMap<Name, (PathBuf, KeyPath)>,
    seen: HashMap<Arc<str>, (Arc<RequestSettings>, ServiceId)>,
}

/// An equipment's own part of what its services are made of.
struct Host<'a> {
    name: &'a Name,
    defaults: &'a Layer,
    /// Shared by all services that say nothing about requests.
    request: &'a Arc<RequestSettings>,
    directory: &'a Path,
}

impl InventoryBuilder {
    /// Begins with the file's `defaults`, the deadline of a pass, and whether
    /// there is a status page.
    pub(super) fn new(
        defaults: Option<RawService>,
        deadline: Duration,
        has_page: bool,
        directory: &Path,
        at: &At<'_>,
    ) -> Self {
        let mut builder = Self { deadline, has_page, ..Self::default() };
        builder.built_in = built_in(&mut builder.context(directory), at);
        if let Some(raw) = defaults {
            builder.defaults = builder.default_layer(raw, directory, at);
        }
        builder
    }

    fn context<'a>(&'a mut self, directory: &'a Path) -> Context<'a> {
        Context { directory, shared: &mut self.shared }
    }

    fn default_layer(&mut self, raw: RawService, directory: &Path, at: &At<'_>) -> Layer {
        for (key, given) in [
            ("name", raw.name.is_some()),
            ("renamed_from", raw.renamed_from.is_some()),
            ("push_url", !raw.push_url.is_unsaid()),
        ] {
            if given {
                at.key(key).wrong("belongs to one service and cannot have a default");
            }
        }
        let layer = layer(raw, &mut self.context(directory), at);
        self.warn_of_timeout(&layer, at);
        layer.request.warn_of_two_authorizations(&layer.over(&self.defaults).request, at);
        layer
    }

    /// Adds one equipment; `at` is its place in its file.
    pub(super) fn add(&mut self, mut raw: RawEquipment, directory: &Path, at: &At<'_>) {
        let facts = facts(&raw);
        let page = StatusPageLayer::of_equipment(&mut raw, at);
        let status_page = self.page_of(&page, at);
        let own = raw.defaults.map(|raw| self.default_layer(raw, directory, &at.key("defaults")));
        let defaults = own.unwrap_or_default().over(&self.defaults);
        let request = self
            .shared
            .request(defaults.request.clone().settled(&self.built_in.request).settings());
        let Text(text) = &raw.name;
        let name =
            at.key("name").accept(Name::parse(text).map_err(|error| format!("{text:?}: {error}")));
        if let Some(name) = &name {
            self.claim(name, at);
        }
        // Services of a nameless equipment are looked at too: all problems at once.
        let name = name.unwrap_or_else(|| Name::recorded(text));
        let renamed_from = raw.renamed_from.and_then(|text| old_name(&text, &name, at));
        if let Some(old) = &renamed_from {
            self.note_rename(old, at);
        }
        let host = Host { name: &name, defaults: &defaults, request: &request, directory };
        let services = raw.services.unwrap_or_default();
        let is_managed = raw.monitoring_api.as_ref().is_some_and(monitoring::is_manager);
        // What is said of the equipment holds for its own check, and nothing else then.
        let own_page = (!page.is_silent()).then_some(&status_page);
        let own = self.own_check(raw.monitoring_api, own_page, &services, &host, at);
        let services = self.services(services, &host, &at.key("services"));
        let services: Vec<Service> = own.into_iter().chain(services).collect();
        let instances = self.template(&services, &host, at);
        monitoring::check_instances(&services, is_managed || instances.is_some(), at);
        self.inventory.equipment.push(Equipment {
            name,
            renamed_from,
            monitoring: raw.monitoring,
            facts,
            status_page,
            services,
            instances,
        });
    }

    /// What the instances are made of that a server manager lists, if there is
    /// one: the equipment's defaults, and nothing that belongs to one service.
    fn template(
        &mut self,
        services: &[Service],
        host: &Host<'_>,
        at: &At<'_>,
    ) -> Option<Arc<Service>> {
        services.iter().find(|service| service.lists_instances())?;
        let own = monitoring::instance_layer();
        let all = own.over(host.defaults).settled(&self.built_in);
        let all = Layer { url: Setting::Unsaid, ..all };
        let id = ServiceId::new(host.name.clone(), Name::recorded(""));
        let request = Arc::clone(host.request);
        let template = self.finish(id, None, &own, all, request, at)?;
        Some(Arc::new(Service { is_listed: true, ..template }))
    }

    fn page_of(&self, page: &StatusPageLayer, at: &At<'_>) -> Option<Arc<StatusPageSettings>> {
        let page = page.clone().settled(&self.built_in.status_page);
        page.settings(self.has_page, at).map(Arc::new)
    }

    fn claim(&mut self, name: &Name, at: &At<'_>) {
        if let Some(first) = self.names.get(name) {
            let first = first.display();
            at.key("name").wrong(format!("\"{name}\" is already an equipment in {first}"));
        } else {
            self.names.insert(name.clone(), at.file().to_owned());
        }
    }

    fn note_rename(&mut self, old: &Name, at: &At<'_>) {
        if let Some((file, path)) = self.renamed.get(old) {
            at.key("renamed_from").wrong(format!(
                "\"{old}\" was renamed to another equipment already ({}: {path})",
                file.display()
            ));
        } else {
            self.renamed.insert(old.clone(), (at.file().to_owned(), at.path()));
        }
    }

    /// The equipment's own check, which is a service of its own.
    fn own_check(
        &mut self,
        raw: Option<RawMonitoringApi>,
        page: Option<&Option<Arc<StatusPageSettings>>>,
        services: &[RawService],
        host: &Host<'_>,
        at: &At<'_>,
    ) -> Option<Service> {
        let raw = raw?;
        let is_host = |Text(name): &Text| name == HOST_CHECK;
        if services.iter().any(|service| service.name.as_ref().is_some_and(is_host)) {
            let message = format!("\"{HOST_CHECK}\" is configured as a service too: keep one");
            at.key("monitoring_api").wrong(message);
        }
        let raw = monitoring::own_check(raw);
        let Some(page) = page else { return self.service(raw, host, at) };
        let status_page = StatusPageLayer::default();
        let defaults = Layer { status_page, ..host.defaults.clone() };
        let service = self.service(raw, &Host { defaults: &defaults, ..*host }, at)?;
        Some(Service { status_page: page.clone(), ..service })
    }

    fn services(&mut self, raw: Vec<RawService>, host: &Host<'_>, at: &At<'_>) -> Vec<Service> {
        let mut services: Vec<Service> = Vec::with_capacity(raw.len());
        let mut names = HashSet::with_capacity(raw.len());
        let mut renamed = Vec::new();
        for (index, raw) in raw.into_iter().enumerate() {
            let at = at.index(index);
            // Asked before anything else can be wrong with the service: all
            // problems are told at once.
            if let Some(Text(name)) = &raw.name
                && !names.insert(name.clone())
            {
                at.key("name").wrong(format!("\"{name}\" is given twice"));
            }
            let Some(service) = self.service(raw, host, &at) else { continue };
            renamed.extend(service.renamed_from.clone().map(|old| (index, old)));
            services.push(service);
        }
        for (index, old) in renamed {
            if names.contains(old.as_str()) {
                let message = format!("\"{old}\" is still configured on \"{}\"", host.name);
                at.index(index).key("renamed_from").wrong(message);
            }
        }
        services
    }

    fn service(&mut self, mut raw: RawService, host: &Host<'_>, at: &At<'_>) -> Option<Service> {
        let name = raw.name.take();
        let renamed_from = raw.renamed_from.take();
        let own = layer(raw, &mut self.context(host.directory), at);
        let all = own.over(host.defaults).settled(&self.built_in);
        let request = if own.request.is_silent() {
            Arc::clone(host.request)
        } else {
            own.request.warn_of_two_authorizations(&all.request, at);
            self.shared.request(all.request.clone().settings())
        };
        check_address_family(&request, at);
        let Some(Text(name)) = name else {
            at.wrong("`name` is missing");
            return None;
        };
        let name = Name::parse(&name).map_err(|error| format!("{name:?}: {error}"));
        let name = at.key("name").accept(name)?;
        let renamed_from = renamed_from.and_then(|text| old_name(&text, &name, at));
        let id = ServiceId::new(host.name.clone(), name);
        let service = self.finish(id, renamed_from, &own, all, request, at)?;
        self.warn(&service, &own, at);
        Some(service)
    }

    fn finish(
        &mut self,
        id: ServiceId,
        renamed_from: Option<Name>,
        own: &Layer,
        all: Layer,
        request: Arc<RequestSettings>,
        at: &At<'_>,
    ) -> Option<Service> {
        let (url, api) = called(&all, &id, at)?;
        let asked = Asked { url: url.as_ref(), api: api.as_ref(), request: &request };
        let expectations = asked.expectations(own, &all, &mut self.shared, at);
        let status_page = all.status_page.settings(self.has_page, at);
        Some(Service {
            id,
            renamed_from,
            url,
            active: all.active.sure(),
            product: all.product.value(),
            version: all.version.value(),
            priority: all.priority.sure(),
            request,
            monitoring_api: api.map(Arc::new),
            expectations,
            allowed_fails: all.allowed_fails.sure(),
            frequency: all.frequency.value(),
            tags: all.tags.value().unwrap_or_else(|| self.shared.tags(Vec::new())),
            status_page: status_page.map(Arc::new),
            push_url: all.push_url.value().map(Arc::new),
            is_listed: false,
        })
    }

    /// What is likely a mistake in a valid service.
    fn warn(&mut self, service: &Service, own: &Layer, at: &At<'_>) {
        self.warn_of_timeout(own, at);
        monitoring::check_name(service, at);
        if service.monitoring_api.is_some() {
            return;
        }
        let Some(url) = &service.url else {
            if service.active {
                at.suspicious("without `url` it is listed, but never checked");
            }
            return;
        };
        super::mistakes::warn_of_expectations(service, url, at);
        match self.seen.get(url) {
            Some((request, first)) if Arc::ptr_eq(request, &service.request) => {
                at.key("url")
                    .suspicious(format!("\"{first}\" already checks this URL in the same way"));
            }
            Some(_) => {}
            None => {
                let value = (Arc::clone(&service.request), service.id.clone());
                self.seen.insert(Arc::clone(url), value);
            }
        }
    }

    fn warn_of_timeout(&self, layer: &Layer, at: &At<'_>) {
        if let Setting::Given(timeout) = layer.request.timeout
            && timeout > self.deadline
        {
            at.key("timeout").suspicious(format!(
                "{} is longer than the whole pass may take (`check.deadline`)",
                humantime::format_duration(timeout)
            ));
        }
    }

    /// Everything that was added.
    pub(super) fn finish_all(self, report: &Report) -> Inventory {
        for (old, (file, mut path)) in self.renamed {
            if self.names.contains_key(&old) {
                path.0.push(Step::Key("renamed_from".to_owned()));
                report.wrong_at(&file, path, format!("\"{old}\" is still configured"));
            }
        }
        self.inventory
    }
}

fn old_name(Text(text): &Text, new: &Name, at: &At<'_>) -> Option<Name> {
    let at = at.key("renamed_from");
    let old = at.accept(Name::parse(text).map_err(|error| format!("{text:?}: {error}")))?;
    if &old == new {
        at.wrong(format!("\"{old}\" is also the new name"));
        return None;
    }
    Some(old)
}

/// Its URL, and what is asked instead of it.
fn called(
    all: &Layer,
    id: &ServiceId,
    at: &At<'_>,
) -> Option<(Option<Arc<str>>, Option<MonitoringApi>)> {
    let url = match all.url.clone().value() {
        Some(text) => Some(called_url(&text, all.upgrade_to_https.clone().value(), at)?),
        None => None,
    };
    let place = at.key("monitoring_api");
    let api = match all.monitoring_api.clone().value() {
        Some(api) => Some(monitoring::settled(api, &id.service, url.as_ref(), &place)?),
        None => None,
    };
    Some((url, api))
}

fn called_url(text: &str, upgrade: Option<bool>, at: &At<'_>) -> Option<Arc<str>> {
    let url = scalars::upgraded(text, upgrade);
    if url.is_none() {
        at.key("url").wrong_with_hint(
            format!("{text:?} has a port of its own: say whether it speaks https there"),
            "add `upgrade_to_https: true` or `upgrade_to_https: false`",
        );
    }
    url.map(Arc::from)
}

fn check_address_family(request: &RequestSettings, at: &At<'_>) {
    let family = match (request.resolve, request.ip_version) {
        (Some(address), IpVersion::V4) if address.is_ipv6() => "4",
        (Some(address), IpVersion::V6) if address.is_ipv4() => "6",
        _ => return,
    };
    at.key("resolve").wrong(format!("the address does not fit `ip_version: {family}`"));
}

fn facts(raw: &RawEquipment) -> Facts {
    let text = |text: &Option<Text>| text.as_ref().map(|Text(text)| text.clone());
    Facts {
        server_ip: text(&raw.server_ip),
        distribution: text(&raw.distribution),
        hosting_city: text(&raw.hosting_city),
        nb_cores: raw.nb_cores,
        ram: raw.ram,
        disk_storage: raw.disk_storage,
        backup_activated: raw.backup_activated,
        backup_server: text(&raw.backup_server),
        backup_ok: raw.backup_ok,
    }
}
