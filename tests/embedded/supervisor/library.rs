//! Becomes a ClickHouse server: loads the engine's shared library and calls its command line entry.
//!
//! The entry is `chdb_query_cmdline(argc, argv)`, which runs as `clickhouse local` does. It returns
//! only when the server could not go on (a port is taken, a query failed), so a return is a failure.
//! Checked on 26.7.2.1.

use std::{
    ffi::{CStr, CString, OsString, c_char, c_int, c_void},
    os::unix::ffi::OsStrExt,
    process::ExitCode,
};

use crate::system;

/// Loads `path` and runs its command line with `arguments`.
pub(crate) fn run(path: &OsString, arguments: &[OsString]) -> ExitCode {
    let words = std::iter::once(OsString::from("clickhouse-local"))
        .chain(arguments.iter().cloned())
        .map(|word| CString::new(word.as_bytes()))
        .collect::<Result<Vec<_>, _>>();
    let (Ok(path), Ok(words)) = (CString::new(path.as_bytes()), words) else {
        eprintln!("embedded ClickHouse: an argument holds a zero byte");
        return ExitCode::FAILURE;
    };
    let Ok(count) = c_int::try_from(words.len()) else {
        eprintln!("embedded ClickHouse: too many arguments");
        return ExitCode::FAILURE;
    };
    let mut pointers: Vec<*mut c_char> = words.iter().map(|word| word.as_ptr().cast_mut()).collect();
    pointers.push(std::ptr::null_mut());

    let Some(engine) = Engine::load(&path) else {
        explain_loader();
        return ExitCode::FAILURE;
    };
    // SAFETY: `pointers` holds `count` zero-terminated strings and a null, and outlives the call with
    // `words`.
    let result = unsafe { (engine.query_cmdline)(count, pointers.as_mut_ptr()) };
    // SAFETY: `result` is what the library returned, never freed, and checked here for null.
    let error = unsafe { if result.is_null() { std::ptr::null() } else { (engine.result_error)(result) } };
    if error.is_null() {
        eprintln!("embedded ClickHouse: the server ended by itself");
    } else {
        // SAFETY: not null, and by the library's contract a zero-terminated text owned by the result.
        let error = unsafe { CStr::from_ptr(error) };
        eprintln!("embedded ClickHouse: the server ended by itself: {}", error.to_string_lossy());
    }
    ExitCode::FAILURE
}

/// The two functions we need, with the signatures of the library's `chdb.h`.
struct Engine {
    query_cmdline: QueryCmdline,
    result_error: ResultError,
}

type QueryCmdline = unsafe extern "C" fn(c_int, *mut *mut c_char) -> *mut c_void;
type ResultError = unsafe extern "C" fn(*mut c_void) -> *const c_char;

impl Engine {
    /// `None`: ask `dlerror`.
    fn load(path: &CStr) -> Option<Self> {
        // SAFETY: `path` is zero-terminated. The library's initialisers run here; this process exists
        // to run them, and has one thread and no state they could disturb.
        let library = unsafe { system::dlopen(path.as_ptr(), system::RTLD_NOW) };
        if library.is_null() {
            return None;
        }
        // SAFETY: `library` came from `dlopen` and is never closed; the names are zero-terminated.
        let (query_cmdline, result_error) = unsafe {
            (
                system::dlsym(library, c"chdb_query_cmdline".as_ptr()),
                system::dlsym(library, c"chdb_result_error".as_ptr()),
            )
        };
        if query_cmdline.is_null() || result_error.is_null() {
            return None;
        }
        // SAFETY: neither is null, and they are the functions of these names, whose signatures the
        // fields have.
        let engine = unsafe {
            Engine {
                query_cmdline: std::mem::transmute::<*mut c_void, QueryCmdline>(query_cmdline),
                result_error: std::mem::transmute::<*mut c_void, ResultError>(result_error),
            }
        };
        Some(engine)
    }
}

fn explain_loader() {
    // SAFETY: `dlerror` returns null or a zero-terminated text that lives until the next call.
    let text = unsafe { system::dlerror() };
    if text.is_null() {
        eprintln!("embedded ClickHouse: the engine's library could not be loaded");
    } else {
        // SAFETY: not null, see above.
        let text = unsafe { CStr::from_ptr(text) };
        eprintln!("embedded ClickHouse: {}", text.to_string_lossy());
    }
}
