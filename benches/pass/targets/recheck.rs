//! Target 7: a thousand failures wait for their second look together, not one
//! after the other.

use crate::inventory::Inventory;
use crate::lab::{Lab, ronde, said};
use crate::rows::{Row, Verdict, median};

const FAILING: usize = 1_000;
/// The default of `check.recheck_after`, in seconds.
const RECHECK_AFTER: f64 = 2.0;

pub(crate) fn measure(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let mut extra = Vec::new();
    for _ in 0..lab.repeats {
        let healthy = lab.pass(FAILING, "https")?.wall.as_secs_f64();
        let room = lab.room("failing")?;
        Inventory { path: "/503", ..lab.https(FAILING) }.write(&room)?;
        let failing = lab.counted(2 * FAILING, |_| {
            ronde(&room, &["check"])?.expect_exit(1).map_err(|error| error.context(said(&room)))
        })?;
        extra.push(failing.wall.as_secs_f64() - 2.0 * healthy);
    }
    let extra = median(extra);
    let ratio = extra / RECHECK_AFTER;
    Ok(vec![Row {
        measured: format!("{extra:.2} s longer than two healthy passes"),
        beside: format!("recheck_after {RECHECK_AFTER} s"),
        ratio: Some(ratio),
        wanted: "1.25 x".to_owned(),
        verdict: Verdict::of(ratio <= 1.25),
        ..Row::new(7, format!("{FAILING} KO services, each probed twice"))
    }])
}
