//! Target 12: a host's answer that tells of 2,000 instances, taken in by one pass.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::lab::{Lab, ronde, said};
use crate::rows::{Row, Verdict, median};

const INSTANCES: u32 = 2_000;
/// A Dolibarr with few modules, and one with everything that comes with it.
const MODULES: [u32; 2] = [10, 60];
const LIMIT_MS: f64 = 200.0;
const RUNS: usize = 5;

pub(crate) fn measure(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    MODULES.into_iter().map(|modules| row(lab, modules)).collect()
}

fn row(lab: &Lab, modules: u32) -> anyhow::Result<Row> {
    let answer = answer(modules);
    let size = answer.len();
    let port = serve(answer)?;
    let room = lab.room("managed")?;
    let api = format!("{{version: server-manager-v1, url: \"http://127.0.0.1:{port}/\"}}");
    let config = format!("equipment: [{{name: web-1, monitoring_api: {api}}}]\n");
    std::fs::write(room.join("config.yaml"), config)?;
    let mut cpu = Vec::new();
    for _ in 0..RUNS {
        let cost = ronde(&room, &["check"])?;
        cpu.push(cost.expect_exit(0).map_err(|error| error.context(said(&room)))?.ms_per(1));
    }
    let cpu = median(cpu);
    Ok(Row {
        measured: format!("CPU {cpu:.0} ms"),
        beside: format!("{:.1} MB", f64::from(u32::try_from(size)?) / 1e6),
        wanted: format!("{LIMIT_MS:.0} ms"),
        verdict: Verdict::of(cpu < LIMIT_MS),
        ..Row::new(12, format!("{INSTANCES} instances, {modules} modules each"))
    })
}

/// Answers every request with that body, as long as this process lives.
fn serve(body: Vec<u8>) -> anyhow::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let body = Arc::new(body);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let body = Arc::clone(&body);
            std::thread::spawn(move || reply(stream, &body));
        }
    });
    Ok(port)
}

fn reply(mut stream: TcpStream, body: &[u8]) -> std::io::Result<()> {
    let reader = BufReader::new(stream.try_clone()?);
    // The head ends with an empty line.
    let _ =
        reader.lines().take_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty())).count();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)
}

/// What the module webobserver says of each instance, word for word.
fn answer(modules: u32) -> Vec<u8> {
    let instances: Vec<Value> = (0..INSTANCES).map(|number| instance(number, modules)).collect();
    let space = json!({"bytes_total": 98e9, "bytes_used": 41e9, "percent_used": 41.8});
    let document = json!({
        "apiname": "servermanager", "apiversion": "1.0", "space": space, "instances": instances,
    });
    document.to_string().into_bytes()
}

fn instance(number: u32, modules: u32) -> Value {
    let module = |index: u32| {
        let told = json!({
            "dir": format!("/var/www/client{number}/htdocs/core/modules"),
            "name": format!("Module{index}"), "numero": index, "version": "dolibarr",
            "source": "core", "gitinfos": false, "editor_name": "", "editor_url": "",
            "active": if index.is_multiple_of(2) { "1" } else { "" },
        });
        (format!("modModule{index}"), told)
    };
    let directory = json!({"path": "/var/www/documents", "size": 123_456_789});
    json!({
        "ref": format!("client{number}"), "url": format!("https://client{number}.example.com/"),
        "online": true,
        "dolibarr": {"version": "20.0.0", "version1": "20.0.0", "theme": "eldy", "data": directory,
            "htdocs": directory, "repertoire_client": directory},
        "db": {"host": "", "name": "", "user": "", "type": "mysqli"},
        "user": {"all": 10, "active": 8, "date_last_login": "2026-01-31 15:50:32"},
        "module": (0..modules).map(module).collect::<Map<_, _>>(),
    })
}
