
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'ronde' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'ronde'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'ronde' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the services, open and close requests, send what is queued')
            [CompletionResult]::new('expire-maintenance', 'expire-maintenance', [CompletionResultType]::ParameterValue, 'End the maintenance modes whose time is over')
            [CompletionResult]::new('maintenance', 'maintenance', [CompletionResultType]::ParameterValue, 'Switch maintenance mode on or off')
            [CompletionResult]::new('equipment', 'equipment', [CompletionResultType]::ParameterValue, 'List the equipment, or show one')
            [CompletionResult]::new('requests', 'requests', [CompletionResultType]::ParameterValue, 'Maintenance requests')
            [CompletionResult]::new('heartbeat', 'heartbeat', [CompletionResultType]::ParameterValue, 'List the heartbeats, signal for one, or run a job that signals')
            [CompletionResult]::new('notifications', 'notifications', [CompletionResultType]::ParameterValue, 'Alerts of other monitors, and what is done about them')
            [CompletionResult]::new('deliveries', 'deliveries', [CompletionResultType]::ParameterValue, 'Outgoing messages')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the last known state of the services')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'Show the recorded results of a service')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Probe a URL or a service now, record nothing')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Check, show or begin a configuration')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Turn a foreign inventory into a configuration')
            [CompletionResult]::new('db', 'db', [CompletionResultType]::ParameterValue, 'Back up or check the database')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Drop what is recorded of services that are no longer configured')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write all of them to a directory')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;check' {
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'What to print: everything, what is KO, or what changed in this pass')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Probes in flight at once [default: check.concurrency]')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Probe and print; record and send nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Check also what is not due by its `frequency`')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 also when a service is KO')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;expire-maintenance' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;maintenance' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('on', 'on', [CompletionResultType]::ParameterValue, 'Suspend the checks of equipment or services for a while')
            [CompletionResult]::new('off', 'off', [CompletionResultType]::ParameterValue, 'Resume the checks')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is in maintenance mode')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;maintenance;on' {
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'For how long, such as 4h [default: maintenance_mode_duration]')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Until when: RFC 3339, a local "2026-01-31 14:00", or a duration ahead')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, shown by `maintenance list`')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;maintenance;off' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;maintenance;list' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;maintenance;help' {
            [CompletionResult]::new('on', 'on', [CompletionResultType]::ParameterValue, 'Suspend the checks of equipment or services for a while')
            [CompletionResult]::new('off', 'off', [CompletionResultType]::ParameterValue, 'Resume the checks')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is in maintenance mode')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;maintenance;help;on' {
            break
        }
        'ronde;maintenance;help;off' {
            break
        }
        'ronde;maintenance;help;list' {
            break
        }
        'ronde;maintenance;help;help' {
            break
        }
        'ronde;equipment' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;requests' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List requests; open ones unless --status says otherwise')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one request')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Open a request by hand')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Take requests up (stage in-progress)')
            [CompletionResult]::new('close', 'close', [CompletionResultType]::ParameterValue, 'Close requests (stage repaired, or scrap)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;requests;list' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Which stages')
            [CompletionResult]::new('--equipment', '--equipment', [CompletionResultType]::ParameterName, 'Only of this equipment')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'Only of this service: a name, or EQUIPMENT/SERVICE')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Opened since: RFC 3339, a local "2026-01-31 14:00", or a duration ago')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most this many')
            [CompletionResult]::new('--marker', '--marker', [CompletionResultType]::ParameterName, 'Go on after this request, the last one of the page before')
            [CompletionResult]::new('--sort-key', '--sort-key', [CompletionResultType]::ParameterName, 'Sort by this field')
            [CompletionResult]::new('--sort-dir', '--sort-dir', [CompletionResultType]::ParameterName, 'In this direction')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;requests;show' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;requests;create' {
            [CompletionResult]::new('--equipment', '--equipment', [CompletionResultType]::ParameterName, 'The equipment concerned')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service concerned')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The title')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What is wrong')
            [CompletionResult]::new('--priority', '--priority', [CompletionResultType]::ParameterName, '0 very low, 1 low, 2 normal, 3 high')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;requests;start' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;requests;close' {
            [CompletionResult]::new('--note', '--note', [CompletionResultType]::ParameterName, 'What to note on the request')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--scrap', '--scrap', [CompletionResultType]::ParameterName, 'There is nothing left to repair (stage scrap)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;requests;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List requests; open ones unless --status says otherwise')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one request')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Open a request by hand')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Take requests up (stage in-progress)')
            [CompletionResult]::new('close', 'close', [CompletionResultType]::ParameterValue, 'Close requests (stage repaired, or scrap)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;requests;help;list' {
            break
        }
        'ronde;requests;help;show' {
            break
        }
        'ronde;requests;help;create' {
            break
        }
        'ronde;requests;help;start' {
            break
        }
        'ronde;requests;help;close' {
            break
        }
        'ronde;requests;help;help' {
            break
        }
        'ronde;heartbeat' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'What to signal')
            [CompletionResult]::new('--msg', '--msg', [CompletionResultType]::ParameterName, 'What to say about it [default: OK]')
            [CompletionResult]::new('--ping', '--ping', [CompletionResultType]::ParameterName, 'How long it took, in milliseconds')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;notifications' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Report the failure, or the return, of a host, a process or a virtual machine')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List notifications, newest first unless sorted otherwise')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one notification, with what its recovery did')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;notifications;create' {
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Masakari''s body: {"notification": {...}}; - is standard input')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'COMPUTE_HOST, VM or PROCESS')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The equipment it is about')
            [CompletionResult]::new('--payload', '--payload', [CompletionResultType]::ParameterName, 'What happened, as its type wants it')
            [CompletionResult]::new('--generated-time', '--generated-time', [CompletionResultType]::ParameterName, 'When: RFC 3339, a local "2026-01-31 14:00", or a duration ago [default: now]')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;notifications;list' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only in this status: new, running, finished, error, failed, ignored')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only of this type: COMPUTE_HOST, VM, PROCESS')
            [CompletionResult]::new('--source-host-uuid', '--source-host-uuid', [CompletionResultType]::ParameterName, 'Only of the equipment with this UUID')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Only of this equipment')
            [CompletionResult]::new('--generated-since', '--generated-since', [CompletionResultType]::ParameterName, 'Generated since: RFC 3339, a local "2026-01-31 14:00", or a duration ago')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most this many; never more than 1000')
            [CompletionResult]::new('--marker', '--marker', [CompletionResultType]::ParameterName, 'Go on after this notification: the `id` of the last one of the page before')
            [CompletionResult]::new('--sort-key', '--sort-key', [CompletionResultType]::ParameterName, 'Sort by this field, then by those named after it [default: created_at]')
            [CompletionResult]::new('--sort-dir', '--sort-dir', [CompletionResultType]::ParameterName, 'The direction of the key in the same place, asc or desc [default: desc]')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;notifications;show' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;notifications;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Report the failure, or the return, of a host, a process or a virtual machine')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List notifications, newest first unless sorted otherwise')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one notification, with what its recovery did')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;notifications;help;create' {
            break
        }
        'ronde;notifications;help;list' {
            break
        }
        'ronde;notifications;help;show' {
            break
        }
        'ronde;notifications;help;help' {
            break
        }
        'ronde;deliveries' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List deliveries, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery, with what it sends')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Send now what is unfinished, or these')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Never send these')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Send a message marked as a test, and show what is answered')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;deliveries;list' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only in this state')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most this many')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;deliveries;show' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;deliveries;retry' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;deliveries;cancel' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;deliveries;test' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;deliveries;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List deliveries, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery, with what it sends')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Send now what is unfinished, or these')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Never send these')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Send a message marked as a test, and show what is answered')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;deliveries;help;list' {
            break
        }
        'ronde;deliveries;help;show' {
            break
        }
        'ronde;deliveries;help;retry' {
            break
        }
        'ronde;deliveries;help;cancel' {
            break
        }
        'ronde;deliveries;help;test' {
            break
        }
        'ronde;deliveries;help;help' {
            break
        }
        'ronde;status' {
            [CompletionResult]::new('--modules', '--modules', [CompletionResultType]::ParameterName, 'The modules of this service instead, as its monitoring API told them')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--failing', '--failing', [CompletionResultType]::ParameterName, 'Only what is not OK')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;history' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Since: RFC 3339, a local "2026-01-31 14:00", or a duration ago')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most this many, the newest')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;probe' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;config' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say what is wrong with the configuration, and what is likely a mistake')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the effective configuration, without secrets')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Print a commented configuration to begin with')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;config;check' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--secrets', '--secrets', [CompletionResultType]::ParameterName, 'Also read every secret')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;config;show' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;config;init' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;config;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say what is wrong with the configuration, and what is likely a mistake')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the effective configuration, without secrets')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Print a commented configuration to begin with')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;config;help;check' {
            break
        }
        'ronde;config;help;show' {
            break
        }
        'ronde;config;help;init' {
            break
        }
        'ronde;config;help;help' {
            break
        }
        'ronde;import' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('cachet', 'cachet', [CompletionResultType]::ParameterValue, 'The components of a Cachet status page, by the address of its API')
            [CompletionResult]::new('cachet-url-monitor', 'cachet-url-monitor', [CompletionResultType]::ParameterValue, 'The configuration of cachet-url-monitor')
            [CompletionResult]::new('uptime-kuma', 'uptime-kuma', [CompletionResultType]::ParameterValue, 'A backup of Uptime Kuma, as its settings export it')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'A table with the columns equipment, name, url and any other service key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;import;cachet' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;import;cachet-url-monitor' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;import;uptime-kuma' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;import;csv' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;import;help' {
            [CompletionResult]::new('cachet', 'cachet', [CompletionResultType]::ParameterValue, 'The components of a Cachet status page, by the address of its API')
            [CompletionResult]::new('cachet-url-monitor', 'cachet-url-monitor', [CompletionResultType]::ParameterValue, 'The configuration of cachet-url-monitor')
            [CompletionResult]::new('uptime-kuma', 'uptime-kuma', [CompletionResultType]::ParameterValue, 'A backup of Uptime Kuma, as its settings export it')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'A table with the columns equipment, name, url and any other service key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;import;help;cachet' {
            break
        }
        'ronde;import;help;cachet-url-monitor' {
            break
        }
        'ronde;import;help;uptime-kuma' {
            break
        }
        'ronde;import;help;csv' {
            break
        }
        'ronde;import;help;help' {
            break
        }
        'ronde;db' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Write a copy of the database, also while a pass runs')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the database''s integrity')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;db;backup' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;db;check' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;db;help' {
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Write a copy of the database, also while a pass runs')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the database''s integrity')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;db;help;backup' {
            break
        }
        'ronde;db;help;check' {
            break
        }
        'ronde;db;help;help' {
            break
        }
        'ronde;forget' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--orphaned', '--orphaned', [CompletionResultType]::ParameterName, 'Everything that has left the configuration')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;completions' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;man' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user''s, then /etc/ronde/config.yaml]')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is done')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'ronde;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the services, open and close requests, send what is queued')
            [CompletionResult]::new('expire-maintenance', 'expire-maintenance', [CompletionResultType]::ParameterValue, 'End the maintenance modes whose time is over')
            [CompletionResult]::new('maintenance', 'maintenance', [CompletionResultType]::ParameterValue, 'Switch maintenance mode on or off')
            [CompletionResult]::new('equipment', 'equipment', [CompletionResultType]::ParameterValue, 'List the equipment, or show one')
            [CompletionResult]::new('requests', 'requests', [CompletionResultType]::ParameterValue, 'Maintenance requests')
            [CompletionResult]::new('heartbeat', 'heartbeat', [CompletionResultType]::ParameterValue, 'List the heartbeats, signal for one, or run a job that signals')
            [CompletionResult]::new('notifications', 'notifications', [CompletionResultType]::ParameterValue, 'Alerts of other monitors, and what is done about them')
            [CompletionResult]::new('deliveries', 'deliveries', [CompletionResultType]::ParameterValue, 'Outgoing messages')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the last known state of the services')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'Show the recorded results of a service')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Probe a URL or a service now, record nothing')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Check, show or begin a configuration')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Turn a foreign inventory into a configuration')
            [CompletionResult]::new('db', 'db', [CompletionResultType]::ParameterValue, 'Back up or check the database')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Drop what is recorded of services that are no longer configured')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write all of them to a directory')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'ronde;help;check' {
            break
        }
        'ronde;help;expire-maintenance' {
            break
        }
        'ronde;help;maintenance' {
            [CompletionResult]::new('on', 'on', [CompletionResultType]::ParameterValue, 'Suspend the checks of equipment or services for a while')
            [CompletionResult]::new('off', 'off', [CompletionResultType]::ParameterValue, 'Resume the checks')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is in maintenance mode')
            break
        }
        'ronde;help;maintenance;on' {
            break
        }
        'ronde;help;maintenance;off' {
            break
        }
        'ronde;help;maintenance;list' {
            break
        }
        'ronde;help;equipment' {
            break
        }
        'ronde;help;requests' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List requests; open ones unless --status says otherwise')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one request')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Open a request by hand')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Take requests up (stage in-progress)')
            [CompletionResult]::new('close', 'close', [CompletionResultType]::ParameterValue, 'Close requests (stage repaired, or scrap)')
            break
        }
        'ronde;help;requests;list' {
            break
        }
        'ronde;help;requests;show' {
            break
        }
        'ronde;help;requests;create' {
            break
        }
        'ronde;help;requests;start' {
            break
        }
        'ronde;help;requests;close' {
            break
        }
        'ronde;help;heartbeat' {
            break
        }
        'ronde;help;notifications' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Report the failure, or the return, of a host, a process or a virtual machine')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List notifications, newest first unless sorted otherwise')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one notification, with what its recovery did')
            break
        }
        'ronde;help;notifications;create' {
            break
        }
        'ronde;help;notifications;list' {
            break
        }
        'ronde;help;notifications;show' {
            break
        }
        'ronde;help;deliveries' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List deliveries, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery, with what it sends')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Send now what is unfinished, or these')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Never send these')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Send a message marked as a test, and show what is answered')
            break
        }
        'ronde;help;deliveries;list' {
            break
        }
        'ronde;help;deliveries;show' {
            break
        }
        'ronde;help;deliveries;retry' {
            break
        }
        'ronde;help;deliveries;cancel' {
            break
        }
        'ronde;help;deliveries;test' {
            break
        }
        'ronde;help;status' {
            break
        }
        'ronde;help;history' {
            break
        }
        'ronde;help;probe' {
            break
        }
        'ronde;help;config' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say what is wrong with the configuration, and what is likely a mistake')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the effective configuration, without secrets')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Print a commented configuration to begin with')
            break
        }
        'ronde;help;config;check' {
            break
        }
        'ronde;help;config;show' {
            break
        }
        'ronde;help;config;init' {
            break
        }
        'ronde;help;import' {
            [CompletionResult]::new('cachet', 'cachet', [CompletionResultType]::ParameterValue, 'The components of a Cachet status page, by the address of its API')
            [CompletionResult]::new('cachet-url-monitor', 'cachet-url-monitor', [CompletionResultType]::ParameterValue, 'The configuration of cachet-url-monitor')
            [CompletionResult]::new('uptime-kuma', 'uptime-kuma', [CompletionResultType]::ParameterValue, 'A backup of Uptime Kuma, as its settings export it')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'A table with the columns equipment, name, url and any other service key')
            break
        }
        'ronde;help;import;cachet' {
            break
        }
        'ronde;help;import;cachet-url-monitor' {
            break
        }
        'ronde;help;import;uptime-kuma' {
            break
        }
        'ronde;help;import;csv' {
            break
        }
        'ronde;help;db' {
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Write a copy of the database, also while a pass runs')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the database''s integrity')
            break
        }
        'ronde;help;db;backup' {
            break
        }
        'ronde;help;db;check' {
            break
        }
        'ronde;help;forget' {
            break
        }
        'ronde;help;completions' {
            break
        }
        'ronde;help;man' {
            break
        }
        'ronde;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
