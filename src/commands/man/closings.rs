//! What the manual page of each command ends with: exit codes and examples.

/// What clap does not know of a command.
pub(super) struct Closing {
    /// The command's words after `ronde`.
    pub(super) command: &'static str,
    /// Exit codes with a meaning of their own here, beside [`COMMON_EXITS`].
    pub(super) exits: &'static [(u8, &'static str)],
    /// What for, and the lines to type.
    pub(super) examples: &'static [(&'static str, &'static str)],
    /// Pages to read next, beside those of the commands around it.
    pub(super) see_also: &'static [&'static str],
}

/// Exit codes that mean the same for every command.
pub(super) const COMMON_EXITS: [(u8, &str); 4] = [
    (0, "Done."),
    (2, "The command line is wrong, or a value given on it or on standard input is."),
    (74, "The database or a file cannot be read or written."),
    (78, "The configuration is invalid."),
];

const NOT_FOUND: (u8, &str) = (4, "Something that was named is not there.");
const REFUSED: (u8, &str) = (3, "Refused: it conflicts with what is recorded.");

/// These read no configuration.
pub(super) const WITHOUT_CONFIGURATION: [&str; 7] = [
    "config init",
    "import cachet",
    "import cachet-url-monitor",
    "import uptime-kuma",
    "import csv",
    "completions",
    "man",
];

/// One for each command that does something.
pub(super) const CLOSINGS: &[Closing] = &[
    Closing {
        command: "check",
        exits: &[
            (0, "Done, and nothing that was checked is KO; with --exit-zero, done."),
            (1, "A service is KO, or in a full pass a heartbeat is late or down."),
            NOT_FOUND,
            (5, "The monitor itself is cut off: failures are not trusted."),
            (75, "Another pass is running; nothing was done."),
        ],
        examples: &[
            (
                "In a crontab: every quarter of an hour, and mail only what changed:",
                "*/15 * * * *  ronde check --report changes",
            ),
            ("Try a configuration without recording anything:", "ronde check --dry-run"),
            ("Check one server again, also what is not due yet:", "ronde check --force web-1"),
        ],
        see_also: &["crontab(5)"],
    },
    Closing {
        command: "expire-maintenance",
        exits: &[],
        examples: &[("In a crontab, beside the check:", "*/15 * * * *  ronde expire-maintenance")],
        see_also: &["crontab(5)"],
    },
    Closing {
        command: "maintenance on",
        exits: &[NOT_FOUND],
        examples: &[
            (
                "Suspend the checks of a server for an upgrade:",
                "ronde maintenance on web-1 --for 2h --reason \"Debian 13\"",
            ),
            (
                "Suspend those of one customer until a date:",
                "ronde maintenance on tag:customer-a --until \"2099-02-01 08:00\"",
            ),
        ],
        see_also: &[],
    },
    Closing {
        command: "maintenance off",
        exits: &[NOT_FOUND],
        examples: &[("Resume the checks of a server:", "ronde maintenance off web-1")],
        see_also: &[],
    },
    Closing {
        command: "maintenance list",
        exits: &[],
        examples: &[("What is silent now, and until when:", "ronde maintenance list")],
        see_also: &[],
    },
    Closing {
        command: "equipment",
        exits: &[NOT_FOUND],
        examples: &[
            ("All servers, with their open requests and disks:", "ronde equipment"),
            ("One of them, with its services:", "ronde equipment web-1"),
        ],
        see_also: &[],
    },
    Closing {
        command: "requests list",
        exits: &[NOT_FOUND],
        examples: &[
            (
                "What is open, the most urgent first:",
                "ronde requests list --sort-key priority --sort-dir desc",
            ),
            (
                "Everything of a server in the last month:",
                "ronde requests list --status all --equipment web-1 --since 30d",
            ),
        ],
        see_also: &[],
    },
    Closing {
        command: "requests show",
        exits: &[NOT_FOUND],
        examples: &[("One request with its notes:", "ronde requests show 42")],
        see_also: &[],
    },
    Closing {
        command: "requests create",
        exits: &[NOT_FOUND],
        examples: &[(
            "Open a request by hand:",
            "ronde requests create --equipment web-1 --name \"replace the disk\" --priority 3",
        )],
        see_also: &[],
    },
    Closing {
        command: "requests start",
        exits: &[REFUSED, NOT_FOUND],
        examples: &[("Say that somebody takes care of it:", "ronde requests start 42")],
        see_also: &[],
    },
    Closing {
        command: "requests close",
        exits: &[REFUSED, NOT_FOUND],
        examples: &[
            ("Repaired:", "ronde requests close 42 --note \"disk replaced\""),
            ("Of no use any more:", "ronde requests close 42 --scrap"),
        ],
        see_also: &[],
    },
    Closing {
        command: "heartbeat",
        exits: &[
            (4, "There is no such heartbeat."),
            (
                126,
                "The job could not be started. This code and 127 are those of a shell; \
                   with a job, every other code is the job's own.",
            ),
            (127, "There is no such program."),
        ],
        examples: &[
            (
                "In a crontab: run a job and signal for it:",
                "30 2 * * *  ronde heartbeat backup -- /usr/local/bin/backup.sh --all",
            ),
            ("Signal at the end of a script:", "ronde heartbeat backup --msg \"42 files\""),
            ("How all of them are:", "ronde heartbeat"),
        ],
        see_also: &["crontab(5)"],
    },
    Closing {
        command: "notifications create",
        exits: &[(3, "Refused: the same notification was recorded already."), NOT_FOUND],
        examples: &[(
            "A process of a server died, as another monitor says:",
            "ronde notifications create --type PROCESS --host web-1 \
             --payload '{\"event\":\"STOPPED\",\"process_name\":\"nginx\"}'",
        )],
        see_also: &[],
    },
    Closing {
        command: "notifications list",
        exits: &[NOT_FOUND],
        examples: &[("What could not be repaired:", "ronde notifications list --status failed")],
        see_also: &[],
    },
    Closing {
        command: "notifications show",
        exits: &[NOT_FOUND],
        examples: &[(
            "One notification with the progress of its recovery:",
            "ronde notifications show 6ba7b810-9dad-41d1-80b4-00c04fd430c8",
        )],
        see_also: &[],
    },
    Closing {
        command: "deliveries list",
        exits: &[],
        examples: &[("What has not arrived:", "ronde deliveries list --status error")],
        see_also: &[],
    },
    Closing {
        command: "deliveries show",
        exits: &[NOT_FOUND],
        examples: &[(
            "What is sent; the first characters of an id are enough:",
            "ronde deliveries show 6ba7b8",
        )],
        see_also: &[],
    },
    Closing {
        command: "deliveries retry",
        exits: &[REFUSED, NOT_FOUND],
        examples: &[("Send everything that waits now:", "ronde deliveries retry")],
        see_also: &[],
    },
    Closing {
        command: "deliveries test",
        exits: &[(1, "A destination did not take the message."), NOT_FOUND],
        examples: &[
            ("After a change of tokens or addresses:", "ronde deliveries test"),
            ("One of them:", "ronde deliveries test n8n"),
        ],
        see_also: &[],
    },
    Closing {
        command: "deliveries cancel",
        exits: &[REFUSED, NOT_FOUND],
        examples: &[("Never send one:", "ronde deliveries cancel 6ba7b8")],
        see_also: &[],
    },
    Closing {
        command: "status",
        exits: &[
            (0, "No selected service is KO."),
            (1, "A selected service is KO."),
            NOT_FOUND,
            (5, "The monitor itself was cut off in the last pass."),
            (6, "No pass completed within check.stale_after, or the last lies in the future."),
        ],
        examples: &[
            ("What is wrong now:", "ronde status --failing"),
            (
                "The ids of everything that is KO, for a script:",
                "ronde status --format json | jq -r '.services[] | select(.state == \"ko\").id'",
            ),
        ],
        see_also: &["jq(1)"],
    },
    Closing {
        command: "history",
        exits: &[NOT_FOUND],
        examples: &[("The last day of a service:", "ronde history web-1/shop --since 24h")],
        see_also: &[],
    },
    Closing {
        command: "probe",
        exits: &[(0, "The service is OK, or what was asked answers."), (1, "It is KO."), NOT_FOUND],
        examples: &[
            ("Look at a URL that is not configured:", "ronde probe https://shop.example.com/"),
            (
                "Look at a service with everything that is configured for it:",
                "ronde probe web-1/shop",
            ),
        ],
        see_also: &[],
    },
    Closing {
        command: "config check",
        exits: &[(0, "The configuration is valid; warnings do not change that.")],
        examples: &[
            ("Every problem at once, with file, line and column:", "ronde config check"),
            (
                "As a check before a deployment, with every secret:",
                "ronde -c config.yaml config check --secrets",
            ),
        ],
        see_also: &[],
    },
    Closing {
        command: "config show",
        exits: &[],
        examples: &[("What is in force, defaults included:", "ronde config show")],
        see_also: &[],
    },
    Closing {
        command: "config init",
        exits: &[],
        examples: &[(
            "A commented configuration to begin with:",
            "ronde config init > config.yaml",
        )],
        see_also: &[],
    },
    Closing {
        command: "import cachet",
        exits: &[],
        examples: &[(
            "The components of a status page:",
            "ronde import cachet https://status.example.com/api/v1 > config.yaml",
        )],
        see_also: &[],
    },
    Closing {
        command: "import cachet-url-monitor",
        exits: &[],
        examples: &[(
            "The configuration of cachet-url-monitor:",
            "ronde import cachet-url-monitor config.yml > config.yaml",
        )],
        see_also: &[],
    },
    Closing {
        command: "import uptime-kuma",
        exits: &[],
        examples: &[(
            "A backup of Uptime Kuma:",
            "ronde import uptime-kuma Uptime_Kuma_Backup.json > config.yaml",
        )],
        see_also: &[],
    },
    Closing {
        command: "import csv",
        exits: &[],
        examples: &[("A table:", "ronde import csv inventory.csv > config.yaml")],
        see_also: &[],
    },
    Closing {
        command: "db backup",
        exits: &[(3, "Refused: the file exists already.")],
        examples: &[(
            "In a crontab: a copy a day, also while a pass runs:",
            "10 3 * * *  ronde db backup \"/var/backups/ronde-$(date +\\%F).db\"",
        )],
        see_also: &["sqlite3(1)"],
    },
    Closing {
        command: "db check",
        exits: &[(0, "The database is whole, or there is none yet."), (74, "It is damaged.")],
        examples: &[("Whether the database is whole:", "ronde db check")],
        see_also: &[],
    },
    Closing {
        command: "forget",
        exits: &[(3, "Refused: a service is still watched."), NOT_FOUND],
        examples: &[
            ("One service:", "ronde forget web-1/blog"),
            ("Everything that has left the configuration:", "ronde forget --orphaned"),
        ],
        see_also: &[],
    },
    Closing {
        command: "completions",
        exits: &[],
        examples: &[(
            "For every user of bash:",
            "ronde completions bash > /usr/local/share/bash-completion/completions/ronde",
        )],
        see_also: &[],
    },
    Closing {
        command: "man",
        exits: &[],
        examples: &[("Every page:", "ronde man /usr/local/share/man/man1")],
        see_also: &[],
    },
];
