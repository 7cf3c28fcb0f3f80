//! Servers of one's own: start, users, settings, kill, restart, end.
#![cfg(unix)]

mod support;

use std::{collections::BTreeSet, thread};

use clickhouse_embedded::{Constraint, Error, Server, User};
use support::{answers, parts, query, refused, run, skipped, value, wait_until};

#[test]
fn a_started_server_answers_as_the_user_of_its_url() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let server = run(Server::start())?;
    let url = server.url();
    let (user, password, address, database) = parts(&url);
    assert_eq!((user, database), ("test", "default"));
    assert!(password.len() >= 32);
    assert_eq!(address, server.http_addr());
    assert_eq!(address, format!("127.0.0.1:{}", server.port()));
    assert_eq!(value(&url, "SELECT 1"), "1");
    assert_eq!(value(&url, "SELECT currentUser(), currentDatabase()"), "test\tdefault");
    assert!(server.pid().is_some() && server.tcp_port().is_none());
    assert!(!format!("{server:?}").contains(password));
    Ok(())
}

#[test]
fn a_wrong_password_is_refused() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let server = run(Server::start())?;
    let url = server.url();
    let wrong = url.replace(parts(&url).1, "wrong");
    refused(&wrong, "SELECT 1", 516);
    Ok(())
}

#[test]
fn the_readonly_user_reads_and_does_not_write() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let server = run(Server::start())?;
    value(&server.url(), "CREATE TABLE day (day Date) ENGINE = Memory");
    let readonly = server.url_for("readonly")?;
    assert_eq!(value(&readonly, "SELECT count() FROM day"), "0");
    for sql in [
        "INSERT INTO day VALUES ('2024-02-29')",
        "CREATE TABLE other (day Date) ENGINE = Memory",
        "ALTER TABLE day ADD COLUMN hour UInt8",
        "TRUNCATE TABLE day",
        "DROP TABLE day",
        "INSERT INTO FUNCTION file('day.tsv') SELECT 1",
        "SYSTEM FLUSH LOGS",
        "SET max_threads = 1",
        "SELECT 1 SETTINGS max_threads = 1",
    ] {
        refused(&readonly, sql, 164);
    }
    assert_eq!(value(&server.url(), "SELECT count() FROM day"), "0");
    let error = server.url_for("nobody").unwrap_err().to_string();
    assert!(error.contains("`nobody`") && error.contains("`readonly`"), "{error}");
    Ok(())
}

#[test]
fn users_and_settings_are_as_the_builder_was_told() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let server = run(Server::builder()
        .setting("max_block_size", "1234")
        .config("<max_concurrent_queries>7</max_concurrent_queries>")
        .user(
            User::new("reader")
                .password("a<b&c/d:e@f")
                .readonly(2)
                .grant("SELECT ON system.one")
                .grant("SELECT ON system.numbers")
                .setting("max_result_rows", "10")
                .constraint("max_threads", Constraint::new().min("1").max("2"))
                .constraint("max_block_size", Constraint::new().readonly()),
        )
        .user(User::new("stranger").password("x").network("192.0.2.0/24"))
        .start())?;
    let all = server.url();
    assert_eq!(value(&all, "SELECT getSetting('max_block_size')"), "1234");
    let limit = "SELECT value FROM system.server_settings WHERE name = 'max_concurrent_queries'";
    assert_eq!(value(&all, limit), "7");

    // As it stands in a URL; the client here sends the user's password as it is.
    let encoded = "reader:a%3Cb%26c%2Fd%3Ae%40f@";
    assert!(server.url_for("reader")?.contains(encoded), "{}", server.url_for("reader")?);
    let ask = |sql: &str| support::query_as("reader", "a<b&c/d:e@f", &server.http_addr(), "default", sql);
    assert_eq!(ask("SELECT dummy FROM system.one"), (200, "0\n".to_owned()));
    for (sql, code) in [
        ("SELECT * FROM system.processes", 497),
        ("SELECT dummy FROM system.one SETTINGS max_threads = 3", 452),
        ("SELECT dummy FROM system.one SETTINGS max_block_size = 3", 452),
        ("SELECT number FROM system.numbers LIMIT 11", 396),
    ] {
        let (status, body) = ask(sql);
        assert!(status != 200 && body.contains(&format!("Code: {code}.")), "{sql}: {status} {body}");
    }
    refused(&server.url_for("stranger")?, "SELECT 1", 516);
    Ok(())
}

#[test]
fn settings_have_a_servers_defaults() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let server = run(Server::start())?;
    let sql = "SELECT name, value, default FROM system.settings WHERE value != default";
    assert_eq!(value(&server.url(), sql), "");
    Ok(())
}

#[test]
fn names_that_are_no_xml_elements_are_refused_before_the_start() {
    if skipped() {
        return;
    }
    for builder in [
        Server::builder().user(User::new("a b")),
        Server::builder().user(User::new("")),
        Server::builder().user(User::new("1st")),
        Server::builder().user(User::new("u").setting("a>b", "1")),
        Server::builder().setting("</default>", "1"),
        Server::builder().user(User::new("test")),
        Server::builder().user(User::new("default")),
    ] {
        let error = run(builder.start()).unwrap_err().to_string();
        assert!(error.contains('`'), "{error}");
    }
}

#[test]
fn a_broken_configuration_is_shown_with_the_servers_own_words() {
    if skipped() {
        return;
    }
    let error = run(Server::builder().config("<not closed").start()).unwrap_err().to_string();
    assert!(error.contains("the server ended") && error.contains("config.xml"), "{error}");
}

#[test]
fn the_native_port_is_open_when_asked_for() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let server = run(Server::builder().tcp().start())?;
    let address = format!("127.0.0.1:{}", server.tcp_port().unwrap());
    // It answers HTTP's first byte with a hint that names the other port; more than this byte it would not read, and
    // what is unread as it closes may cost the answer.
    let answer = support::raw(&address, b"G");
    assert!(answer.starts_with("HTTP/1.0 400") && answer.contains(&server.port().to_string()), "{answer}");
    Ok(())
}

#[test]
fn four_servers_run_at_once() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let starts: Vec<_> = (0..4).map(|_| thread::spawn(|| run(Server::start()))).collect();
    let servers = starts.into_iter().map(|start| start.join().unwrap()).collect::<Result<Vec<_>, _>>()?;
    let ports: BTreeSet<_> = servers.iter().map(Server::port).collect();
    assert_eq!(ports.len(), 4);
    for (n, server) in servers.iter().enumerate() {
        value(&server.url(), &format!("CREATE TABLE mine ENGINE = Memory AS SELECT {n} AS n"));
    }
    for (n, server) in servers.iter().enumerate() {
        assert_eq!(value(&server.url(), "SELECT n FROM mine"), n.to_string());
    }
    Ok(())
}

#[test]
fn a_taken_port_is_named() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = run(Server::builder().port(port).start()).unwrap_err().to_string();
    assert!(error.contains(&port.to_string()) && error.contains("in use"), "{error}");
    Ok(())
}

#[test]
fn a_dropped_server_is_gone_with_its_folder() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    for stop in [true, false] {
        let server = run(Server::start())?;
        let (folder, address) = (server.data_dir().unwrap().to_owned(), server.http_addr());
        assert!(folder.is_dir() && answers(&address));
        if stop {
            run(server.stop())?;
        } else {
            drop(server);
        }
        assert!(!folder.exists() && !answers(&address));
    }
    Ok(())
}

#[test]
fn a_start_nobody_waits_for_leaves_nothing() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    // A port of our own, to recognise the server by.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folders = || {
        let prefix = format!("clickhouse-embedded-{port}-");
        let entries = std::fs::read_dir(std::env::temp_dir()).unwrap();
        entries.filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().starts_with(&prefix)).count()
    };
    run(async {
        let mut start = Box::pin(Server::builder().port(port).start());
        let once = std::future::poll_fn(|cx| {
            assert!(start.as_mut().poll(cx).is_pending());
            std::task::Poll::Ready(())
        });
        once.await;
    });
    wait_until("the server has begun", || folders() == 1);
    wait_until("the folder is gone", || folders() == 0);
    Ok(())
}

#[test]
fn acknowledged_rows_survive_a_kill_and_restart() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let server = run(Server::builder().tcp().start())?;
    let (url, port, first) = (server.url(), server.port(), server.pid());
    value(&url, "CREATE TABLE trades (id UInt64) ENGINE = MergeTree ORDER BY id");
    for id in 0..20 {
        value(&url, &format!("INSERT INTO trades VALUES ({id})"));
    }
    run(server.kill())?;
    assert!(!answers(&server.http_addr()) && server.pid().is_none());
    assert!(server.data_dir().unwrap().is_dir());
    run(server.restart())?;
    assert_eq!((server.port(), server.url()), (port, url.clone()));
    assert!(server.pid().is_some() && server.pid() != first);
    assert_eq!(value(&url, "SELECT count(), sum(id) FROM trades"), "20\t190");
    // Straight from running to running, with a connection left open.
    let _open = std::net::TcpStream::connect(server.http_addr()).unwrap();
    run(server.restart())?;
    assert_eq!(value(&url, "SELECT count() FROM trades"), "20");
    Ok(())
}

#[test]
fn a_kill_ends_a_running_query() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let server = run(Server::start())?;
    let url = server.url();
    let asking = thread::spawn(move || std::panic::catch_unwind(|| query(&url, "SELECT sleep(3)")).is_err());
    let running = "SELECT count() FROM system.processes WHERE query LIKE '%sleep(3)' AND user = 'test'";
    wait_until("the query runs", || value(&server.url(), running) == "1");
    run(server.kill())?;
    assert!(asking.join().unwrap(), "the query was answered");
    Ok(())
}
