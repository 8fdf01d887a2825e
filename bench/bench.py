"""Measure the figures that the project promises; ``bench.py --help`` says what can be left out.

``QZINVEST_BENCH_DIR`` names a folder that keeps the large ledgers for the next time; else all is
made in a temporary folder and removed.
"""

import os
import subprocess
import tempfile
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterable, Iterator
from pathlib import Path

from timing import PYTHON, QZINVEST, START_UP, Row, Verdict, heading, pair, run, show

HERE = Path(__file__).parent
ROUNDS, ROUNDS_LARGE, ROUNDS_IMPORT = 15, 5, 3
SMALL, OFFICE, LARGE, MILLION, TEN_MILLION = 2_430, 100_000, 200_000, 1_000_000, 10_000_000
CALAMINE = (
    "import sys, python_calamine as calamine;"
    "calamine.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()"
)
REPORT = ("report", "--tier", "1", "--as-of", "2022-12-31")
FORECAST = ("forecast", "--as-of", "2022-06-30")
EXPLAIN = ("explain", "--unit", "晋江", "--indicator", "signed_investment")
CHANGES = ("changes", "2022-05", "2022-06")
ADD = (
    *("add-project", "装备基准测试", "--district", "晋江", "--group", "装备制造"),
    *("--amount", "5.6亿", "--on", "2022-03-15", "--stage", "signed", "--allow-duplicate"),
    *("--source", "fictional demo, seed 2022"),
)
MONTH_END, INSIDE = ("--as-of", "2022-06-30"), ("--as-of", "2022-06-17")

COMMANDS = (
    Row("report, table", REPORT, 1.25),
    Row("report, csv", (*REPORT, "--format", "csv"), 0.85),
    Row("report, json", (*REPORT, "--format", "json"), 0.9),
    Row("add-project", ADD, 2.2),
    Row("list", ("list", "--limit", "20"), 2.2),
    Row("show", ("show", "QZ-17"), 2.2),
)
"""On the 2,000 signed projects of one year, against the interpreter's own start."""

JUDGEMENTS = (
    Row("rank", ("rank",), 2),
    Row("rank --scorecard", ("rank", "--scorecard"), 2),
    Row("funnel", ("funnel",), 2),
    Row("trend", ("trend",), 2),
    Row("due", ("due",), 2),
    Row("explain", EXPLAIN, 2),
    Row("changes", CHANGES, 2),
    Row("report, assessment", ("report", "--view", "assessment"), 2),
    Row("report --edition", ("report", "--edition", "2022-06"), 2),
    Row("report, cross table", ("report", "--by", "district", "--by", "group"), 2),
    Row("forecast", FORECAST, 5),
)
"""On the same 2,000, against ``report``."""

REPORTS = (
    Row("report, month's end", ("report", *MONTH_END), 2.5, 60),
    Row("report, inside a month", ("report", *INSIDE), 2.5, 60),
    Row("report --group", ("report", "--group", "装备制造", *INSIDE), 2.5, 60),
    Row("report --by channel", ("report", "--by", "channel", *INSIDE), 2.5, 60),
    Row("report, assessment", ("report", "--view", "assessment", *INSIDE), 2.5, 60),
    Row("report --edition", ("report", "--edition", "2022-06"), 2.5, 60),
    Row("rank", ("rank", *INSIDE), 2.5, 60),
    Row("rank --scorecard", ("rank", "--scorecard", *INSIDE), 2.5, 60),
    Row("funnel, month's end", ("funnel", *MONTH_END), 2.5, 60),
    Row("funnel, inside a month", ("funnel", *INSIDE), 2.5, 60),
    Row("trend", ("trend", *INSIDE), 2.5, 60),
    Row("changes", CHANGES, 2.5, 60),
)
OTHERS = (
    Row("due", ("due", *INSIDE), 4, 60),
    Row("explain", (*EXPLAIN, *INSIDE), 4, 60),
    Row("quality", ("quality", *INSIDE), 4, 60),
    Row("list --text", ("list", "--text", "半导体"), 4, 60),
    Row("list of one district", ("list", "--district", "晋江"), 4, 60),
    Row("forecast", FORECAST, 6, 150),
    Row("add-project", ADD, 1.1, 60),
    Row("show", ("show", "QZ-17"), 1.1, 60),
)
"""On a million projects of five years, against the same command on the 2,000."""


def command(*words: str, db: Path) -> tuple[str, ...]:
    """A qzinvest command line on the ledger ``db``."""
    return (QZINVEST, *words, "--db", str(db))


def commands(small: Path) -> Iterator[Verdict]:
    """Every command on 2,000 projects, against the interpreter's own start."""
    for row in COMMANDS:
        yield pair(row, command(*row.words, db=small), START_UP, ROUNDS)
    yield pair(Row("--help", (), 3), (QZINVEST, "--help"), START_UP, ROUNDS)


def judgements(small: Path) -> Iterator[Verdict]:
    """Every judgement on 2,000 projects, against the report on them."""
    for row in JUDGEMENTS:
        yield pair(row, command(*row.words, db=small), command("report", db=small), ROUNDS)


def large(rows: Iterable[Row], small: Path, ledger: Path) -> Iterator[Verdict]:
    """Commands on a large ledger, against the same on 2,000 projects."""
    for row in rows:
        ours, base = (command(*row.words, db=db) for db in (ledger, small))
        yield pair(row, ours, base, ROUNDS_LARGE)


def imports(folder: Path, total: int) -> Iterator[Verdict]:
    """An import into a new ledger, against csv and executemany alone; both start from no file."""
    file, plain, ledger = (folder / name for name in ("import.csv", "naive.db", "ledger.db"))
    run((PYTHON, str(HERE / "make_plain.py"), str(file), str(total), "1", "--three"))
    row = Row("import", ("import", str(file)), 8, 150)
    naive = (PYTHON, str(HERE / "naive_import.py"), str(file), str(plain))
    ours, fresh = command(*row.words, db=ledger), (plain, ledger)
    yield pair(row, ours, naive, ROUNDS_IMPORT, fresh)


def office(folder: Path, total: int) -> Iterator[Verdict]:
    """An office's workbook into a new ledger, against calamine and the plain import of its rows."""
    book, plain = folder / "office.xlsx", folder / "plain.csv"
    run((PYTHON, str(HERE / "make_office.py"), str(book), str(total)))
    run((PYTHON, str(HERE / "make_plain.py"), str(plain), str(total), "1"))
    alone = run((PYTHON, "-c", CALAMINE, str(book)))
    ours = run(command("import", str(book), db=folder / "book.db"))
    same = run(command("import", str(plain), db=folder / "plain.db"))
    allowed = 3 * alone.cpu + 1.5 * same.cpu
    remark = f"{ours.cpu:.1f} s; calamine {alone.cpu:.1f} s, plain {same.cpu:.1f} s"
    yield Verdict("3 calamine + 1.5 plain", ours.cpu / allowed, 1, "x", remark, ours.peak, 500)
    pairs = (PYTHON, str(HERE / "time_pairs.py"), str(folder / "plain.db"))
    printed = subprocess.run(pairs, capture_output=True, text=True, check=True)
    yield Verdict("look-alikes of its rows", float(printed.stdout), 10, "s")


def ledger_of(folder: Path, total: int, years: int) -> Path:
    """A ledger with the editions of ``CHANGES``; made only if the folder has none yet."""
    ledger = folder / f"projects-{total}.db"
    if not ledger.exists():
        file, unfinished = folder / "unfinished.csv", folder / "unfinished.db"
        unfinished.unlink(missing_ok=True)
        run((PYTHON, str(HERE / "make_plain.py"), str(file), str(total), str(years)))
        made = run(command("import", str(file), db=unfinished))
        for edition in CHANGES[1:]:
            run(command("edition", "freeze", edition, db=unfinished))
        size = unfinished.stat().st_size / 2**20
        print(f"\n{total:,} projects imported in {made.cpu:,.1f} s, {made.peak:,.0f} MiB", end="; ")
        print(f"the ledger has {size:,.0f} MiB", flush=True)
        file.unlink()
        unfinished.rename(ledger)
    return ledger


def measure(folder: Path, kept: Path, given: Namespace) -> None:
    """Measure everything and print it.

    Args:
        folder: for what is made anew each time.
        kept: for the large ledgers.
        given: the command line's options.
    """
    small = ledger_of(folder, SMALL, 1)
    show("2,000 projects, against the interpreter's start", commands(small))
    show("2,000 projects, against the report", judgements(small))
    many, sheet = LARGE // given.shrink, OFFICE // given.shrink
    show(f"Import of {many:,} rows, against csv and executemany", imports(folder, many))
    show(f"Import of an office's workbook of {sheet:,} rows", office(folder, sheet))
    tables = {LARGE: [row._replace(goal=1.4) for row in REPORTS]}
    if not given.quick:
        tables[MILLION] = [*REPORTS, *OTHERS]
    if given.ten_million:
        tables[TEN_MILLION] = [Row(row.what, row.words) for row in REPORTS + OTHERS]
    for size, rows in tables.items():
        total = size // given.shrink
        ledger = ledger_of(kept, total, 5)
        show(f"{total:,} projects of 5 years, against 2,000", large(rows, small, ledger))


def main() -> None:
    """Read the command line and measure."""
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave the million projects out")
    parser.add_argument("--ten-million", action="store_true", help="measure ten million as well")
    parser.add_argument(
        "--shrink", type=int, default=1, metavar="N", help="an Nth of all sizes, to try this script"
    )
    given = parser.parse_args()
    kept = os.environ.get("QZINVEST_BENCH_DIR")
    if given.ten_million and not kept:
        parser.error("--ten-million takes long: name a folder in QZINVEST_BENCH_DIR that keeps it")
    print(heading())
    with tempfile.TemporaryDirectory(prefix="qzinvest-bench-") as name:
        folder = Path(kept or name)
        folder.mkdir(parents=True, exist_ok=True)
        measure(Path(name), folder, given)


if __name__ == "__main__":
    main()
