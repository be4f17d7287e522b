//! Reads secrets where they are kept: environment, files, commands.
//!
//! A secret that could be read is kept in memory for the rest of the process,
//! so that a command that unlocks a vault runs once, not once per service.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::{Provider, Revealed, Secret, SecretError, SecretReader, os_text};
use crate::world::Environment;

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
            Provider::Command(command) => run_command(command),
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

fn run_command(command: &[String]) -> Result<Revealed, SecretError> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(SecretError("the secret command is empty".to_owned()));
    };
    // Its own messages go to our standard error: they tell why a vault stayed shut.
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| {
            SecretError(format!("the secret command {program} cannot be run: {}", os_text(&error)))
        })?;
    if !output.status.success() {
        return Err(SecretError(format!(
            "the secret command {program} failed ({})",
            output.status
        )));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|_| SecretError(format!("the secret command {program} did not print UTF-8")))?;
    Ok(Revealed::new(without_newline(text)))
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
    fn nothing_of_a_value_is_printed_by_debug() {
        assert_eq!(format!("{:?}", Secret::Literal("hidden".to_owned())), "***");
        assert_eq!(format!("{:?}", Revealed::new("hidden")), "***");
    }
}
