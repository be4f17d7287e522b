//! Services that are in no configuration: a server manager listed them.

use std::sync::Arc;

use rusqlite::named_params;

use super::columns::Columns;
use super::services::ensure_service;
use super::{Records, StoreError};
use crate::domain::{KnownInstance, ServiceId};

const LISTED: &str = "
    SELECT equipment.name, service.name, service.listed_url
    FROM service JOIN equipment ON equipment.id = service.equipment_id
    WHERE service.is_listed
    ORDER BY service.id";

const SAVE: &str = "UPDATE service SET is_listed = 1, listed_url = :url WHERE id = :id";

impl Records<'_> {
    /// Every instance that was ever listed and not forgotten, oldest first.
    pub(crate) fn instances(&self) -> Result<Vec<KnownInstance>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(LISTED)?;
            let known = statement.query_map([], |row| {
                let mut columns = Columns::of(row);
                let id = ServiceId::new(columns.name()?, columns.name()?);
                let url: Option<String> = columns.value()?;
                Ok(KnownInstance { id, url: url.map(Arc::from) })
            })?;
            known.collect()
        })
    }

    /// Records that an instance is listed, with that URL.
    pub(crate) fn save_instance(
        &self,
        id: &ServiceId,
        url: Option<&str>,
    ) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.prepare_cached(SAVE)?.execute(named_params! {
                ":id": ensure_service(connection, &id.equipment, &id.service)?,
                ":url": url,
            })?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{id, state, store};

    #[test]
    fn what_is_listed_comes_back_until_it_is_forgotten() {
        let (_directory, store) = store();
        let records = store.records();
        records.save_service_state(&id("web/shop"), &state()).unwrap();
        assert_eq!(records.instances(), Ok(vec![]));
        let client = id("web/client");
        records.save_instance(&client, None).unwrap();
        records.save_instance(&client, Some("https://client.example/")).unwrap();
        let url = Some(Arc::from("https://client.example/"));
        assert_eq!(records.instances(), Ok(vec![KnownInstance { id: client.clone(), url }]));
        assert!(records.forget_service(&client).unwrap());
        assert_eq!(records.instances(), Ok(vec![]));
    }
}
