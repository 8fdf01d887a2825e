#!/bin/sh
# Write requirements.txt (what the program and its build need) and requirements-dev.txt (the same
# and what the checks need) anew: the newest releases, with the hashes of all files of each.
set -eu

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"${PYTHON:-python3}" -m venv "$fresh"
"$fresh/bin/pip" install --quiet pip-tools

# lock FILE OPTIONS…: no option says where packages come from; that is each user's own setting.
lock() {
    file=$1
    shift
    "$fresh/bin/pip-compile" --quiet --upgrade --generate-hashes --allow-unsafe --no-strip-extras \
        --build-deps-for editable --no-header --no-annotate \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
        --output-file "$fresh/$file" "$@" pyproject.toml
    {
        echo "# The exact releases, with the hashes of all their files. Written by \`make lock\`."
        cat "$fresh/$file"
    } >"$fresh/whole"
    mv "$fresh/whole" "$file"
}

lock requirements-dev.txt --extra dev
lock requirements.txt --constraint requirements-dev.txt
