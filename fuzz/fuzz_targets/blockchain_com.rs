#![no_main]
libfuzzer_sys::fuzz_target!(|body: &[u8]| hashfloor_fuzz::promises::source("blockchain_com", body));
