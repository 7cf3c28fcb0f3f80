//! What one turn of one client took: time, processor time, memory.

use std::fmt;
use std::fs;
use std::str::FromStr;
use std::time::{Duration, Instant};

/// What one turn took, without the start of the process, the first connection and the rows it was given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    pub wall: Duration,
    /// Of all threads of the client, in user and system mode.
    pub processor: Duration,
    /// The most memory that the process held at once, above what it held when the turn began.
    pub memory_kib: u64,
}

/// Runs from here to [`Turn::end`].
pub struct Turn {
    began: Instant,
    processor: Duration,
    memory_kib: u64,
}

impl Turn {
    pub fn begin() -> Self {
        // Sets VmHWM back to what is held now (Linux 4.0; where it is refused, the peak since the start counts).
        drop(fs::write("/proc/self/clear_refs", "5"));
        Turn { began: Instant::now(), processor: processor_time(), memory_kib: memory_kib("VmRSS:") }
    }

    pub fn end(self) -> Figures {
        Figures {
            wall: self.began.elapsed(),
            processor: processor_time() - self.processor,
            memory_kib: memory_kib("VmHWM:").saturating_sub(self.memory_kib),
        }
    }
}

fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

fn memory_kib(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// The middle one of each figure by itself.
pub fn median(turns: &[Figures]) -> Figures {
    fn middle<T: Ord + Copy + Default>(turns: &[Figures], of: impl Fn(&Figures) -> T) -> T {
        let mut values: Vec<T> = turns.iter().map(of).collect();
        values.sort();
        values.get(values.len() / 2).copied().unwrap_or_default()
    }
    Figures {
        wall: middle(turns, |turn| turn.wall),
        processor: middle(turns, |turn| turn.processor),
        memory_kib: middle(turns, |turn| turn.memory_kib),
    }
}

/// How a process tells its parent; also printed by the Python program.
impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.wall.as_micros(), self.processor.as_micros(), self.memory_kib)
    }
}

impl FromStr for Figures {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fields: Vec<u64> = text.split(' ').filter_map(|field| field.parse().ok()).collect();
        match fields[..] {
            [wall, processor, memory_kib] => Ok(Figures {
                wall: Duration::from_micros(wall),
                processor: Duration::from_micros(processor),
                memory_kib,
            }),
            _ => Err(format!("no figures: {text}")),
        }
    }
}
