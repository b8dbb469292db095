#!/usr/bin/env bash
# Runs one fuzz target on stable Rust for some seconds, from its seeds and from what
# earlier runs found (kept outside the repository), and says what came of it.
#
#   fuzz/run.sh TARGET [SECONDS] [libFuzzer options…]
#
# HASHFLOOR_FUZZ_DIR keeps found inputs, findings and logs; CARGO_TARGET_DIR is honoured.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target="${1:?which target? $(cd fuzz/fuzz_targets && ls -- *.rs | tr '\n' ' ')}"
seconds="${2:-620}"
shift $(($# < 2 ? $# : 2))

work="${HASHFLOOR_FUZZ_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/hashfloor-fuzz}"
build="${CARGO_TARGET_DIR:-$work/target}"
mkdir -p "$work/found/$target" "$work/findings/$target"

cargo +stable fuzz build --sanitizer none --target-dir "$build" "$target"

status=0
"$build/$(rustc -vV | sed -n 's/^host: //p')/release/$target" \
    -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$work/findings/$target/" "$@" \
    "$work/found/$target" "fuzz/corpus/$target" 2>"$work/$target.log" || status=$?

grep -E '^stat::(number_of_executed_units|average_exec_per_sec|slowest_unit|peak_rss)' "$work/$target.log" || true
if ((status != 0)); then
    grep -E 'panicked|ERROR|SUMMARY|Test unit written' -A1 "$work/$target.log" | head -20 >&2
    echo "fuzz: $target found something: $work/$target.log" >&2
fi
exit "$status"
