//! The files a server of ours is started with: `config.xml`, `users.xml` and its command line.
//!
//! The same two files serve the full server and the engine's library (checked on 26.7.2.1).
//! Where an element occurs twice the first one counts, so fragments given by the caller stand first.

use std::{ffi::OsString, io, path::Path};

use crate::{engine::Engine, os, user::User};

/// Settings the engine's library starts with differently from a server (26.7.2.1: 1, 1, mmap, 0, no limit twice), set back.
const SERVER_DEFAULTS: [(&str, &str); 6] = [
    ("implicit_select", "0"),
    ("allow_introspection_functions", "0"),
    ("storage_file_read_method", "pread"),
    ("output_format_arrow_use_native_writer", "1"),
    ("output_format_pretty_max_rows", "1000"),
    ("output_format_pretty_max_value_width", "10000"),
];

/// Opens the listeners in the library and keeps it alive: the last query waits for ever and costs nothing.
const OPEN_HTTP: &str = "SYSTEM START LISTEN HTTP; ";
const OPEN_TCP: &str = "SYSTEM START LISTEN TCP; ";
const WAIT_FOR_EVER: &str = "SELECT count() FROM system.numbers WHERE sleepEachRow(3)=1 \
    SETTINGS max_block_size=1, max_threads=1, function_sleep_max_microseconds_per_block=0, max_execution_time=0";

/// What is to be written for one server.
pub(crate) struct Config<'a> {
    pub(crate) http_port: u16,
    pub(crate) tcp_port: Option<u16>,
    /// Settings of the default profile.
    pub(crate) settings: &'a [(String, String)],
    /// Elements for `config.xml`, verbatim.
    pub(crate) fragments: &'a [String],
    /// `test` and `readonly` are among them.
    pub(crate) users: &'a [User],
}

impl Config<'_> {
    /// Writes `config.xml`, `users.xml` and `command` into `folder`.
    pub(crate) fn write(&self, folder: &Path, engine: &Engine) -> io::Result<()> {
        let command = self.command(folder, engine);
        os::write_private(&folder.join("config.xml"), self.config_xml(folder, engine).as_bytes())?;
        os::write_private(&folder.join("users.xml"), self.users_xml(engine).as_bytes())?;
        os::write_private(&folder.join("command"), command.as_encoded_bytes())
    }

    fn config_xml(&self, folder: &Path, engine: &Engine) -> String {
        let path = |name: &str| folder.join(name).display().to_string();
        let mut inner: String = self.fragments.iter().map(|fragment| format!("{fragment}\n")).collect();
        inner += &element("path", &path("data/"));
        inner += &element("tmp_path", &path("data/tmp/"));
        inner += &element("user_files_path", &path("user_files/"));
        inner += &element("format_schema_path", &path("format_schemas/"));
        inner += &element("users_config", &path("users.xml"));
        inner += &element("listen_host", "127.0.0.1");
        inner += &element("http_port", &self.http_port.to_string());
        if let Some(port) = self.tcp_port {
            inner += &element("tcp_port", &port.to_string());
        }
        inner += "<query_log><database>system</database><table>query_log</table></query_log>\n";
        match engine {
            // Its console logger ignores the level and writes every trace line.
            Engine::Library(_) => {}
            Engine::Program(_) => {
                inner += "<logger><level>warning</level><console>1</console></logger>\n";
                inner += &format!(
                    "<user_directories><users_xml>{}</users_xml><local_directory>{}</local_directory></user_directories>\n",
                    element("path", &path("users.xml")),
                    element("path", &path("access/")),
                );
                inner += &element("default_profile", "default");
                inner += &element("default_database", "default");
            }
        }
        format!("<clickhouse>\n{inner}</clickhouse>\n")
    }

    fn users_xml(&self, engine: &Engine) -> String {
        let mut default = String::new();
        for (name, value) in self.settings {
            default += &element(name, value);
        }
        if let Engine::Library(_) = engine {
            for (name, value) in SERVER_DEFAULTS {
                if self.settings.iter().all(|(given, _)| given != name) {
                    default += &element(name, value);
                }
            }
        }
        let profiles: String = self.users.iter().map(User::profile_xml).collect();
        let users: String = self.users.iter().map(User::user_xml).collect();
        // The library's own session logs in as `default`, without password; it may do just this much.
        let local = "<default><password></password><profile>local</profile>\
            <networks><ip>::1</ip><ip>127.0.0.1</ip></networks>\
            <grants><query>GRANT SYSTEM LISTEN ON *.*</query><query>GRANT SELECT ON system.numbers</query></grants>\
            </default>\n";
        let local = match engine {
            Engine::Library(_) => local,
            Engine::Program(_) => "",
        };
        format!(
            "<clickhouse>\n<profiles>\n<default>{default}</default>\n<local/>\n{profiles}</profiles>\n\
             <users>\n{local}{users}</users>\n<quotas><default/></quotas>\n</clickhouse>\n"
        )
    }

    /// Words with a zero byte between them, as the supervisor program reads them.
    fn command(&self, folder: &Path, engine: &Engine) -> OsString {
        let mut config = OsString::from("--config-file=");
        config.push(folder.join("config.xml"));
        let mut queries = OPEN_HTTP.to_owned();
        if self.tcp_port.is_some() {
            queries += OPEN_TCP;
        }
        queries += WAIT_FOR_EVER;
        let words: Vec<OsString> = match engine {
            Engine::Program(program) => vec![program.into(), "server".into(), config],
            Engine::Library(library) => vec![
                // No program: the supervisor program itself, which can load the library.
                OsString::new(),
                "library".into(),
                library.into(),
                config,
                "--multiquery".into(),
                "--query".into(),
                queries.into(),
            ],
        };
        words.join(OsString::from("\0").as_os_str())
    }
}

/// `<name>text</name>` with the text made safe, and a line end.
pub(crate) fn element(name: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<{name}>{text}</{name}>\n")
}
