# What scripts share that drive the real window; to be sourced, with BINARY set.
#
# With HASHFLOOR_TRACE_FRAMES=1 the program says on standard error where things
# are, in physical pixels of its window; these functions hold the mouse.

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly HERE
readonly FROM_USD=70000
# The first-start question about live data would stand above the charts.
export HASHFLOOR_NETWORK=none

scratch="$(mktemp -d)"
stderr="$scratch/stderr"
data="$scratch/data"
xvfb_pid=""
program_pid=""

clean_up() {
    local status=$?
    trap - EXIT
    [[ -z $program_pid ]] || kill -KILL "$program_pid" 2>/dev/null || true
    [[ -z $xvfb_pid ]] || kill "$xvfb_pid" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$scratch"
    exit "$status"
}
trap clean_up EXIT
trap 'fail "line $LINENO failed: $BASH_COMMAND"' ERR
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    trap - ERR
    printf 'window: %s\n' "$1" >&2
    if [[ -n $program_pid ]] && has_ended; then
        printf 'window: the program is no longer running\n' >&2
    fi
    if [[ -s $stderr ]]; then
        printf 'window: standard error of the program was:\n' >&2
        sed 's/^/    /' "$stderr" >&2
    fi
    exit 1
}

# within SECONDS COMMAND...: repeats COMMAND until it succeeds.
within() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# Nothing was traced for a second: the data is there and the view stands still.
has_settled() {
    local before
    before="$(wc -c <"$stderr")"
    sleep 1
    (($(wc -c <"$stderr") == before))
}

has_ended() { ! kill -0 "$program_pid" 2>/dev/null; }

start_display() {
    # -noreset: without it the server restarts when its last client leaves.
    Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp -noreset 3>"$scratch/display" >"$scratch/xvfb" 2>&1 &
    xvfb_pid=$!
    within 20 test -s "$scratch/display" || fail "Xvfb gave no display within 20 s: $(cat "$scratch/xvfb")"
    DISPLAY=":$(cat "$scratch/display")"
    export DISPLAY
}

start_program() {
    : >"$stderr"
    env -u WAYLAND_DISPLAY -u WAYLAND_SOCKET LIBGL_ALWAYS_SOFTWARE=1 HASHFLOOR_TRACE_FRAMES=1 \
        HASHFLOOR_DATA_DIR="$data" "$BINARY" 2>"$stderr" &
    program_pid=$!
    within 30 painted_or_ended || fail "no frame was painted within 30 s"
    ! has_ended || fail "the program ended before its first frame"
    grep -m1 'first frame after' "$stderr"
}

painted_or_ended() { grep -q '^hashfloor: first frame after [0-9.]* ms' "$stderr" || has_ended; }

# Sets `window` to the program's visible window.
find_window() {
    window="$(xdotool search --onlyvisible --pid "$program_pid" 2>/dev/null | tail -n 1)"
    [[ -n $window ]]
}

# trace QUESTION ARGUMENT…: what the program last said of where things are.
trace() { python3 "$HERE/window.py" "$stderr" "$@"; }

# saved ID WANTED: succeeds when the level is like that in the workspace on disk.
saved() { python3 "$HERE/window.py" "$data/workspaces/default.json" saved "$1" "$2"; }

on_disk() {
    within 10 saved "$level" "$1" || fail "$2: level $level is not $1 in $data/workspaces/default.json"
    echo "$2"
}

move_to() { xdotool mousemove --window "$window" "$1" "$2"; }

press() { xdotool key --clearmodifiers "$@"; }

# hold X Y TO_Y: presses at a place and moves there, without letting go.
hold() {
    local x="$1" y="$2" to_y="$3" step
    move_to "$x" "$y"
    sleep 0.2
    xdotool mousedown 1
    for step in $(seq 1 12); do
        move_to "$x" $((y + (to_y - y) * step / 12))
        sleep 0.05
    done
}

is_elsewhere() { ! trace near "$level" "$1" 50; }

# Where the level is that all of this is done to.
place_of_level() {
    within 20 trace level-at "$1" >"$scratch/place" || fail "no level at $1 USD was traced"
    read -r level x y <"$scratch/place"
}

need_tools() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || fail "$tool is not installed"
    done
}
