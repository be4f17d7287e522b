//! A directory, a configuration and a database in which the real binary runs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use super::certificates;
use super::configuration::Configuration;
use super::ran::Ran;

/// Far longer than any command takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the program runs: nothing of the machine's own settings reaches it.
pub(crate) struct World {
    directory: TempDir,
    environment: Vec<(String, String)>,
}

impl World {
    /// A world with that configuration, and no database yet.
    pub(crate) fn new(configuration: &Configuration) -> Self {
        let world = Self::with_text(&configuration.to_string());
        fs::create_dir(world.path("home")).unwrap();
        world
    }

    /// A world with a configuration of that text.
    pub(crate) fn with_text(configuration: &str) -> Self {
        let world = Self { directory: TempDir::new().unwrap(), environment: Vec::new() };
        fs::write(world.path("config.yaml"), configuration).unwrap();
        fs::write(world.path("roots.pem"), certificates::trusted_roots()).unwrap();
        world
    }

    /// With another configuration from now on.
    pub(crate) fn configure(&self, configuration: &Configuration) {
        fs::write(self.path("config.yaml"), configuration.to_string()).unwrap();
    }

    /// With an environment variable from now on.
    pub(crate) fn variable(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Without that environment variable from now on.
    pub(crate) fn unset(&mut self, name: &str) {
        self.environment.retain(|(known, _)| known != name);
    }

    /// A file in the world.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The database file.
    pub(crate) fn database(&self) -> PathBuf {
        self.path("ronde.db")
    }

    /// The command, to be changed before it runs; it uses the world's database
    /// unless it names another.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("ronde"));
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.path("home"))
            .env("TZ", "UTC")
            .env("SSL_CERT_FILE", self.path("roots.pem"))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(self.directory.path())
            .arg("--config")
            .arg(self.path("config.yaml"))
            .stdin(Stdio::null());
        if !arguments.contains(&"--database") {
            command.arg("--database").arg(self.database());
        }
        command.args(arguments);
        command
    }

    /// Runs the program.
    #[track_caller]
    #[must_use]
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.start(arguments).finish()
    }

    /// Runs the program with `--format json`.
    #[track_caller]
    #[must_use]
    pub(crate) fn run_json(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["--format", "json"], arguments].concat())
    }

    /// What a command prints as JSON; its code does not matter.
    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        self.run_json(arguments).json()
    }

    /// Starts the program and comes back at once.
    #[track_caller]
    #[must_use]
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        Running::start(self.command(arguments), arguments.join(" "))
    }

    /// The requests in these stages, oldest first.
    #[track_caller]
    pub(crate) fn requests(&self, status: &str) -> Vec<Value> {
        list(&self.json(&["requests", "list", "--status", status])["requests"])
    }

    /// The one request in these stages.
    #[track_caller]
    pub(crate) fn one_request(&self, status: &str) -> Value {
        let mut requests = self.requests(status);
        assert_eq!(requests.len(), 1, "{requests:#?}");
        requests.remove(0)
    }

    /// The deliveries in that status, or all; newest first.
    #[track_caller]
    pub(crate) fn deliveries(&self, status: Option<&str>) -> Vec<Value> {
        let mut arguments = vec!["deliveries", "list"];
        arguments.extend(status.iter().flat_map(|status| ["--status", status]));
        list(&self.json(&arguments)["deliveries"])
    }

    /// What `status` knows of a service.
    #[track_caller]
    pub(crate) fn service(&self, id: &str) -> Value {
        let services = list(&self.json(&["status"])["services"]);
        let found = services.into_iter().find(|service| service["id"] == id);
        found.unwrap_or_else(|| panic!("status does not list {id}"))
    }

    /// The command lines of what runs, and was started in this world.
    pub(crate) fn processes(&self) -> Vec<String> {
        let place = self.directory.path().display().to_string();
        let read = |path: &Path, name| fs::read(path.join(name)).unwrap_or_default();
        let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
        let told = processes.map(|path| [read(&path, "cmdline"), read(&path, "environ")]);
        let told = told.map(|texts| texts.map(|text| String::from_utf8_lossy(&text).into_owned()));
        told.filter(|texts| texts.iter().any(|text| text.contains(&place)))
            .map(|[command, _]| command)
            .collect()
    }

    /// A connection of the test's own to the database.
    pub(crate) fn sqlite(&self) -> Connection {
        let connection = Connection::open(self.database()).unwrap();
        connection.busy_timeout(PATIENCE).unwrap();
        connection
    }

    /// Time passes: everything that is recorded happened that much earlier.
    ///
    /// Every integer that can only be a time in milliseconds is one; so the
    /// test need not know the tables.
    pub(crate) fn let_pass(&self, duration: Duration) {
        self.shift_times(i64::try_from(duration.as_millis()).unwrap());
    }

    /// The clock jumps back: everything that is recorded is that much later.
    pub(crate) fn let_time_run_back(&self, duration: Duration) {
        self.shift_times(-i64::try_from(duration.as_millis()).unwrap());
    }

    fn shift_times(&self, shift: i64) {
        let mut connection = self.sqlite();
        let transaction = connection.transaction().unwrap();
        for (table, column) in columns(&transaction) {
            let is_time = format!("typeof({column}) = 'integer' AND abs({column}) > 1000000000000");
            // By way of negative numbers, so that no two rows meet on the way.
            for change in [format!("-({column} - {shift})"), format!("-{column}")] {
                let update = format!("UPDATE {table} SET {column} = {change} WHERE {is_time}");
                transaction.execute(&update, []).unwrap();
            }
        }
        transaction.commit().unwrap();
    }
}

fn columns(connection: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT '\"' || t.name || '\"', '\"' || c.name || '\"' FROM sqlite_master t \
               JOIN pragma_table_info(t.name) c \
               WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.type LIKE 'INT%'";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// A JSON list.
#[track_caller]
pub(crate) fn list(value: &Value) -> Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}")).clone()
}

/// The program while it runs. Killed when it is dropped unfinished.
pub(crate) struct Running {
    child: Child,
    command: String,
    streams: TempDir,
    peak_kib: u64,
}

impl Running {
    /// Starts a command; what it prints goes to files, so that it never blocks.
    #[track_caller]
    pub(crate) fn start(mut command: Command, shown: String) -> Self {
        let streams = TempDir::new().unwrap();
        let stream = |name| File::create(streams.path().join(name)).unwrap();
        let child = command.stdout(stream("out")).stderr(stream("err")).spawn().unwrap();
        Self { child, command: shown, streams, peak_kib: 0 }
    }

    /// Its standard output so far.
    pub(crate) fn printed(&self) -> String {
        fs::read_to_string(self.streams.path().join("out")).unwrap()
    }

    /// Ends it as a power failure would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: nix::sys::signal::Signal) {
        let process = nix::unistd::Pid::from_raw(self.child.id().try_into().unwrap());
        nix::sys::signal::kill(process, signal).unwrap();
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for its end.
    #[track_caller]
    #[must_use]
    pub(crate) fn finish(self) -> Ran {
        self.finish_measured().0
    }

    /// Waits for its end; also the most memory it had, in KiB.
    #[track_caller]
    pub(crate) fn finish_measured(mut self) -> (Ran, u64) {
        let until = Instant::now() + PATIENCE;
        let status = loop {
            self.peak_kib = self.peak_kib.max(peak_memory(self.child.id()).unwrap_or(0));
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < until, "ronde {} does not end", self.command);
            std::thread::sleep(Duration::from_millis(2));
        };
        let read = |name| fs::read(self.streams.path().join(name)).unwrap();
        let output = Output { status, stdout: read("out"), stderr: read("err") };
        (Ran::new(self.command.clone(), &output), self.peak_kib)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already ended, most of the time.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The peak of a process's resident memory, in KiB.
fn peak_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Every file in a directory with its bytes.
pub(crate) fn snapshot(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}
