#!/usr/bin/env bash
# Puts one fault after the other into the program and sees that a test notices.
#
#   tests/mutants.sh [CARGO...]     by hand; not part of the usual tests
#
# The faults stand in src/io/mutant.rs and are compiled in by the feature
# `mutants` alone. Ends with status 1 if a fault goes unnoticed, or if a test
# named here fails without one.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cargo=("${@:-cargo}")

# fault | the test that has to fail
faults=(
    "Unsynced|trust::faults::a_disk"
    "InPlace|trust::faults::a_disk"
    "Unlocked|trust::spaces::one_file_is_written_by_one_window"
    "Unchecked|workspace_format::an_example_edited_by_hand"
    "Unsaved|trust::kills::a_kill_in_the_middle_of_a_drag"
    "SavesPreviews|trust::kills::a_kill_in_the_middle_of_a_drag"
    "NoGenerations|trust::spaces::save_as_replaces_a_workspace_at_most"
    "OverwritesDamage|trust::spaces::what_cannot_be_opened"
    "OverwritesNewer|trust::spaces::a_newer_workspace"
    "LeavesUnwritten|trust::spaces::a_workspace_that_could_not_be_written"
    "ReplacesForeign|trust::spaces::save_as_replaces_a_workspace_at_most"
    "ImportsAtOnce|trust::import_undo::jumps_over_several_imports"
)

run() {
    "${cargo[@]}" test --features mutants --test it "$1" >/dev/null 2>&1
}

"${cargo[@]}" test --features mutants --test it --no-run || exit 1
unnoticed=0
for entry in "${faults[@]}"; do
    fault="${entry%%|*}" test="${entry##*|}"
    if ! HASHFLOOR_MUTANT='' run "$test"; then
        echo "$test fails without a fault"
        unnoticed=$((unnoticed + 1))
    elif HASHFLOOR_MUTANT="$fault" run "$test"; then
        echo "$fault is NOT noticed by $test"
        unnoticed=$((unnoticed + 1))
    else
        echo "$fault is noticed by $test"
    fi
done
echo "${#faults[@]} faults, $((${#faults[@]} - unnoticed)) noticed"
((unnoticed == 0))
