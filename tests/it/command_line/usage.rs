//! Help, wrong usage and `hashfloor doctor`.

use super::{Program, members};

const COMMANDS: [&str; 8] = ["series", "import", "refresh", "export", "render", "scenario", "odds", "doctor"];

#[test]
fn help_mentions_every_command_and_the_exit_status() {
    let program = Program::new();
    let help = program.text(&["--help"]);
    for command in COMMANDS {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "{command}:\n{help}");
        let own = program.text(&[command, "--help"]);
        assert!(own.contains(&format!("Usage: hashfloor {command}")), "{own}");
    }
    for words in ["--data-dir", "HASHFLOOR_DATA_DIR", "Exit status"] {
        assert!(help.contains(words), "{words}:\n{help}");
    }
    assert!(!program.data().exists(), "help touches no folder");
}

#[test]
fn unknown_options_are_wrong_usage_everywhere() {
    let program = Program::new();
    for command in COMMANDS {
        let said = program.refusal(&[command, "--no-such-option"], 2);
        assert!(said.contains("--no-such-option"), "{said}");
    }
    program.refusal(&["--no-such-option"], 2);
    program.refusal(&["import"], 2);
    program.refusal(&["export"], 2);
    program.refusal(&["export", "price.btc.usd", "--from", "yesterday"], 2);
}

#[test]
fn the_bench_is_not_in_the_help_and_wants_rows_it_can_show() {
    let program = Program::new();
    let help = program.text(&["--help"]);
    assert!(!help.lines().any(|line| line.trim_start().starts_with("bench")), "{help}");
    for args in [&["bench", "draw", "line", "99"][..], &["bench", "draw", "bars", "6000"], &["bench", "draw"]]
    {
        program.refusal(args, 2);
    }
}

#[test]
fn doctor_names_paths_versions_and_a_sound_cache() {
    let program = Program::new();
    let said = program.json(&["doctor", "--json"]);
    for key in ["version", "data_dir", "cache", "renderer", "problems"] {
        assert!(members(&said).contains(&key), "{key}: {said}");
    }
    assert_eq!(members(&said["cache"]), ["bytes", "integrity", "path", "schema"]);
    assert_eq!(said["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(said["data_dir"], program.data().to_str().unwrap());
    assert_eq!(said["cache"]["path"], program.data().join("cache.db").to_str().unwrap());
    assert_eq!((&said["cache"]["integrity"], &said["problems"]), (&"ok".into(), &serde_json::json!([])));
    let bytes = std::fs::metadata(program.data().join("cache.db")).unwrap().len();
    assert!(said["cache"]["bytes"].as_u64().unwrap() >= bytes.min(4_096), "{said}");
}

#[test]
fn doctor_says_what_is_wrong() {
    let program = Program::new();
    std::fs::create_dir_all(program.data()).unwrap();
    hashfloor::io::files::write_atomic(&program.data().join("cache.db"), b"not a database at all").unwrap();
    let said = program.json(&["doctor", "--json"]);
    let problem = said["problems"][0].as_str().unwrap();
    assert!(problem.contains("The cache was damaged") && problem.contains("cache.db.damaged-"), "{problem}");
    assert_eq!(said["cache"]["integrity"], "ok", "the new one is sound");
    assert_eq!(program.json(&["doctor", "--json"])["problems"], serde_json::json!([]));
}
