#!/bin/sh
# First visit: load the demo into a temporary ledger, print a report, name the next commands.
# Usage: try.sh BIN   where BIN holds the installed program
set -eu

bin=$(cd "$1" && pwd)
ledger=$(mktemp -d "${TMPDIR:-/tmp}/qzinvest-demo.XXXXXX")/ledger.db

"$bin/qzinvest" demo --db "$ledger"
echo
"$bin/qzinvest" report --tier 1 --db "$ledger"
cat <<END

Try next · 接下来可以试:
    export QZINVEST_DB='$ledger'
    export PATH="$bin:\$PATH"
    qzinvest report --by group
    qzinvest rank --scorecard --tier 1
    qzinvest trend
    qzinvest funnel --by event
    qzinvest due --level red --as-of 2022-06-30
    qzinvest forecast --tier 1 --as-of 2022-06-30
    qzinvest list --limit 5
    qzinvest show QZ-17
    qzinvest report --tier 1 --lang zh_Hans
    qzinvest --help
END
