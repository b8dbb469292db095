#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hashfloor_fuzz::promises::packed_codec(bytes));
