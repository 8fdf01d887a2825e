"""Measure the figures that the project promises: ``bench.py [--quick]``.

``--quick`` leaves out the ledger of a million projects. ``QZINVEST_BENCH_DIR`` names a folder that
keeps that ledger for the next time; else all is made in a temporary folder and removed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from timing import PYTHON, QZINVEST, START_UP, Timed, Verdict, compare, heading, run, show

HERE = Path(__file__).parent
ROUNDS, ROUNDS_MILLION, ROUNDS_IMPORT = 15, 9, 3
MILLION, IMPORTED, OFFICE = 1_000_000, 200_000, 100_000
CALAMINE = (
    "import sys, python_calamine as calamine;"
    "calamine.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()"
)
REPORT = ("report", "--tier", "1", "--as-of", "2022-12-31")
JUDGEMENTS = {
    "rank": ("rank",),
    "rank, scorecard": ("rank", "--scorecard"),
    "funnel": ("funnel",),
    "trend": ("trend",),
    "due": ("due",),
    "explain": ("explain", "--unit", "晋江", "--indicator", "signed_investment"),
    "changes": ("changes", "2022-05", "2022-06"),
    "report, assessment": ("report", "--view", "assessment"),
    "report, edition": ("report", "--edition", "2022-06"),
    "report, cross table": ("report", "--by", "district", "--by", "group"),
    "forecast": ("forecast", "--as-of", "2022-06-30"),
}
"""Every other report on the demo's 2,000 projects, at most twice as long as ``report`` takes."""
ADD = (
    *("add-project", "装备基准测试", "--district", "晋江", "--group", "装备制造"),
    *("--amount", "5.6亿", "--on", "2022-03-15", "--stage", "signed", "--allow-duplicate"),
)


def command(*words: str, db: Path) -> tuple[str, ...]:
    """A qzinvest command line on the ledger ``db``."""
    return (QZINVEST, *words, "--db", str(db))


def small(db: Path) -> list[Verdict]:
    """Every command on the demo's 2,000 projects, against the interpreter's own start."""
    goals = {
        "report, table": (command(*REPORT, db=db), 1.25),
        "report, csv": (command(*REPORT, "--format", "csv", db=db), 1.15),
        "report, json": (command(*REPORT, "--format", "json", db=db), 1.15),
        "add-project": (command(*ADD, db=db), 2.2),
        "list": (command("list", "--limit", "20", db=db), 2.2),
        "show": (command("show", "QZ-17", db=db), 2.2),
        "--help": ((QZINVEST, "--help"), 3.0),
    }
    commands = {what: words for what, (words, _) in goals.items()}
    times = compare({"start-up": START_UP, **commands}, ROUNDS)
    base = times["start-up"].seconds
    print(f"  import sqlite3, rich.table: {base * 1000:.0f} ms")
    return [
        Verdict(what, times[what].seconds / base, goal, remark=milliseconds(times[what]))
        for what, (_, goal) in goals.items()
    ]


def judgements(db: Path) -> list[Verdict]:
    """Every judgement on 2,000 projects, against the report on them."""
    for code in ("2022-05", "2022-06"):
        run(command("edition", "freeze", code, db=db))
    commands = {what: command(*words, db=db) for what, words in JUDGEMENTS.items()}
    times = compare({"report": command("report", db=db), **commands}, ROUNDS)
    base = times["report"].seconds
    print(f"  report: {base * 1000:.0f} ms")
    return [
        Verdict(
            what,
            times[what].seconds / base,
            5.0 if what == "forecast" else 2.0,
            remark=milliseconds(times[what]),
        )
        for what in JUDGEMENTS
    ]


def million(demo: Path, big: Path) -> list[Verdict]:
    """Commands on a million projects of five years, against those on 2,000."""
    times = compare(
        {
            "report 2000": command(*REPORT, db=demo),
            "report": command(*REPORT, db=big),
            "rank 2000": command("rank", "--scorecard", db=demo),
            "rank": command("rank", "--scorecard", db=big),
            "funnel 2000": command("funnel", db=demo),
            "funnel": command("funnel", db=big),
            "add-project 2000": command(*ADD, db=demo),
            "add-project": command(*ADD, db=big),
        },
        ROUNDS_MILLION,
    )
    verdicts = []
    for what, goal in (("report", 1.2), ("rank", 2.0), ("funnel", 2.0), ("add-project", 1.1)):
        ratio = times[what].seconds / times[f"{what} 2000"].seconds
        verdicts.append(Verdict(what, ratio, goal, remark=milliseconds(times[what])))
        verdicts.append(Verdict(f"{what}, peak memory", times[what].peak, 40, "MiB"))
    return verdicts


def imports(folder: Path) -> list[Verdict]:
    """An import into a new ledger, against csv and executemany alone; both start from no file."""
    file = folder / "import.csv"
    run((PYTHON, str(HERE / "make_plain.py"), str(file), str(IMPORTED), "1", "--three"))
    ours, naive = [], []
    for turn in range(ROUNDS_IMPORT):
        plain, ledger = folder / f"naive-{turn}.db", folder / f"ledger-{turn}.db"
        naive.append(run((PYTHON, str(HERE / "naive_import.py"), str(file), str(plain))))
        ours.append(run(command("import", str(file), db=ledger)))
        plain.unlink()
        ledger.unlink()
    fast, full = sorted(naive)[ROUNDS_IMPORT // 2], sorted(ours)[ROUNDS_IMPORT // 2]
    remark = f"{full.seconds:.1f} s against {fast.seconds:.1f} s"
    return [
        Verdict("import", full.seconds / fast.seconds, 4, remark=remark),
        Verdict("import, peak memory", max(timed.peak for timed in ours), 350, "MiB"),
    ]


def office(folder: Path) -> list[Verdict]:
    """An office's workbook into a new ledger, against calamine and the plain import of its rows."""
    book, plain, total = folder / "office.xlsx", folder / "plain.csv", str(OFFICE)
    run((PYTHON, str(HERE / "make_office.py"), str(book), total))
    run((PYTHON, str(HERE / "make_plain.py"), str(plain), total, "1"))
    alone = run((PYTHON, "-c", CALAMINE, str(book)))
    ours = run(command("import", str(book), db=folder / "book.db"))
    same = run(command("import", str(plain), db=folder / "plain.db"))
    printed = subprocess.run(
        (PYTHON, str(HERE / "time_pairs.py"), total), capture_output=True, text=True, check=True
    )
    allowed = 3 * alone.seconds + 1.5 * same.seconds
    remark = f"{ours.seconds:.1f} s; calamine {alone.seconds:.1f} s, plain {same.seconds:.1f} s"
    return [
        Verdict("workbook, of 3 calamine + 1.5 plain", ours.seconds / allowed, 1, remark=remark),
        Verdict("workbook, peak memory", ours.peak, 500, "MiB"),
        Verdict("look-alikes among the rows", float(printed.stdout), 10, "s"),
    ]


def million_ledger(folder: Path) -> Path:
    """The ledger of a million projects; made only if the folder does not hold it yet."""
    ledger = folder / "million.db"
    if not ledger.exists():
        file, unfinished = folder / "million.csv", folder / "unfinished.db"
        unfinished.unlink(missing_ok=True)
        made = run((PYTHON, str(HERE / "make_plain.py"), str(file), str(MILLION), "5"))
        print(f"\n1,000,000 rows written in {made.seconds:.0f} s", flush=True)
        imported = run(command("import", str(file), db=unfinished))
        print(f"imported in {imported.seconds:.0f} s, peak {imported.peak:.0f} MiB", flush=True)
        file.unlink()
        unfinished.rename(ledger)
    return ledger


def milliseconds(timed: Timed) -> str:
    """The time and memory behind a ratio."""
    return f"{timed.seconds * 1000:.0f} ms, {timed.peak:.0f} MiB"


def main(*, quick: bool) -> None:
    """Measure everything and print it."""
    print(heading())
    with tempfile.TemporaryDirectory(prefix="qzinvest-bench-") as name:
        temporary = Path(name)
        demo = temporary / "demo.db"
        run(command("demo", db=demo))
        show("2,000 projects, against the interpreter's start", small(demo))
        show("2,000 projects, against the report", judgements(demo))
        show(f"Import of {IMPORTED:,} rows, against csv and executemany", imports(temporary))
        show(f"Import of an office's workbook of {OFFICE:,} rows", office(temporary))
        if not quick:
            kept = Path(os.environ.get("QZINVEST_BENCH_DIR") or temporary)
            kept.mkdir(parents=True, exist_ok=True)
            big = million_ledger(kept)
            show("1,000,000 projects of 5 years, against 2,000", million(demo, big))


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
