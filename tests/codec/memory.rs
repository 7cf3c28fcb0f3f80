//! How much memory a piece of work takes at once: an allocator that counts, for each thread by itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

#[global_allocator]
static COUNTING: Counting = Counting;

struct Counting;

thread_local! {
    static TAKEN: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
}

fn take(bytes: usize) {
    // A thread that is about to end has no counters any more.
    let _ = TAKEN.try_with(|taken| {
        taken.set(taken.get().wrapping_add(bytes));
        PEAK.with(|peak| peak.set(peak.get().max(taken.get())));
    });
}

fn give_back(bytes: usize) {
    // Memory of another thread may be given back here.
    let _ = TAKEN.try_with(|taken| taken.set(taken.get().saturating_sub(bytes)));
}

// SAFETY: every call is handed on to the system's allocator as it is; the counters do not allocate.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        take(layout.size());
        // SAFETY: the caller's promises are the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        take(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        give_back(layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // While bytes move, both places are taken.
        take(size);
        give_back(layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }
}

/// The most bytes that `work` had taken at once.
pub(crate) fn peak_of(work: impl FnOnce()) -> usize {
    let before = TAKEN.get();
    PEAK.set(before);
    work();
    PEAK.get().saturating_sub(before)
}

#[test]
fn memory_is_counted_while_it_is_taken() {
    let peak = peak_of(|| {
        drop(vec![0u8; 1000]);
        drop(vec![0u8; 3000]);
    });
    assert!((3000..4000).contains(&peak), "{peak}");
}
