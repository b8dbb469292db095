#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hashfloor_fuzz::promises::csv_read(bytes));
