"""Measure the report beside hledger's budget report on the same projects: ``peers.py``.

The demo's exported projects become a journal: an account a district, an entry for each project that
counts, the shares as a yearly budget. The two must agree on every district before they are timed.
"""

import csv
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from timing import QZINVEST, Row, environment, heading, pair, run, show

ROUNDS = 15
COUNTING = {"contract", "agreement"}


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text by column."""
    return list(csv.DictReader(text.splitlines()))


def output(*command: str) -> str:
    """What ``command`` prints."""
    done = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)
    return done.stdout


def journal(projects: list[dict[str, str]], shares: Mapping[str, int]) -> Iterator[str]:
    """Yield hledger's lines; the postings are virtual, so that no second account is needed."""
    yield "~ yearly from 2022-01-01 to 2023-01-01"
    for unit, share in shares.items():
        yield f"    (district:{unit})  {share} CNY"
    for project in projects:
        if project["signed_on"] and project["signing"] in COUNTING and not project["dropped_on"]:
            yield ""
            yield f"{project['signed_counted_on'] or project['signed_on']} {project['code']}"
            yield f"    (district:{project['district']})  {project['amount']} CNY"


def agree(hledger: tuple[str, ...], actual: Mapping[str, int]) -> bool:
    """Whether hledger finds the same sum in every district."""
    found = {}
    for row in rows_of(output(*hledger, "-O", "csv")):
        imported, amount = list(row.values())[:2]
        if imported.startswith("district:"):
            found[imported.removeprefix("district:")] = int(amount.split()[0])
    return found == dict(actual)


def measure(program: str, folder: Path) -> None:
    """Make the journal from a new demo ledger, compare the figures, then the times."""
    db, file = str(folder / "demo.db"), folder / "demo.journal"
    run((QZINVEST, "demo", "--db", db))
    run((QZINVEST, "export", "--out", str(folder / "out"), "--db", db))
    ours = (QZINVEST, "report", "--as-of", "2022-12-31", "--db", db)
    by_indicator = ("--indicator", "signed_investment", "--format", "csv")
    lines = rows_of(output(*ours, *by_indicator))
    shares = {line["unit"]: int(line["target"]) for line in lines if line["target"]}
    projects = rows_of((folder / "out" / "projects.csv").read_text(encoding="utf-8-sig"))
    file.write_text("\n".join(journal(projects, shares)) + "\n", encoding="utf-8")
    budget = (program, "balance", "--budget", "-f", str(file), "-p", "2022")
    same = agree(
        (program, "balance", "-f", str(file), "-p", "2022"),
        {line["unit"]: int(line["actual"]) for line in lines if line["actual"] != "0"},
    )
    print("every district's sum is the same" if same else "THE SUMS DIFFER")
    title = f"{len(projects):,} projects, against {output(program, '--version').strip()}"
    show(title, [pair(Row("report, table", ours, 1), ours, budget, ROUNDS)])


def main() -> None:
    """Measure, or say why not."""
    program = shutil.which("hledger")
    if program is None:
        print("hledger: skipped, it is not installed")
        return
    print(heading())
    with tempfile.TemporaryDirectory(prefix="qzinvest-peers-") as name:
        measure(program, Path(name))


if __name__ == "__main__":
    main()
