//! Target 10: a busy machine is no outage.

use std::process::{Child, Command};

use crate::inventory::Inventory;
use crate::lab::{Lab, ronde, said};
use crate::rows::{Row, Verdict};

const SERVICES: usize = 1_000;
const BUSY: usize = 8;

pub(crate) fn measure(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let room = lab.room("starving")?;
    Inventory { defaults: &["timeout: 5s"], ..lab.https(SERVICES) }.write(&room)?;
    lab.answers()?;
    let crowd = Crowd::gather()?;
    let cost = ronde(&room, &["check"])?;
    drop(crowd);
    let repeated = lab.answers()?.saturating_sub(SERVICES);
    let is_true = cost.exit == 0;
    let verdict =
        if is_true { "none KO".to_owned() } else { format!("exit {} {}", cost.exit, said(&room)) };
    Ok(vec![Row {
        measured: format!(
            "{verdict}, {repeated} looked at twice, {:.1} s",
            cost.wall.as_secs_f64()
        ),
        beside: format!("{BUSY} busy processes"),
        wanted: "no false KO".to_owned(),
        verdict: Verdict::of(is_true),
        ..Row::new(10, format!("{SERVICES} healthy services, timeout 5 s"))
    }])
}

/// Processes that keep the cores busy, until dropped.
struct Crowd(Vec<Child>);

impl Crowd {
    fn gather() -> anyhow::Result<Self> {
        let mut crowd = Self(Vec::new());
        for _ in 0..BUSY {
            let spin = Command::new(std::env::current_exe()?).args(["--role", "spin"]).spawn()?;
            crowd.0.push(spin);
        }
        Ok(crowd)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // One that is gone is what is wanted.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
