//! `cargo run -p clickhouse-embedded`: serves until Ctrl-C.
//!
//! Standard output gets one line, the URL, so that a script can read it; everything else goes to stderr.

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
    sync::mpsc::{self, Receiver},
    thread,
};

use clickhouse_embedded::{Builder, Error, Server};

const HELP: &str = "\
Starts a real ClickHouse server on a free port, prints its URL, and serves until Ctrl-C.

usage: cargo run -p clickhouse-embedded -- [--port N]

  --port N   listen on port N instead of a free one
  --help     this text

The server's data live in a temporary folder and are removed at the end.
";

fn main() -> ExitCode {
    let builder = match parse(env::args().skip(1)) {
        Ok(Some(builder)) => builder,
        Ok(None) => {
            let _ = io::stdout().write_all(HELP.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(text) => {
            eprintln!("clickhouse-embedded: {text}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    // Before any thread is there, so that all of them leave the signals to us.
    let signals = Signals::hold();
    let (sender, events) = mpsc::channel();
    let sender_of_signals = sender.clone();
    thread::spawn(move || {
        signals.wait();
        let _ = sender_of_signals.send(Event::Signal);
    });
    thread::spawn(move || {
        let _ = sender.send(Event::Started(run(builder.start()).map(Box::new)));
    });
    match serve(&events) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

enum Event {
    Started(Result<Box<Server>, Error>),
    Signal,
}

fn serve(events: &Receiver<Event>) -> Result<ExitCode, Error> {
    let mut running = None;
    for event in events {
        match event {
            Event::Started(server) => {
                let server = server?;
                announce(&server);
                running = Some(server);
            }
            Event::Signal => break,
        }
    }
    match running {
        Some(server) => run(server.stop()).map(|()| ExitCode::SUCCESS),
        // While it was still starting; the supervisor sees us go and cleans up.
        None => Ok(ExitCode::from(130)),
    }
}

fn announce(server: &Server) {
    let url = server.url();
    // Whoever reads the URL may have gone away meanwhile; serve on.
    let _ = writeln!(io::stdout(), "{url}").and_then(|()| io::stdout().flush());
    match server.data_dir() {
        Some(folder) => eprintln!("ClickHouse is running, its log is `{}`", folder.join("server.log").display()),
        None => eprintln!("CLICKHOUSE_URL is set: that server is used, none was started"),
    }
    eprintln!("use it:  CLICKHOUSE_URL='{url}' cargo test");
    eprintln!("stop it: Ctrl-C");
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime without timer and sockets needs nothing that could be missing")
        .block_on(future)
}

/// `None`: help is wanted.
fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Builder>, String> {
    let mut builder = Server::builder();
    while let Some(argument) = arguments.next() {
        let port = match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--port" => arguments.next().ok_or("--port: no number after it")?,
            other => match other.strip_prefix("--port=") {
                Some(port) => port.to_owned(),
                None => return Err(format!("unknown argument `{other}`")),
            },
        };
        builder = match port.parse::<u16>() {
            Ok(port @ 1..) => builder.port(port),
            Ok(0) | Err(_) => return Err(format!("--port: `{port}` is not a port; use 1 to 65535")),
        };
    }
    Ok(Some(builder))
}

/// SIGINT, SIGTERM and SIGHUP, held back until somebody waits for them.
#[cfg(unix)]
struct Signals {
    set: libc::sigset_t,
}

#[cfg(unix)]
impl Signals {
    fn hold() -> Self {
        let mut set = std::mem::MaybeUninit::uninit();
        // SAFETY: `sigemptyset` initialises the set, the others read or change it; the numbers are valid.
        let set = unsafe {
            libc::sigemptyset(set.as_mut_ptr());
            let mut set = set.assume_init();
            for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
                libc::sigaddset(&raw mut set, signal);
            }
            libc::pthread_sigmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut());
            set
        };
        Signals { set }
    }

    fn wait(&self) {
        let mut signal = 0;
        // SAFETY: the set is initialised, and the number is written into memory of ours.
        unsafe { libc::sigwait(&raw const self.set, &raw mut signal) };
    }
}

/// Elsewhere only a server of `CLICKHOUSE_URL` is "served", which needs nobody's end.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn hold() -> Self {
        Signals
    }

    fn wait(&self) {
        loop {
            std::thread::park();
        }
    }
}
