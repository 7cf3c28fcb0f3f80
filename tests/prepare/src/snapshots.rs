//! The snapshots of a home, compared with what the server says, and written.

use crate::arguments::Arguments;
use crate::scan::scan;
use crate::schema::SCHEMAS;
use crate::server::Server;
use crate::snapshot::{FOLDER, Snapshot, file_name};
use crate::sources::{Query, Sources};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with the snapshots of the sources below it, but for those that have a nearer one.
pub(crate) struct Home {
    pub(crate) folder: PathBuf,
    /// Each query once, by the name of its snapshot.
    pub(crate) queries: BTreeMap<String, Query>,
    /// Whether all its sources could be read, so that a snapshot without a query is of no use.
    is_complete: bool,
}

/// What is to be told, as one line each.
#[derive(Debug, Default)]
pub(crate) struct Found {
    missing: Vec<String>,
    stale: Vec<String>,
    orphaned: Vec<String>,
    refused: Vec<String>,
}

impl Home {
    /// The homes below the folder given, which is one itself.
    pub(crate) fn gather(arguments: &Arguments) -> Result<Vec<Home>, String> {
        let root = fs::canonicalize(&arguments.folder)
            .map_err(|error| format!("the folder `{}`: {error}", arguments.folder.display()))?;
        if !root.join("Cargo.toml").is_file() {
            return Err(format!("`{}` has no Cargo.toml; give the folder of a package or a workspace", root.display()));
        }
        let exclude: Vec<_> = arguments.exclude.iter().map(|path| root.join(path)).collect();
        let sources = Sources::gather(&root, &exclude)?;
        for text in sources.unread.iter().chain(&sources.unseen) {
            eprintln!("warning: {text}");
        }
        let is_complete = sources.unread.is_empty();
        let mut homes = vec![Home { folder: root.clone(), queries: BTreeMap::new(), is_complete }];
        for query in sources.queries {
            let name = match scan(&query.sql) {
                Ok(scan) => file_name(&scan.normalised),
                // The compiler will say the same.
                Err(error) => return Err(format!("{}: a query_as!: {error}", query.file.display())),
            };
            let folder = home_of(&query.file, &root);
            let place = homes.iter().position(|home| home.folder == folder).unwrap_or_else(|| {
                homes.push(Home { folder, queries: BTreeMap::new(), is_complete });
                homes.len() - 1
            });
            homes[place].queries.entry(name).or_insert(query);
        }
        Ok(homes)
    }

    /// Describes all queries, and compares or writes their snapshots.
    pub(crate) async fn prepare(
        &self,
        server: &Server,
        arguments: &Arguments,
        found: &mut Found,
    ) -> Result<(), String> {
        for (name, query) in &self.queries {
            let columns = match server.client.describe_query(&query.sql).await {
                Ok(columns) => columns,
                Err(error) => {
                    found.refused.push(format!("{}: {name}: {error}", shown(&query.file)));
                    continue;
                }
            };
            let columns = columns.into_iter().map(|(name, data_type)| (name, data_type.to_string())).collect();
            let fresh = Snapshot { server: server.version.clone(), query: query.sql.clone(), columns };
            self.compare(name, query, &fresh, arguments, found)?;
        }
        self.look_for_orphans(arguments, found)
    }

    fn compare(
        &self,
        name: &str,
        query: &Query,
        fresh: &Snapshot,
        arguments: &Arguments,
        found: &mut Found,
    ) -> Result<(), String> {
        let path = self.folder.join(FOLDER).join(name);
        let shown = shown(&path);
        match fs::read_to_string(&path) {
            Ok(text) => match difference(&text, fresh) {
                None => return Ok(()),
                Some(difference) => found.stale.push(format!("{shown}: {difference}")),
            },
            Err(_) => found.missing.push(format!("{shown} of {}", self::shown(&query.file))),
        }
        if arguments.check {
            return Ok(());
        }
        let written = fs::create_dir_all(self.folder.join(FOLDER)).and_then(|()| fs::write(&path, fresh.to_string()));
        written.map_err(|error| format!("`{}` cannot be written: {error}", path.display()))
    }

    /// Finds snapshots without a query, and removes them.
    pub(crate) fn look_for_orphans(&self, arguments: &Arguments, found: &mut Found) -> Result<(), String> {
        let folder = self.folder.join(FOLDER);
        let Ok(entries) = fs::read_dir(&folder) else { return Ok(()) };
        let mut names: Vec<_> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        for name in names.iter().filter(|name| name.ends_with(".txt") && !self.queries.contains_key(*name)) {
            if !self.is_complete {
                eprintln!("{name} is of no query that could be read; it stays, as not all sources could be read");
                continue;
            }
            let path = folder.join(name);
            found.orphaned.push(shown(&path));
            if !arguments.check {
                fs::remove_file(&path).map_err(|error| format!("`{}` cannot be removed: {error}", path.display()))?;
            }
        }
        Ok(())
    }
}

/// The nearest folder above a source that has a schema or snapshots, else the root.
fn home_of(file: &Path, root: &Path) -> PathBuf {
    let is_home =
        |folder: &&Path| folder.join(FOLDER).is_dir() || SCHEMAS.iter().any(|schema| folder.join(schema).exists());
    file.ancestors().skip(1).take_while(|folder| folder.starts_with(root)).find(is_home).unwrap_or(root).to_owned()
}

/// The path from where the program was started, if it is below.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

/// What of a snapshot is no longer so, if anything. Another version of the server or other spaces in the query are no
/// difference.
fn difference(text: &str, fresh: &Snapshot) -> Option<String> {
    let known = match Snapshot::parse(text) {
        Ok(known) => known,
        Err(error) => return Some(error),
    };
    let name_and_type = |(name, data_type): &(String, String)| format!("`{name}` {data_type}");
    let listed = |columns: &[(String, String)]| columns.iter().map(name_and_type).collect::<Vec<_>>().join(", ");
    (known.columns != fresh.columns)
        .then(|| format!("the query gives {} instead of {}", listed(&fresh.columns), listed(&known.columns)))
}

impl Found {
    pub(crate) fn is_well(&self, arguments: &Arguments) -> bool {
        let is_up_to_date = self.missing.is_empty() && self.stale.is_empty() && self.orphaned.is_empty();
        self.refused.is_empty() && (is_up_to_date || !arguments.check)
    }

    /// Says what was found, and what became of it.
    pub(crate) fn tell(&self, queries: usize, arguments: &Arguments) {
        let all = |word: &str, lines: &[String]| lines.iter().for_each(|line| println!("{word}: {line}"));
        all("refused", &self.refused);
        if arguments.check {
            all("missing", &self.missing);
            all("stale", &self.stale);
            all("of no query", &self.orphaned);
            match self.is_well(arguments) {
                true => println!("{queries} queries, all snapshots are up to date"),
                false => println!("write the snapshots with clickhouse-prepare, and commit them"),
            }
        } else {
            all("written", &self.missing);
            all("written again", &self.stale);
            all("removed", &self.orphaned);
            println!("{queries} queries, {} snapshots written", self.missing.len() + self.stale.len());
        }
    }
}
