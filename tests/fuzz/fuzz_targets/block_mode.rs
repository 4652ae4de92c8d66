#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| arpanet_tests::fuzz::block_mode(octets));
