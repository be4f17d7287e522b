//! Reads secrets where they are kept: environment, files, commands, AWS.
//!
//! A secret that was read, or could not be, is kept in memory for the rest of the
//! process, so that a command that unlocks a vault runs once, not once per
//! service. Each provider is waited for by those who need it, and by no others.

mod ahead;
mod aws;
mod once;
mod source;

use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;

use crate::domain::{Provider, Revealed, Secret, SecretError};
use crate::ports::{Clock, Environment, Exchanger, SecretReader};
use crate::text::os_text;
use aws::AwsSecretsManager;
use once::OncePerKey;
use source::{PATIENCE, read_all, read_text, within};

pub(crate) use ahead::{Need, read_ahead};

/// Reads secrets from the system.
pub(crate) struct SystemSecrets {
    environment: Arc<dyn Environment>,
    aws: AwsSecretsManager,
    known: OncePerKey<Provider, Result<Revealed, SecretError>>,
}

impl SystemSecrets {
    /// A reader with nothing in memory.
    #[must_use]
    pub(crate) fn new(
        environment: Arc<dyn Environment>,
        exchanger: Arc<dyn Exchanger>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let aws = AwsSecretsManager::new(Arc::clone(&environment), exchanger, clock);
        Self { environment, aws, known: OncePerKey::default() }
    }

    /// Of two workers that need the same provider, one reads it and the other waits.
    fn provide(&self, provider: &Provider, patience: Duration) -> Result<Revealed, SecretError> {
        self.known.get_or_find(provider.clone(), || match provider {
            Provider::Env(name) => self.variable(name),
            Provider::File(path) => read_file(path, patience),
            Provider::Command(command) => run_command(command, patience),
            // Its calls have limits of their own.
            Provider::Aws(secret) => self.aws.read(secret),
        })
    }

    fn reveal_within(
        &self,
        secret: &Secret,
        patience: &dyn Fn() -> Duration,
    ) -> Result<Revealed, SecretError> {
        match secret {
            Secret::Literal(value) => Ok(Revealed::new(value.clone())),
            Secret::Provided(provider) => self.provide(provider, patience()),
            Secret::FirstOf(list) => {
                let mut reasons = Vec::new();
                for candidate in list {
                    match self.reveal_within(candidate, patience) {
                        Ok(value) if !value.expose().is_empty() => return Ok(value),
                        Ok(_) => reasons.push("a token is empty".to_owned()),
                        Err(error) => reasons.push(error.0),
                    }
                }
                Err(SecretError(reasons.join("; ")))
            }
        }
    }

    fn variable(&self, name: &str) -> Result<Revealed, SecretError> {
        match self.environment.variable(name) {
            Some(value) if !value.is_empty() => Ok(Revealed::new(value)),
            _ => Err(SecretError(format!("the environment variable {name} is not set"))),
        }
    }
}

impl SecretReader for SystemSecrets {
    fn reveal(&self, secret: &Secret) -> Result<Revealed, SecretError> {
        self.reveal_within(secret, &|| PATIENCE)
    }

    fn reveal_by(&self, secret: &Secret, until: Instant) -> Result<Revealed, SecretError> {
        self.reveal_within(secret, &|| {
            PATIENCE.min(until.saturating_duration_since(Instant::now()))
        })
    }
}

fn read_file(path: &Path, patience: Duration) -> Result<Revealed, SecretError> {
    let text =
        read_text(path, patience).map_err(|what| SecretError(format!("the secret file {what}")))?;
    Ok(Revealed::new(without_newline(text)))
}

fn run_command(command: &[String], patience: Duration) -> Result<Revealed, SecretError> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(SecretError("the secret command is empty".to_owned()));
    };
    let failed = |what: String| SecretError(format!("the secret command {program} {what}"));
    let unrunnable = |error: io::Error| failed(format!("cannot be run: {}", os_text(&error)));
    // Its own messages go to our standard error: they tell why a vault stayed shut.
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(unrunnable)?;
    let process = child.id();
    // It may also leave a process behind that keeps its output open.
    let Some(ended) = within(patience, move || end_of(child)).map_err(unrunnable)? else {
        kill(process);
        return Err(failed(format!("did not end within {} s", patience.as_secs())));
    };
    let (status, printed) = ended
        .map_err(|error| failed(format!("printed what cannot be read: {}", os_text(&error))))?;
    if !status.success() {
        return Err(failed(format!("failed ({status})")));
    }
    let text = String::from_utf8(printed).map_err(|_| failed("did not print UTF-8".to_owned()))?;
    Ok(Revealed::new(without_newline(text)))
}

/// How the command ended, and what it printed.
fn end_of(mut child: Child) -> io::Result<(ExitStatus, Vec<u8>)> {
    let printed = child.stdout.take().map(read_all).transpose();
    let status = child.wait()?;
    Ok((status, printed?.unwrap_or_default()))
}

fn kill(process: u32) {
    if let Ok(process) = i32::try_from(process) {
        // It may have ended this very moment.
        let _ = signal::kill(Pid::from_raw(process), Signal::SIGKILL);
    }
}

/// Drops one trailing newline, as editors and `echo` add one.
fn without_newline(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::domain::{Exchange, HttpRequest};

    struct Variables(&'static [(&'static str, &'static str)]);

    impl Environment for Variables {
        fn variable(&self, name: &str) -> Option<String> {
            self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        }
    }

    struct Nowhere;

    impl Exchanger for Nowhere {
        fn exchange(&self, _: &HttpRequest<'_>) -> Exchange {
            panic!("no secret of these tests is elsewhere")
        }
    }

    impl Clock for Nowhere {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn time_zone(&self) -> TimeZone {
            TimeZone::UTC
        }
    }

    fn reader() -> SystemSecrets {
        let variables = Variables(&[("TOKEN", "s3cret"), ("EMPTY", "")]);
        SystemSecrets::new(Arc::new(variables), Arc::new(Nowhere), Arc::new(Nowhere))
    }

    fn env(name: &str) -> Secret {
        Secret::Provided(Provider::Env(name.to_owned()))
    }

    #[test]
    fn variables_files_and_commands_are_read() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("secret");
        std::fs::write(&file, "from file\n\n").unwrap();
        let echo = Provider::Command(vec!["echo".to_owned(), "from command".to_owned()]);
        let cases = [
            (env("TOKEN"), "s3cret"),
            (Secret::Provided(Provider::File(file)), "from file\n"),
            (Secret::Provided(echo), "from command"),
            (Secret::Literal("as is".to_owned()), "as is"),
            (Secret::FirstOf(vec![env("EMPTY"), env("NONE"), env("TOKEN")]), "s3cret"),
        ];
        for (secret, expected) in cases {
            assert_eq!(reader().reveal(&secret).unwrap().expose(), expected);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_without_a_value() {
        let error = reader().reveal(&env("NONE")).unwrap_err();
        assert_eq!(error.to_string(), "the environment variable NONE is not set");
        let failing = Secret::Provided(Provider::Command(vec!["false".to_owned()]));
        assert!(
            reader().reveal(&failing).unwrap_err().0.starts_with("the secret command false failed")
        );
    }

    #[test]
    fn a_command_that_does_not_end_is_ended() {
        let short = Duration::from_millis(50);
        for script in ["exec sleep 600", "sleep 2 & echo token", "echo x; exec >&-; exec sleep 600"]
        {
            let command = ["sh", "-c", script].map(ToOwned::to_owned);
            let error = run_command(&command, short).unwrap_err();
            assert_eq!(error.0, "the secret command sh did not end within 0 s", "{script}");
        }
    }

    #[test]
    fn what_never_ends_is_given_up() {
        let endless = ["cat", "/dev/zero"].map(ToOwned::to_owned);
        let error = run_command(&endless, PATIENCE).unwrap_err();
        assert!(error.0.ends_with("it is longer than 1 MiB"), "{error}");
        let error = read_file(Path::new("/dev/zero"), PATIENCE).unwrap_err();
        assert!(error.0.ends_with("it is longer than 1 MiB"), "{error}");
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        let error = read_file(&pipe, Duration::from_millis(50)).unwrap_err();
        assert!(error.0.ends_with("pipe gave nothing within 0 s"), "{error}");
    }

    #[test]
    fn nothing_of_a_value_is_printed_by_debug() {
        assert_eq!(format!("{:?}", Secret::Literal("hidden".to_owned())), "***");
        assert_eq!(format!("{:?}", Revealed::new("hidden")), "***");
    }
}
