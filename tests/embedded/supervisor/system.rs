//! The few C functions std does not offer, declared by hand because the program has no dependencies.

use std::{
    ffi::{c_char, c_int, c_short, c_ulong, c_void},
    io,
    os::fd::RawFd,
};

pub(crate) const RTLD_NOW: c_int = 2;

// glibc before 2.34 keeps these in a library of their own, later ones have an empty one.
#[cfg_attr(target_os = "linux", link(name = "dl"))]
unsafe extern "C" {
    pub(crate) fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    pub(crate) fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    pub(crate) fn dlerror() -> *const c_char;
}

#[cfg(target_os = "linux")]
type Count = c_ulong;
#[cfg(not(target_os = "linux"))]
type Count = std::ffi::c_uint;

#[repr(C)]
struct PollEntry {
    descriptor: RawFd,
    events: c_short,
    happened: c_short,
}

unsafe extern "C" {
    fn setsid() -> c_int;
    fn kill(pid: c_int, signal: c_int) -> c_int;
    fn close(descriptor: c_int) -> c_int;
    fn read(descriptor: c_int, bytes: *mut c_void, count: usize) -> isize;
    fn poll(entries: *mut PollEntry, count: Count, timeout_ms: c_int) -> c_int;
    #[cfg(target_os = "linux")]
    fn prctl(option: c_int, ...) -> c_int;
}

/// Leaves the session, so that neither Ctrl-C nor a signal to the test's process group arrives here.
pub(crate) fn leave_session() {
    // SAFETY: no memory is involved. A refusal (we lead a group already) changes nothing.
    unsafe { setsid() };
}

/// Kills a process group with SIGKILL; the only signal that does not wait for running queries.
///
/// The caller has not yet reaped the group's leader, so that the number cannot be someone else's.
pub(crate) fn kill_group(leader: u32) {
    const SIGKILL: c_int = 9;
    if let Ok(pid @ 2..) = c_int::try_from(leader) {
        // SAFETY: no memory is involved; the number is above 1, so it names one group.
        unsafe { kill(-pid, SIGKILL) };
    }
}

/// Asks the kernel to kill this process when the thread that started it ends. For a child's first steps.
pub(crate) fn die_with_parent() -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        const PR_SET_PDEATHSIG: c_int = 1;
        const SIGKILL: c_ulong = 9;
        // SAFETY: the option takes one number and touches no memory.
        if unsafe { prctl(PR_SET_PDEATHSIG, SIGKILL) } != 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

/// Closes every descriptor above the three standard ones, whoever left them open.
pub(crate) fn close_inherited() {
    let folder = if cfg!(target_os = "linux") { "/proc/self/fd" } else { "/dev/fd" };
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let open: Vec<c_int> = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    for descriptor in open.into_iter().filter(|number| *number > 2) {
        // SAFETY: called first thing in `main`: nothing in this program owns a descriptor above 2 yet.
        // The folder's own descriptor is in the list and closed already; closing it again is refused.
        unsafe { close(descriptor) };
    }
}

/// Waits until one of `descriptors` can be read or is closed; true for those. `None` waits for ever.
pub(crate) fn wait_readable(descriptors: &[RawFd], timeout_ms: Option<c_int>) -> io::Result<Vec<bool>> {
    const POLLIN: c_short = 1;
    let mut entries: Vec<PollEntry> =
        descriptors.iter().map(|&descriptor| PollEntry { descriptor, events: POLLIN, happened: 0 }).collect();
    let count = Count::try_from(entries.len()).map_err(io::Error::other)?;
    // SAFETY: `entries` is laid out as `struct pollfd` and holds `count` of them.
    if unsafe { poll(entries.as_mut_ptr(), count, timeout_ms.unwrap_or(-1)) } < 0 {
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    Ok(entries.iter().map(|entry| entry.happened != 0).collect())
}

/// Reads what standard input has ready, without a buffer in between; 0 is its end.
pub(crate) fn read_stdin(bytes: &mut [u8]) -> io::Result<usize> {
    // SAFETY: the kernel writes at most `bytes.len()` bytes into memory that we hold exclusively.
    let count = unsafe { read(0, bytes.as_mut_ptr().cast(), bytes.len()) };
    usize::try_from(count).map_err(|_| io::Error::last_os_error())
}
