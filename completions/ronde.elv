
use builtin;
use str;

set edit:completion:arg-completer[ronde] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'ronde'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'ronde'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand check 'Check the services, open and close requests, send what is queued'
            cand expire-maintenance 'End the maintenance modes whose time is over'
            cand maintenance 'Switch maintenance mode on or off'
            cand equipment 'List the equipment, or show one'
            cand requests 'Maintenance requests'
            cand heartbeat 'List the heartbeats, signal for one, or run a job that signals'
            cand notifications 'Alerts of other monitors, and what is done about them'
            cand deliveries 'Outgoing messages'
            cand status 'Show the last known state of the services'
            cand history 'Show the recorded results of a service'
            cand probe 'Probe a URL or a service now, record nothing'
            cand config 'Check, show or begin a configuration'
            cand import 'Turn a foreign inventory into a configuration'
            cand db 'Back up or check the database'
            cand forget 'Drop what is recorded of services that are no longer configured'
            cand completions 'Print the completion script of a shell'
            cand man 'Print the manual page, or write all of them to a directory'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;check'= {
            cand --report 'What to print: everything, what is KO, or what changed in this pass'
            cand --concurrency 'Probes in flight at once [default: check.concurrency]'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand --dry-run 'Probe and print; record and send nothing'
            cand --force 'Check also what is not due by its `frequency`'
            cand --exit-zero 'Exit with 0 also when a service is KO'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;expire-maintenance'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;maintenance'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand on 'Suspend the checks of equipment or services for a while'
            cand off 'Resume the checks'
            cand list 'List what is in maintenance mode'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;maintenance;on'= {
            cand --for 'For how long, such as 4h [default: maintenance_mode_duration]'
            cand --until 'Until when: RFC 3339, a local "2026-01-31 14:00", or a duration ahead'
            cand --reason 'Why, shown by `maintenance list`'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;maintenance;off'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;maintenance;list'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;maintenance;help'= {
            cand on 'Suspend the checks of equipment or services for a while'
            cand off 'Resume the checks'
            cand list 'List what is in maintenance mode'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;maintenance;help;on'= {
        }
        &'ronde;maintenance;help;off'= {
        }
        &'ronde;maintenance;help;list'= {
        }
        &'ronde;maintenance;help;help'= {
        }
        &'ronde;equipment'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;requests'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List requests; open ones unless --status says otherwise'
            cand show 'Show one request'
            cand create 'Open a request by hand'
            cand start 'Take requests up (stage in-progress)'
            cand close 'Close requests (stage repaired, or scrap)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;requests;list'= {
            cand --status 'Which stages'
            cand --equipment 'Only of this equipment'
            cand --service 'Only of this service: a name, or EQUIPMENT/SERVICE'
            cand --since 'Opened since: RFC 3339, a local "2026-01-31 14:00", or a duration ago'
            cand --limit 'At most this many'
            cand --marker 'Go on after this request, the last one of the page before'
            cand --sort-key 'Sort by this field'
            cand --sort-dir 'In this direction'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;requests;show'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;requests;create'= {
            cand --equipment 'The equipment concerned'
            cand --service 'The service concerned'
            cand --name 'The title'
            cand --description 'What is wrong'
            cand --priority '0 very low, 1 low, 2 normal, 3 high'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;requests;start'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;requests;close'= {
            cand --note 'What to note on the request'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand --scrap 'There is nothing left to repair (stage scrap)'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;requests;help'= {
            cand list 'List requests; open ones unless --status says otherwise'
            cand show 'Show one request'
            cand create 'Open a request by hand'
            cand start 'Take requests up (stage in-progress)'
            cand close 'Close requests (stage repaired, or scrap)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;requests;help;list'= {
        }
        &'ronde;requests;help;show'= {
        }
        &'ronde;requests;help;create'= {
        }
        &'ronde;requests;help;start'= {
        }
        &'ronde;requests;help;close'= {
        }
        &'ronde;requests;help;help'= {
        }
        &'ronde;heartbeat'= {
            cand --status 'What to signal'
            cand --msg 'What to say about it [default: OK]'
            cand --ping 'How long it took, in milliseconds'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;notifications'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand create 'Report the failure, or the return, of a host, a process or a virtual machine'
            cand list 'List notifications, newest first unless sorted otherwise'
            cand show 'Show one notification, with what its recovery did'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;notifications;create'= {
            cand --json 'Masakari''s body: {"notification": {...}}; - is standard input'
            cand --type 'COMPUTE_HOST, VM or PROCESS'
            cand --host 'The equipment it is about'
            cand --payload 'What happened, as its type wants it'
            cand --generated-time 'When: RFC 3339, a local "2026-01-31 14:00", or a duration ago [default: now]'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;notifications;list'= {
            cand --status 'Only in this status: new, running, finished, error, failed, ignored'
            cand --type 'Only of this type: COMPUTE_HOST, VM, PROCESS'
            cand --source-host-uuid 'Only of the equipment with this UUID'
            cand --host 'Only of this equipment'
            cand --generated-since 'Generated since: RFC 3339, a local "2026-01-31 14:00", or a duration ago'
            cand --limit 'At most this many; never more than 1000'
            cand --marker 'Go on after this notification: the `id` of the last one of the page before'
            cand --sort-key 'Sort by this field, then by those named after it [default: created_at]'
            cand --sort-dir 'The direction of the key in the same place, asc or desc [default: desc]'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;notifications;show'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;notifications;help'= {
            cand create 'Report the failure, or the return, of a host, a process or a virtual machine'
            cand list 'List notifications, newest first unless sorted otherwise'
            cand show 'Show one notification, with what its recovery did'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;notifications;help;create'= {
        }
        &'ronde;notifications;help;list'= {
        }
        &'ronde;notifications;help;show'= {
        }
        &'ronde;notifications;help;help'= {
        }
        &'ronde;deliveries'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List deliveries, newest first'
            cand show 'Show one delivery, with what it sends'
            cand retry 'Send now what is unfinished, or these'
            cand cancel 'Never send these'
            cand test 'Send a message marked as a test, and show what is answered'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;deliveries;list'= {
            cand --status 'Only in this state'
            cand --limit 'At most this many'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;deliveries;show'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;deliveries;retry'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;deliveries;cancel'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;deliveries;test'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;deliveries;help'= {
            cand list 'List deliveries, newest first'
            cand show 'Show one delivery, with what it sends'
            cand retry 'Send now what is unfinished, or these'
            cand cancel 'Never send these'
            cand test 'Send a message marked as a test, and show what is answered'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;deliveries;help;list'= {
        }
        &'ronde;deliveries;help;show'= {
        }
        &'ronde;deliveries;help;retry'= {
        }
        &'ronde;deliveries;help;cancel'= {
        }
        &'ronde;deliveries;help;test'= {
        }
        &'ronde;deliveries;help;help'= {
        }
        &'ronde;status'= {
            cand --modules 'The modules of this service instead, as its monitoring API told them'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand --failing 'Only what is not OK'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;history'= {
            cand --since 'Since: RFC 3339, a local "2026-01-31 14:00", or a duration ago'
            cand --limit 'At most this many, the newest'
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;probe'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;config'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand check 'Say what is wrong with the configuration, and what is likely a mistake'
            cand show 'Print the effective configuration, without secrets'
            cand init 'Print a commented configuration to begin with'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;config;check'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand --secrets 'Also read every secret'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;config;show'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;config;init'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;config;help'= {
            cand check 'Say what is wrong with the configuration, and what is likely a mistake'
            cand show 'Print the effective configuration, without secrets'
            cand init 'Print a commented configuration to begin with'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;config;help;check'= {
        }
        &'ronde;config;help;show'= {
        }
        &'ronde;config;help;init'= {
        }
        &'ronde;config;help;help'= {
        }
        &'ronde;import'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand cachet 'The components of a Cachet status page, by the address of its API'
            cand cachet-url-monitor 'The configuration of cachet-url-monitor'
            cand uptime-kuma 'A backup of Uptime Kuma, as its settings export it'
            cand csv 'A table with the columns equipment, name, url and any other service key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;import;cachet'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;import;cachet-url-monitor'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;import;uptime-kuma'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;import;csv'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;import;help'= {
            cand cachet 'The components of a Cachet status page, by the address of its API'
            cand cachet-url-monitor 'The configuration of cachet-url-monitor'
            cand uptime-kuma 'A backup of Uptime Kuma, as its settings export it'
            cand csv 'A table with the columns equipment, name, url and any other service key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;import;help;cachet'= {
        }
        &'ronde;import;help;cachet-url-monitor'= {
        }
        &'ronde;import;help;uptime-kuma'= {
        }
        &'ronde;import;help;csv'= {
        }
        &'ronde;import;help;help'= {
        }
        &'ronde;db'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand backup 'Write a copy of the database, also while a pass runs'
            cand check 'Check the database''s integrity'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;db;backup'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;db;check'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;db;help'= {
            cand backup 'Write a copy of the database, also while a pass runs'
            cand check 'Check the database''s integrity'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;db;help;backup'= {
        }
        &'ronde;db;help;check'= {
        }
        &'ronde;db;help;help'= {
        }
        &'ronde;forget'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand --orphaned 'Everything that has left the configuration'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;completions'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;man'= {
            cand -c 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --config 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]'
            cand --database 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]'
            cand --format 'How to print results'
            cand --color 'When to use colour'
            cand -q 'Print errors only'
            cand --quiet 'Print errors only'
            cand -v 'Say more about what is done'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'ronde;help'= {
            cand check 'Check the services, open and close requests, send what is queued'
            cand expire-maintenance 'End the maintenance modes whose time is over'
            cand maintenance 'Switch maintenance mode on or off'
            cand equipment 'List the equipment, or show one'
            cand requests 'Maintenance requests'
            cand heartbeat 'List the heartbeats, signal for one, or run a job that signals'
            cand notifications 'Alerts of other monitors, and what is done about them'
            cand deliveries 'Outgoing messages'
            cand status 'Show the last known state of the services'
            cand history 'Show the recorded results of a service'
            cand probe 'Probe a URL or a service now, record nothing'
            cand config 'Check, show or begin a configuration'
            cand import 'Turn a foreign inventory into a configuration'
            cand db 'Back up or check the database'
            cand forget 'Drop what is recorded of services that are no longer configured'
            cand completions 'Print the completion script of a shell'
            cand man 'Print the manual page, or write all of them to a directory'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'ronde;help;check'= {
        }
        &'ronde;help;expire-maintenance'= {
        }
        &'ronde;help;maintenance'= {
            cand on 'Suspend the checks of equipment or services for a while'
            cand off 'Resume the checks'
            cand list 'List what is in maintenance mode'
        }
        &'ronde;help;maintenance;on'= {
        }
        &'ronde;help;maintenance;off'= {
        }
        &'ronde;help;maintenance;list'= {
        }
        &'ronde;help;equipment'= {
        }
        &'ronde;help;requests'= {
            cand list 'List requests; open ones unless --status says otherwise'
            cand show 'Show one request'
            cand create 'Open a request by hand'
            cand start 'Take requests up (stage in-progress)'
            cand close 'Close requests (stage repaired, or scrap)'
        }
        &'ronde;help;requests;list'= {
        }
        &'ronde;help;requests;show'= {
        }
        &'ronde;help;requests;create'= {
        }
        &'ronde;help;requests;start'= {
        }
        &'ronde;help;requests;close'= {
        }
        &'ronde;help;heartbeat'= {
        }
        &'ronde;help;notifications'= {
            cand create 'Report the failure, or the return, of a host, a process or a virtual machine'
            cand list 'List notifications, newest first unless sorted otherwise'
            cand show 'Show one notification, with what its recovery did'
        }
        &'ronde;help;notifications;create'= {
        }
        &'ronde;help;notifications;list'= {
        }
        &'ronde;help;notifications;show'= {
        }
        &'ronde;help;deliveries'= {
            cand list 'List deliveries, newest first'
            cand show 'Show one delivery, with what it sends'
            cand retry 'Send now what is unfinished, or these'
            cand cancel 'Never send these'
            cand test 'Send a message marked as a test, and show what is answered'
        }
        &'ronde;help;deliveries;list'= {
        }
        &'ronde;help;deliveries;show'= {
        }
        &'ronde;help;deliveries;retry'= {
        }
        &'ronde;help;deliveries;cancel'= {
        }
        &'ronde;help;deliveries;test'= {
        }
        &'ronde;help;status'= {
        }
        &'ronde;help;history'= {
        }
        &'ronde;help;probe'= {
        }
        &'ronde;help;config'= {
            cand check 'Say what is wrong with the configuration, and what is likely a mistake'
            cand show 'Print the effective configuration, without secrets'
            cand init 'Print a commented configuration to begin with'
        }
        &'ronde;help;config;check'= {
        }
        &'ronde;help;config;show'= {
        }
        &'ronde;help;config;init'= {
        }
        &'ronde;help;import'= {
            cand cachet 'The components of a Cachet status page, by the address of its API'
            cand cachet-url-monitor 'The configuration of cachet-url-monitor'
            cand uptime-kuma 'A backup of Uptime Kuma, as its settings export it'
            cand csv 'A table with the columns equipment, name, url and any other service key'
        }
        &'ronde;help;import;cachet'= {
        }
        &'ronde;help;import;cachet-url-monitor'= {
        }
        &'ronde;help;import;uptime-kuma'= {
        }
        &'ronde;help;import;csv'= {
        }
        &'ronde;help;db'= {
            cand backup 'Write a copy of the database, also while a pass runs'
            cand check 'Check the database''s integrity'
        }
        &'ronde;help;db;backup'= {
        }
        &'ronde;help;db;check'= {
        }
        &'ronde;help;forget'= {
        }
        &'ronde;help;completions'= {
        }
        &'ronde;help;man'= {
        }
        &'ronde;help;help'= {
        }
    ]
    $completions[$command]
}
