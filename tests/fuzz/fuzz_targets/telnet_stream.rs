#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| arpanet_tests::fuzz::telnet_stream(octets));
