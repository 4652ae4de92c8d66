//! One workload, played once and nothing measured: what `benches/count` runs under callgrind.

use std::process::ExitCode;
use std::time::Instant;

use arpanet_benches::august;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let began = Instant::now();
    match arguments[..] {
        [which @ ("august" | "august-eagerly"), seconds] => {
            let seconds: u64 = seconds.parse().expect("a number of seconds");
            let outcome = august::play(seconds, which == "august-eagerly");
            let wall = began.elapsed().as_secs_f64();
            println!(
                "fingerprint {:016x}, {} messages, {} events, {:.0} simulated seconds per second",
                outcome.fingerprint,
                outcome.messages.sent,
                outcome.events,
                seconds as f64 / wall
            );
        }
        _ => {
            eprintln!("workload august|august-eagerly SECONDS");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
