#!/bin/sh
# First visit: load the demo into a temporary ledger, show a day inside its year, name the next
# commands.
# Usage: try.sh BIN   where BIN holds the installed program
set -eu

bin=$(cd "$1" && pwd)
ledger=$(mktemp -d "${TMPDIR:-/tmp}/qzinvest-demo.XXXXXX")/ledger.db

"$bin/qzinvest" demo --db "$ledger"
echo
"$bin/qzinvest" today --as-of 2022-06-30 --db "$ledger"
echo
"$bin/qzinvest" report --tier 1 --as-of 2022-06-30 --db "$ledger"
cat <<END

Try next · 接下来可以试:
    export QZINVEST_DB='$ledger'
    export PATH="$bin:\$PATH"
    qzinvest today --as-of 2022-06-30 --lang zh_Hans
    qzinvest report --by group --as-of 2022-06-30
    qzinvest rank --scorecard --tier 1 --as-of 2022-06-30
    qzinvest unit 晋江 --as-of 2022-06-30
    qzinvest due --level red --as-of 2022-06-30
    qzinvest explain --unit 晋江 --as-of 2022-06-30
    qzinvest forecast --tier 1 --as-of 2022-06-30
    qzinvest bulletin --as-of 2022-06-30 --output 通报.docx --output 通报.html
    qzinvest --help
END
