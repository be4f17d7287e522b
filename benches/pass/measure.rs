//! What a whole process costs. The command runs under a process of its own
//! that has no other child, so that its peak memory and CPU are its alone.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// What one process cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// User and system.
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
    /// The most memory it ever had resident.
    pub(crate) peak_bytes: u64,
    /// Its exit code, 128 + signal when a signal ended it.
    pub(crate) exit: i32,
}

impl Cost {
    /// CPU per check, in ms.
    pub(crate) fn ms_per(&self, checks: usize) -> f64 {
        self.cpu.as_secs_f64() * 1e3 / f64::from(u32::try_from(checks).unwrap_or(u32::MAX))
    }

    /// Peak memory, in MB.
    #[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
    pub(crate) fn megabytes(&self) -> f64 {
        self.peak_bytes as f64 / 1e6
    }

    /// The same, when the process ended as expected.
    pub(crate) fn expect_exit(self, code: i32) -> anyhow::Result<Self> {
        ensure!(self.exit == code, "it exited with {}, not {code}", self.exit);
        Ok(self)
    }
}

/// A command whose cost will be known.
pub(crate) struct Running {
    wrapper: Child,
    report: PathBuf,
}

/// Starts `program` with `arguments`; its standard output goes to a file in `directory`.
pub(crate) fn start(
    directory: &Path,
    program: &Path,
    arguments: &[OsString],
) -> anyhow::Result<Running> {
    let name = format!("cost-{}", std::thread::current().name().unwrap_or("main"));
    let report = directory
        .join(format!("{name}-{}", program.file_name().map_or("".into(), |n| n.to_string_lossy())));
    let wrapper = Command::new(std::env::current_exe()?)
        .args(["--role", "measure"])
        .arg(&report)
        .arg(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(File::create(directory.join("stdout"))?)
        .stderr(File::create(directory.join("stderr"))?)
        .spawn()?;
    Ok(Running { wrapper, report })
}

impl Running {
    /// Waits for the end.
    pub(crate) fn finish(mut self) -> anyhow::Result<Cost> {
        let status = self.wrapper.wait()?;
        ensure!(status.success(), "a measured command could not be run");
        let text = std::fs::read_to_string(&self.report)?;
        let mut fields = text.split_whitespace().map(str::parse::<u64>);
        let mut next = || fields.next().context("the report is too short")?.context("a number");
        Ok(Cost {
            cpu: Duration::from_micros(next()?),
            wall: Duration::from_micros(next()?),
            peak_bytes: next()? * 1024,
            exit: i32::try_from(next()?)?,
        })
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> anyhow::Result<bool> {
        Ok(self.wrapper.try_wait()?.is_none())
    }
}

/// Runs a command to its end.
pub(crate) fn run(
    directory: &Path,
    program: &Path,
    arguments: &[OsString],
) -> anyhow::Result<Cost> {
    start(directory, program, arguments)?.finish()
}

/// The wrapper: runs `command` and writes what it cost into `report`.
pub(crate) fn wrap(report: &Path, command: &[OsString]) -> anyhow::Result<()> {
    let Some((program, arguments)) = command.split_first() else { bail!("nothing to run") };
    let began = Instant::now();
    let status = Command::new(program).args(arguments).status()?;
    let wall = began.elapsed().as_micros();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    let code = status.code().or(status.signal().map(|signal| 128 + signal)).unwrap_or(255);
    let mut file = File::create(report)?;
    writeln!(file, "{cpu} {wall} {} {code}", usage.max_rss())?;
    Ok(())
}
