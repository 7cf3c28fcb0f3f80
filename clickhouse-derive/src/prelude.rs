//! Whether the code around a macro can name the tool `diagnostic`, by which a trait's error text becomes ours.
//!
//! The tool is known through the prelude, and an attribute with an unknown tool is an error. So where a source says
//! `no_implicit_prelude`, questions are asked of a trait of the core, with a plainer text.

use proc_macro2::Span;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Whether the source at `span`, or the root of its crate, has a prelude.
pub(crate) fn is_there(span: Span) -> bool {
    static KNOWN: Mutex<Option<HashMap<PathBuf, bool>>> = Mutex::new(None);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    let file = proc_macro::is_available().then(|| span.unwrap().local_file()).flatten();
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let roots = package.iter().flat_map(|package| ["src/lib.rs", "src/main.rs"].map(|root| package.join(root)));
    file.into_iter().chain(roots).all(|file| *known.entry(file).or_insert_with_key(|file| has_prelude(file)))
}

fn has_prelude(source: &Path) -> bool {
    std::fs::read_to_string(source).map_or(true, |text| !text.contains("no_implicit_prelude"))
}
