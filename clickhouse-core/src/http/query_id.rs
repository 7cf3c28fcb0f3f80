//! Query ids made by the client, so that a query can be found in the server's logs and stopped before it has answered.
//!
//! Shaped as the server's own: a random UUID of version 4 in lower case. Knows nothing else.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

/// An id that no other query has: `f3a0c1de-5b7e-4c2a-9d10-2f6e8b0c7a41`.
///
/// Not a secret: it needs to be unique, not unguessable. The randomness is that of the standard library's hash maps,
/// which comes from the operating system; time, process and a counter are mixed in, so that the two sides of a fork,
/// which share it, differ as well.
pub(crate) fn new_query_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let nanoseconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let word = || {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u64(count);
        hasher.write_u128(nanoseconds);
        hasher.write_u32(std::process::id());
        hasher.finish()
    };
    // The version, 4, stands in the upper half and the variant, binary 10, in the lower.
    let high = word() & !0xf000 | 0x4000;
    let low = word() & !(0b11 << 62) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_differ_and_are_uuids_of_version_4() {
        let ids: HashSet<String> = (0..10_000).map(|_| new_query_id()).collect();
        assert_eq!(ids.len(), 10_000);
        for id in ids {
            let groups: Vec<&str> = id.split('-').collect();
            assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{id}");
            assert!(groups[2].starts_with('4') && groups[3].starts_with(['8', '9', 'a', 'b']), "{id}");
            assert!(id.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
        }
    }
}
