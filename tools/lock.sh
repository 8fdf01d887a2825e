#!/bin/sh
# Write constraints.txt: the releases that a fresh environment gets today, runtime and checks.
set -eu

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"${PYTHON:-python3}" -m venv "$fresh"
"$fresh/bin/pip" install --quiet --editable '.[dev]'
{
    echo "# The exact releases that the checks run with. Written by \`make lock\`; do not edit."
    "$fresh/bin/pip" freeze --exclude-editable
} >"$fresh/constraints.txt"
mv "$fresh/constraints.txt" constraints.txt
