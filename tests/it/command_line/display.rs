//! No display: one sentence that says what works without one.

use super::{Program, one_sentence, refusal};

#[test]
fn without_a_display_the_sentence_names_render() {
    let program = Program::new();
    let said = program.refusal(&[], 1);
    one_sentence(&said);
    assert!(said.contains("no display") && said.contains("hashfloor render"), "{said}");
}

#[test]
fn the_drawing_bench_needs_a_display_too() {
    let program = Program::new();
    let said = program.refusal(&["bench", "draw", "line", "1000"], 1);
    one_sentence(&said);
    assert!(said.contains("no display"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_dead_wayland_socket_is_no_display() {
    let program = Program::new();
    let runtime = program.beside("runtime");
    std::fs::create_dir(&runtime).unwrap();
    // Bound and dropped: the socket's file stays and nobody answers.
    drop(std::os::unix::net::UnixListener::bind(runtime.join("wayland-7")).unwrap());
    for socket in ["wayland-7", "wayland-8"] {
        let mut command = program.command();
        command.env("WAYLAND_DISPLAY", socket).env("XDG_RUNTIME_DIR", &runtime);
        let said = refusal(&command.output().unwrap(), 1);
        one_sentence(&said);
        assert!(said.contains(socket) && said.contains("hashfloor render"), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_x_server_that_is_gone_is_a_sentence_too() {
    let program = Program::new();
    let mut command = program.command();
    command.env("DISPLAY", ":6553");
    let said = refusal(&command.output().unwrap(), 1);
    assert!(said.contains("hashfloor render"), "{said}");
}
