//! How much memory the process holds, as Linux tells.

/// What `/proc/self/status` says of one of its figures, in octets.
///
/// # Panics
/// Where there is no such file: elsewhere than on Linux.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("memory is measured on Linux");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the figure is always there");
    let kib = line.trim_start_matches(':').trim().trim_end_matches("kB").trim();
    kib.parse::<u64>().expect("it is a whole number of KiB") * 1024
}

/// Resident now, in octets.
pub fn now() -> u64 {
    status("VmRSS")
}

/// The most that was ever resident, in octets.
pub fn peak() -> u64 {
    status("VmHWM")
}
