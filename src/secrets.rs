//! Reads secrets where they are kept: environment, files, commands.
//!
//! A secret that could be read is kept in memory for the rest of the process,
//! so that a command that unlocks a vault runs once, not once per service.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use crate::domain::{Provider, Revealed, Secret, SecretError, SecretReader, os_text};
use crate::world::Environment;

/// A command that waits for a passphrase would hold the pass, and its lock, for ever.
const COMMAND_PATIENCE: Duration = Duration::from_secs(30);

/// Reads secrets from the system.
pub struct SystemSecrets {
    environment: Arc<dyn Environment>,
    known: Mutex<HashMap<Provider, Result<Revealed, SecretError>>>,
}

impl SystemSecrets {
    /// A reader with nothing in memory.
    #[must_use]
    pub fn new(environment: Arc<dyn Environment>) -> Self {
        Self { environment, known: Mutex::new(HashMap::new()) }
    }

    fn provide(&self, provider: &Provider) -> Result<Revealed, SecretError> {
        // Held while a command runs: two workers that need it must not both run it.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known.get(provider) {
            return answer.clone();
        }
        let answer = match provider {
            Provider::Env(name) => self.variable(name),
            Provider::File(path) => read_file(path),
            Provider::Command(command) => run_command(command, COMMAND_PATIENCE),
        };
        known.insert(provider.clone(), answer.clone());
        answer
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
        match secret {
            Secret::Literal(value) => Ok(Revealed::new(value.clone())),
            Secret::Provided(provider) => self.provide(provider),
            Secret::FirstOf(list) => {
                let mut reasons = Vec::new();
                for candidate in list {
                    match self.reveal(candidate) {
                        Ok(value) if !value.expose().is_empty() => return Ok(value),
                        Ok(_) => reasons.push("a token is empty".to_owned()),
                        Err(error) => reasons.push(error.0),
                    }
                }
                Err(SecretError(reasons.join("; ")))
            }
        }
    }
}

fn read_file(path: &Path) -> Result<Revealed, SecretError> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        SecretError(format!("the secret file {shown} cannot be read: {}", os_text(&error)))
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| SecretError(format!("the secret file {shown} is not UTF-8")))?;
    Ok(Revealed::new(without_newline(text)))
}

fn run_command(command: &[String], patience: Duration) -> Result<Revealed, SecretError> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(SecretError("the secret command is empty".to_owned()));
    };
    let failed = |what: String| SecretError(format!("the secret command {program} {what}"));
    let unrunnable = |error: io::Error| failed(format!("cannot be run: {}", os_text(&error)));
    // Its own messages go to our standard error: they tell why a vault stayed shut.
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(unrunnable)?;
    let Some(printed) = printed_within(&mut child, patience) else {
        // Its end is no news any more; only that it does not linger.
        let _ = child.kill();
        let _ = child.wait();
        return Err(failed(format!("did not end within {} s", patience.as_secs())));
    };
    let status = child.wait().map_err(unrunnable)?;
    if !status.success() {
        return Err(failed(format!("failed ({status})")));
    }
    let text = String::from_utf8(printed).map_err(|_| failed("did not print UTF-8".to_owned()))?;
    Ok(Revealed::new(without_newline(text)))
}

/// All that the child prints; `None` when it takes too long, or cannot be read.
fn printed_within(child: &mut Child, patience: Duration) -> Option<Vec<u8>> {
    let mut output = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    let read = move || {
        let mut bytes = Vec::new();
        let outcome = output.read_to_end(&mut bytes);
        // Nobody listens any more when it took too long.
        let _ = sender.send(outcome.map(|_| bytes));
    };
    thread::Builder::new().spawn(read).ok()?;
    receiver.recv_timeout(patience).ok()?.ok()
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
    use super::*;

    struct Variables(&'static [(&'static str, &'static str)]);

    impl Environment for Variables {
        fn variable(&self, name: &str) -> Option<String> {
            self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        }
    }

    fn reader() -> SystemSecrets {
        SystemSecrets::new(Arc::new(Variables(&[("TOKEN", "s3cret"), ("EMPTY", "")])))
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
    fn a_command_that_waits_for_somebody_is_ended() {
        let command = ["sh", "-c", "exec sleep 600"].map(ToOwned::to_owned);
        let error = run_command(&command, Duration::from_millis(50)).unwrap_err();
        assert_eq!(error.0, "the secret command sh did not end within 0 s");
    }

    #[test]
    fn nothing_of_a_value_is_printed_by_debug() {
        assert_eq!(format!("{:?}", Secret::Literal("hidden".to_owned())), "***");
        assert_eq!(format!("{:?}", Revealed::new("hidden")), "***");
    }
}
