#!/bin/sh
# Draws the icons of all sizes from hashfloor.svg; needs resvg (cargo install resvg).
# The test icons_match_their_drawing fails when they are out of date.
set -eu
cd "$(dirname "$0")"
for size in 16 32 48 64 128 256 512; do
    resvg --width "$size" --height "$size" hashfloor.svg "hashfloor-$size.png"
done
