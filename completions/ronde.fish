# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_ronde_global_optspecs
    string join \n c/config= database= format= color= q/quiet v/verbose h/help V/version
end

function __fish_ronde_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_ronde_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_ronde_using_subcommand
    set -l cmd (__fish_ronde_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c ronde -n "__fish_ronde_needs_command" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_needs_command" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_needs_command" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_needs_command" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_needs_command" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_needs_command" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "check" -d 'Check the services, open and close requests, send what is queued'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "expire-maintenance" -d 'End the maintenance modes whose time is over'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "maintenance" -d 'Switch maintenance mode on or off'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "equipment" -d 'List the equipment, or show one'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "requests" -d 'Maintenance requests'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "heartbeat" -d 'List the heartbeats, signal for one, or run a job that signals'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "notifications" -d 'Alerts of other monitors, and what is done about them'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "deliveries" -d 'Outgoing messages'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "status" -d 'Show the last known state of the services'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "history" -d 'Show the recorded results of a service'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "probe" -d 'Probe a URL or a service now, record nothing'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "config" -d 'Check, show or begin a configuration'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "import" -d 'Turn a foreign inventory into a configuration'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "db" -d 'Back up or check the database'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "forget" -d 'Drop what is recorded of services that are no longer configured'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "man" -d 'Print the manual page, or write all of them to a directory'
complete -c ronde -n "__fish_ronde_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand check" -l report -d 'What to print: everything, what is KO, or what changed in this pass' -r -f -a "all\t'Every service'
ko\t'What is KO now'
changes\t'What changed in this pass; nothing when nothing did'"
complete -c ronde -n "__fish_ronde_using_subcommand check" -l concurrency -d 'Probes in flight at once [default: check.concurrency]' -r
complete -c ronde -n "__fish_ronde_using_subcommand check" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand check" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand check" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand check" -l dry-run -d 'Probe and print; record and send nothing'
complete -c ronde -n "__fish_ronde_using_subcommand check" -l force -d 'Check also what is not due by its `frequency`'
complete -c ronde -n "__fish_ronde_using_subcommand check" -l exit-zero -d 'Exit with 0 also when a service is KO'
complete -c ronde -n "__fish_ronde_using_subcommand check" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand check" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand check" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand expire-maintenance" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand expire-maintenance" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand expire-maintenance" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand expire-maintenance" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand expire-maintenance" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand expire-maintenance" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand expire-maintenance" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand expire-maintenance" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -f -a "on" -d 'Suspend the checks of equipment or services for a while'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -f -a "off" -d 'Resume the checks'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -f -a "list" -d 'List what is in maintenance mode'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and not __fish_seen_subcommand_from on off list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -l for -d 'For how long, such as 4h [default: maintenance_mode_duration]' -r
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -l until -d 'Until when: RFC 3339, a local "2026-01-31 14:00", or a duration ahead' -r
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -l reason -d 'Why, shown by `maintenance list`' -r
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from on" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from off" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from off" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from off" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from off" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from off" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from off" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from off" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from off" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from list" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from list" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from list" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from help" -f -a "on" -d 'Suspend the checks of equipment or services for a while'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from help" -f -a "off" -d 'Resume the checks'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what is in maintenance mode'
complete -c ronde -n "__fish_ronde_using_subcommand maintenance; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand equipment" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand equipment" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand equipment" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand equipment" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand equipment" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand equipment" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand equipment" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand equipment" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -f -a "list" -d 'List requests; open ones unless --status says otherwise'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -f -a "show" -d 'Show one request'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -f -a "create" -d 'Open a request by hand'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -f -a "start" -d 'Take requests up (stage in-progress)'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -f -a "close" -d 'Close requests (stage repaired, or scrap)'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and not __fish_seen_subcommand_from list show create start close help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l status -d 'Which stages' -r -f -a "open\t'Those that are not done'
all\t'All'
new\t'Nobody has taken it up'
in-progress\t'Somebody has'
repaired\t'Done, works again'
scrap\t'Done, nothing left to repair'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l equipment -d 'Only of this equipment' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l service -d 'Only of this service: a name, or EQUIPMENT/SERVICE' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l since -d 'Opened since: RFC 3339, a local "2026-01-31 14:00", or a duration ago' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l limit -d 'At most this many' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l marker -d 'Go on after this request, the last one of the page before' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l sort-key -d 'Sort by this field' -r -f -a "id\t'The number'
name\t'The title'
priority\t'The priority'
stage\t'The stage'
equipment\t'The equipment'
service\t'The service'
opened_at\t'When it was opened'
closed_at\t'When it was closed'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l sort-dir -d 'In this direction' -r -f -a "asc\t'Smallest first'
desc\t'Largest first'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from show" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from show" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from show" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -l equipment -d 'The equipment concerned' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -l service -d 'The service concerned' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -l name -d 'The title' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -l description -d 'What is wrong' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -l priority -d '0 very low, 1 low, 2 normal, 3 high' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from start" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from start" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from start" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from start" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from start" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from close" -l note -d 'What to note on the request' -r
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from close" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from close" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from close" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from close" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from close" -l scrap -d 'There is nothing left to repair (stage scrap)'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from close" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from close" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from close" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from close" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from help" -f -a "list" -d 'List requests; open ones unless --status says otherwise'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one request'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from help" -f -a "create" -d 'Open a request by hand'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from help" -f -a "start" -d 'Take requests up (stage in-progress)'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from help" -f -a "close" -d 'Close requests (stage repaired, or scrap)'
complete -c ronde -n "__fish_ronde_using_subcommand requests; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -l status -d 'What to signal' -r -f -a "up\t'All is well'
down\t'It is not'"
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -l msg -d 'What to say about it [default: OK]' -r
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -l ping -d 'How long it took, in milliseconds' -r
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand heartbeat" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -f -a "create" -d 'Report the failure, or the return, of a host, a process or a virtual machine'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -f -a "list" -d 'List notifications, newest first unless sorted otherwise'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -f -a "show" -d 'Show one notification, with what its recovery did'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and not __fish_seen_subcommand_from create list show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -l json -d 'Masakari\'s body: {"notification": {...}}; - is standard input' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -l type -d 'COMPUTE_HOST, VM or PROCESS' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -l host -d 'The equipment it is about' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -l payload -d 'What happened, as its type wants it' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -l generated-time -d 'When: RFC 3339, a local "2026-01-31 14:00", or a duration ago [default: now]' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l status -d 'Only in this status: new, running, finished, error, failed, ignored' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l type -d 'Only of this type: COMPUTE_HOST, VM, PROCESS' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l source-host-uuid -d 'Only of the equipment with this UUID' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l host -d 'Only of this equipment' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l generated-since -d 'Generated since: RFC 3339, a local "2026-01-31 14:00", or a duration ago' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l limit -d 'At most this many; never more than 1000' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l marker -d 'Go on after this notification: the `id` of the last one of the page before' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l sort-key -d 'Sort by this field, then by those named after it [default: created_at]' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l sort-dir -d 'The direction of the key in the same place, asc or desc [default: desc]' -r
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from show" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from show" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from show" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from help" -f -a "create" -d 'Report the failure, or the return, of a host, a process or a virtual machine'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from help" -f -a "list" -d 'List notifications, newest first unless sorted otherwise'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one notification, with what its recovery did'
complete -c ronde -n "__fish_ronde_using_subcommand notifications; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -f -a "list" -d 'List deliveries, newest first'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -f -a "show" -d 'Show one delivery, with what it sends'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -f -a "retry" -d 'Send now what is unfinished, or these'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -f -a "cancel" -d 'Never send these'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -f -a "test" -d 'Send a message marked as a test, and show what is answered'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and not __fish_seen_subcommand_from list show retry cancel test help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l status -d 'Only in this state' -r -f -a "new\t'Not tried yet'
running\t'Being sent'
finished\t'Arrived'
error\t'Failed, will be tried again'
failed\t'Given up'
ignored\t'No longer to be sent'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l limit -d 'At most this many' -r
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from list" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from show" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from show" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from show" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from retry" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from retry" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from retry" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from retry" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from retry" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from retry" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from cancel" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from cancel" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from cancel" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from cancel" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from cancel" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from test" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from test" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from test" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from test" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from test" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from help" -f -a "list" -d 'List deliveries, newest first'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one delivery, with what it sends'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from help" -f -a "retry" -d 'Send now what is unfinished, or these'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from help" -f -a "cancel" -d 'Never send these'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from help" -f -a "test" -d 'Send a message marked as a test, and show what is answered'
complete -c ronde -n "__fish_ronde_using_subcommand deliveries; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand status" -l modules -d 'The modules of this service instead, as its monitoring API told them' -r
complete -c ronde -n "__fish_ronde_using_subcommand status" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand status" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand status" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand status" -l failing -d 'Only what is not OK'
complete -c ronde -n "__fish_ronde_using_subcommand status" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand status" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand status" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand history" -l since -d 'Since: RFC 3339, a local "2026-01-31 14:00", or a duration ago' -r
complete -c ronde -n "__fish_ronde_using_subcommand history" -l limit -d 'At most this many, the newest' -r
complete -c ronde -n "__fish_ronde_using_subcommand history" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand history" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand history" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand history" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand history" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand history" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand history" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand probe" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand probe" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand probe" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand probe" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand probe" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand probe" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand probe" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand probe" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -f -a "check" -d 'Say what is wrong with the configuration, and what is likely a mistake'
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -f -a "show" -d 'Print the effective configuration, without secrets'
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -f -a "init" -d 'Print a commented configuration to begin with'
complete -c ronde -n "__fish_ronde_using_subcommand config; and not __fish_seen_subcommand_from check show init help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from check" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from check" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from check" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from check" -l secrets -d 'Also read every secret'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from show" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from show" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from show" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from init" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from init" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from init" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from init" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from init" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Say what is wrong with the configuration, and what is likely a mistake'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print the effective configuration, without secrets'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "init" -d 'Print a commented configuration to begin with'
complete -c ronde -n "__fish_ronde_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -f -a "cachet" -d 'The components of a Cachet status page, by the address of its API'
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -f -a "cachet-url-monitor" -d 'The configuration of cachet-url-monitor'
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -f -a "uptime-kuma" -d 'A backup of Uptime Kuma, as its settings export it'
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -f -a "csv" -d 'A table with the columns equipment, name, url and any other service key'
complete -c ronde -n "__fish_ronde_using_subcommand import; and not __fish_seen_subcommand_from cachet cachet-url-monitor uptime-kuma csv help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet-url-monitor" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet-url-monitor" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet-url-monitor" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet-url-monitor" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet-url-monitor" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet-url-monitor" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet-url-monitor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from cachet-url-monitor" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from uptime-kuma" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from uptime-kuma" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from uptime-kuma" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from uptime-kuma" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from uptime-kuma" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from uptime-kuma" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from uptime-kuma" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from uptime-kuma" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from csv" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from csv" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from csv" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from csv" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from csv" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from csv" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from csv" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from csv" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from help" -f -a "cachet" -d 'The components of a Cachet status page, by the address of its API'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from help" -f -a "cachet-url-monitor" -d 'The configuration of cachet-url-monitor'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from help" -f -a "uptime-kuma" -d 'A backup of Uptime Kuma, as its settings export it'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from help" -f -a "csv" -d 'A table with the columns equipment, name, url and any other service key'
complete -c ronde -n "__fish_ronde_using_subcommand import; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -f -a "backup" -d 'Write a copy of the database, also while a pass runs'
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -f -a "check" -d 'Check the database\'s integrity'
complete -c ronde -n "__fish_ronde_using_subcommand db; and not __fish_seen_subcommand_from backup check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from backup" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from backup" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from backup" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from backup" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from backup" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from backup" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from check" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from check" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from check" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "backup" -d 'Write a copy of the database, also while a pass runs'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check the database\'s integrity'
complete -c ronde -n "__fish_ronde_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand forget" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand forget" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand forget" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand forget" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand forget" -l orphaned -d 'Everything that has left the configuration'
complete -c ronde -n "__fish_ronde_using_subcommand forget" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand forget" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand forget" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand completions" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand completions" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand completions" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand completions" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand completions" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand completions" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand man" -s c -l config -d 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user\'s, then /etc/ronde/config.yaml]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand man" -l database -d 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]' -r -F
complete -c ronde -n "__fish_ronde_using_subcommand man" -l format -d 'How to print results' -r -f -a "table\t'For people'
json\t'For scripts: one document'
csv\t'For spreadsheets: RFC 4180, columns named as in JSON'"
complete -c ronde -n "__fish_ronde_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c ronde -n "__fish_ronde_using_subcommand man" -s q -l quiet -d 'Print errors only'
complete -c ronde -n "__fish_ronde_using_subcommand man" -s v -l verbose -d 'Say more about what is done'
complete -c ronde -n "__fish_ronde_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ronde -n "__fish_ronde_using_subcommand man" -s V -l version -d 'Print version'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "check" -d 'Check the services, open and close requests, send what is queued'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "expire-maintenance" -d 'End the maintenance modes whose time is over'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "maintenance" -d 'Switch maintenance mode on or off'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "equipment" -d 'List the equipment, or show one'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "requests" -d 'Maintenance requests'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "heartbeat" -d 'List the heartbeats, signal for one, or run a job that signals'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "notifications" -d 'Alerts of other monitors, and what is done about them'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "deliveries" -d 'Outgoing messages'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "status" -d 'Show the last known state of the services'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "history" -d 'Show the recorded results of a service'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "probe" -d 'Probe a URL or a service now, record nothing'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "config" -d 'Check, show or begin a configuration'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "import" -d 'Turn a foreign inventory into a configuration'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "db" -d 'Back up or check the database'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "forget" -d 'Drop what is recorded of services that are no longer configured'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "man" -d 'Print the manual page, or write all of them to a directory'
complete -c ronde -n "__fish_ronde_using_subcommand help; and not __fish_seen_subcommand_from check expire-maintenance maintenance equipment requests heartbeat notifications deliveries status history probe config import db forget completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from maintenance" -f -a "on" -d 'Suspend the checks of equipment or services for a while'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from maintenance" -f -a "off" -d 'Resume the checks'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from maintenance" -f -a "list" -d 'List what is in maintenance mode'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from requests" -f -a "list" -d 'List requests; open ones unless --status says otherwise'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from requests" -f -a "show" -d 'Show one request'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from requests" -f -a "create" -d 'Open a request by hand'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from requests" -f -a "start" -d 'Take requests up (stage in-progress)'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from requests" -f -a "close" -d 'Close requests (stage repaired, or scrap)'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from notifications" -f -a "create" -d 'Report the failure, or the return, of a host, a process or a virtual machine'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from notifications" -f -a "list" -d 'List notifications, newest first unless sorted otherwise'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from notifications" -f -a "show" -d 'Show one notification, with what its recovery did'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from deliveries" -f -a "list" -d 'List deliveries, newest first'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from deliveries" -f -a "show" -d 'Show one delivery, with what it sends'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from deliveries" -f -a "retry" -d 'Send now what is unfinished, or these'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from deliveries" -f -a "cancel" -d 'Never send these'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from deliveries" -f -a "test" -d 'Send a message marked as a test, and show what is answered'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Say what is wrong with the configuration, and what is likely a mistake'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Print the effective configuration, without secrets'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "init" -d 'Print a commented configuration to begin with'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from import" -f -a "cachet" -d 'The components of a Cachet status page, by the address of its API'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from import" -f -a "cachet-url-monitor" -d 'The configuration of cachet-url-monitor'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from import" -f -a "uptime-kuma" -d 'A backup of Uptime Kuma, as its settings export it'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from import" -f -a "csv" -d 'A table with the columns equipment, name, url and any other service key'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from db" -f -a "backup" -d 'Write a copy of the database, also while a pass runs'
complete -c ronde -n "__fish_ronde_using_subcommand help; and __fish_seen_subcommand_from db" -f -a "check" -d 'Check the database\'s integrity'
