//! Where and with what the figures were taken.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The date, the machine and the versions, a line each.
pub(crate) fn describe(program: &Path) -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let cpu = first_after(&read("/proc/cpuinfo"), "model name").unwrap_or("unknown CPU".to_owned());
    let memory = first_after(&read("/proc/meminfo"), "MemTotal").unwrap_or_default();
    let load = read("/proc/loadavg");
    [
        format!("date: {}", first_line("date", &["+%Y-%m-%d %H:%M %z"])),
        format!("machine: {cores} cores, {cpu}, {memory}, load {}", load.trim()),
        format!("system: {}", first_line("uname", &["-sr"])),
        format!("measured: {}", first_line(program, &["--version"])),
        format!("beside it: {}", first_line("curl", &["--version"])),
    ]
    .join("\n")
}

/// Whether a program of that name answers.
pub(crate) fn has(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success())
}

fn read(file: &str) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

fn first_after(text: &str, key: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn first_line(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> String {
    let program = program.as_ref();
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned()
        }
        Err(_) => format!("{} is not installed", program.to_string_lossy()),
    }
}
