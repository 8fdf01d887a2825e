"""Two thousand random projects: the report equals an independent recount of the export."""

import csv
import io
import json
import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from qzinvest.cli.main import main
from tests.cli.said import Run
from tests.end_to_end import recount, recount_scores
from tests.end_to_end import recount_judgements as judged

HEADER = [
    *("code", "name", "investor", "district", "department", "group", "amount", "signing"),
    *(f"{stage}_on" for stage in recount.STAGES),
    *("dropped_on", "drop_reason", *recount.TERMS, "excluded", "credit"),
    *(f"{stage}_{what}" for stage in recount.STAGES for what in ("counted_on", "amount")),
]
HUNDREDTH = Fraction(1, 100) + Fraction(1, 10**9)
"""Points are given to a hundredth, as floats."""
DAYS = [date(2022, 1, 31), date(2022, 3, 1), date(2022, 6, 30), date(2022, 8, 17), date(2023, 5, 5)]


def random_rows(dice: random.Random) -> Iterator[dict[str, str]]:
    """Projects of every kind that can be recorded, dates clustered round the period's edges."""
    districts, departments = list(recount.TIER), list(recount.DEPARTMENT_TIER)
    groups = [group["code"] for group in recount.PLAN["group"]]
    for n in range(2000):
        row = dict.fromkeys(HEADER, "")
        row |= {"code": f"R-{n}", "name": f"随机项目 {n}", "group": dice.choice([*groups, ""])}
        row["amount"] = str(dice.choice([1, 1_999_999_999, 2 * 10**9, dice.randrange(1, 10**11)]))
        chosen = sorted(dice.sample(range(7), dice.randint(1, 4)))
        day = date(2021, 11, 1) + timedelta(days=dice.randrange(400))
        counted = day
        for place in chosen:
            stage = recount.STAGES[place]
            row[f"{stage}_on"] = day.isoformat()
            counted = max(counted, day)
            if not dice.randrange(4):
                counted += timedelta(days=dice.randrange(60))
            if counted != day:
                row[f"{stage}_counted_on"] = counted.isoformat()
            if not dice.randrange(4):
                row[f"{stage}_amount"] = str(dice.randrange(1, 10**10))
            day += timedelta(days=dice.choice([0, 0, 1, 40]))
        signed = chosen[-1] >= recount.STAGES.index("signed")
        row["signing"] = dice.choice(["contract", "agreement", "intent"]) if signed else ""
        row["district"] = dice.choice(districts) if signed or dice.randrange(2) else ""
        row["amount"] = row["amount"] if signed or dice.randrange(2) else ""
        row["department"] = dice.choice([*departments, ""])
        for term in recount.TERMS:
            row[term] = dice.choice([*(entry["code"] for entry in recount.PLAN[term]), ""])
        if not dice.randrange(20):
            row["excluded"] = "passed but not counted"
        if not dice.randrange(6):
            one, other = dice.sample(districts, 2)
            row["credit"] = f"district:{one}=3333;district:{other}=6667"
        if not dice.randrange(5):
            row["dropped_on"] = (day + timedelta(days=dice.randrange(200))).isoformat()
            row["drop_reason"] = "x"
        yield row


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger of 2,000 random projects, and its export."""
    folder = tmp_path_factory.mktemp("office")
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(random_rows(random.Random(2022)))  # noqa: S311 - no secret
    db = ["--db", str(folder / "ledger.db")]
    assert main(["import", str(folder / "in.csv"), *db]) == 0
    assert main(["export", "--out", str(folder / "out"), *db]) == 0
    return folder


def test_export_holds_every_project(office: Path) -> None:
    given, exported = recount.read(office / "in.csv"), recount.read(office / "out/projects.csv")
    assert [{key: row[key] for key in HEADER} for row in exported] == given


@pytest.mark.parametrize("by", recount.KEYS)
@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_report_is_the_recount(run: Run, office: Path, by: str, as_of: date) -> None:
    line = ("report", "--by", by, "--as-of", str(as_of), "--db", str(office / "ledger.db"))
    rows = list(csv.DictReader(io.StringIO(run(*line, "--format", "csv", "--total").out)))
    body = json.loads(run(*line, "--format", "json").out)
    expected = recount.actuals(recount.read(office / "out/projects.csv"), by, as_of)
    said = {(r["unit"], r["indicator"]): int(r["actual"]) for r in rows if r["unit"] != "total"}
    assert {key: value for key, value in said.items() if value} == expected
    assert {(r["unit"], r["indicator"]): r["actual"] for r in body["rows"]} == said
    assert body["pace"] == float(recount.pace(as_of))
    for indicator, target in recount.TARGETS.items():
        whole = sum(value for (_, name), value in expected.items() if name == indicator)
        total = body["total"][indicator]
        assert (total["actual"], total["target"]) == (whole, target)
        assert total["completion"] == recount.completion(whole, target)


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_an_assessment_is_the_recount(run: Run, office: Path, as_of: date) -> None:
    line = ("report", "--view", "assessment", "--as-of", str(as_of), "--format", "json", "--db")
    body = json.loads(run(*line, str(office / "ledger.db")).out)
    exported = recount.read(office / "out/projects.csv")
    expected = recount.assessed(exported, "district", as_of)
    for row in body["rows"]:
        exact = expected.get((row["unit"], row["indicator"]), Fraction(0))
        if row["indicator"] == "signed_investment":
            # Each project's money is divided in whole yuan.
            assert abs(row["actual"] - exact) < len(exported)
        else:
            assert row["actual"] == float(exact)
    whole = recount.actuals(exported, "district", as_of)
    for indicator, total in body["total"].items():
        assert total["actual"] == sum(
            value for (_, name), value in whole.items() if name == indicator
        )


@pytest.mark.parametrize("term", recount.TERMS)
def test_a_filter_leaves_what_the_recount_leaves(run: Run, office: Path, term: str) -> None:
    code, as_of = recount.PLAN[term][0]["code"], date(2022, 8, 17)
    line = ("report", f"--{term.replace('_', '-')}", code, "--as-of", str(as_of))
    body = json.loads(run(*line, "--format", "json", "--db", str(office / "ledger.db")).out)
    left = [row for row in recount.read(office / "out/projects.csv") if row[term] == code]
    expected = recount.actuals(left, "district", as_of)
    said = {(r["unit"], r["indicator"]): r["actual"] for r in body["rows"] if r["actual"]}
    assert said == expected
    assert {r["target"] for r in body["rows"]} == {None}


@pytest.mark.parametrize("by", recount.KEYS)
@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_the_funnel_is_the_recount(run: Run, office: Path, by: str, as_of: date) -> None:
    line = ("funnel", "--by", by, "--as-of", str(as_of), "--format", "json", "--db")
    body = json.loads(run(*line, str(office / "ledger.db")).out)
    expected = recount.cohort(recount.read(office / "out/projects.csv"), by, as_of)
    said = {}
    for row in body["rows"]:
        for stage in recount.STAGES[2:]:
            said[row["unit"], stage] = (row[stage], row[f"{stage}_amount"])
        said[row["unit"], "paid"] = (row["funded"], row["paid_in"])
    assert {key: cell for key, cell in said.items() if cell[0]} == expected
    total = body["total"]
    assert total["signed"] == sum(n for (_, stage), (n, _) in expected.items() if stage == "signed")
    started = sum(n for (_, stage), (n, _) in expected.items() if stage == "started")
    assert total["start_rate"] == (started / total["signed"] if total["signed"] else None)


@pytest.mark.parametrize("by", ["district", "department"])
def test_completion_pace_and_rank_are_the_recounts(run: Run, office: Path, by: str) -> None:
    as_of = date(2022, 8, 17)
    line = ("report", "--by", by, "--as-of", str(as_of), "--db", str(office / "ledger.db"))
    rows = [r for r in json.loads(run(*line, "--format", "json").out)["rows"] if r["target"]]
    assert len(rows) == 3 * len(recount.TIER if by == "district" else recount.DEPARTMENT_TIER)
    for row in rows:
        done = Fraction(row["actual"], row["target"])
        assert row["completion"] == recount.completion(row["actual"], row["target"])
        lead = recount.ahead(row["actual"], row["target"], as_of)
        assert abs(Fraction(row["ahead_pp"]) - lead) <= HUNDREDTH / 2
        rivals = [
            Fraction(other["actual"], other["target"])
            for other in rows
            if (other["tier"], other["indicator"]) == (row["tier"], row["indicator"])
        ]
        assert row["rank"] == recount.rank(done, rivals)


@pytest.mark.parametrize("by", ["district", "department"])
@pytest.mark.parametrize("as_of", DAYS[1:], ids=str)
def test_scores_and_their_ranks_are_the_recounts(
    run: Run, office: Path, by: str, as_of: date
) -> None:
    db = str(office / "ledger.db")
    shares = shares_of(run, db, by)
    rows = recount.read(office / "out/projects.csv")
    found = recount_scores.values(rows, by, as_of, shares, {})
    expected = recount_scores.scores(found, by)
    line = ("rank", "--scorecard", "--by", by, "--as-of", str(as_of), "--db", db)
    said = json.loads(run(*line, "--format", "json").out)["rows"]
    assert len(said) == len(expected)
    for row in said:
        assert row["score"] == pytest.approx(float(expected[row["unit"]]), abs=1e-9)
        for code, value in found[row["unit"]].items():
            assert row["parts"][code]["value"] == (None if value is None else float(value))
        rivals = [expected[other["unit"]] for other in said if other["tier"] == row["tier"]]
        assert row["rank"] == recount.rank(expected[row["unit"]], rivals)


def test_export_goes_into_a_new_ledger_and_reports_the_same(
    run: Run, office: Path, tmp_path: Path
) -> None:
    new, old = str(tmp_path / "new.db"), str(office / "ledger.db")
    assert run("import", str(office / "out/projects.csv"), "--db", new).code == 0
    for by in recount.KEYS:
        line = ("report", "--by", by, "--as-of", "2022-06-30", "--format", "csv", "--db")
        assert run(*line, new).out == run(*line, old).out
    every = ("list", "--format", "json", "--db")
    assert run(*every, new).out == run(*every, old).out
    assert run("export", "--out", str(tmp_path / "out"), "--db", new).code == 0
    for name in ("projects.csv", "milestones.csv", "entries.csv", "progress.csv", "targets.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (office / "out" / name).read_bytes()
    assert run("verify", "--db", new).code == 0


def shares_of(run: Run, db: str, kind: str) -> dict[tuple[str, str], int]:
    """What the plan set for each unit and indicator: the shares have tests of their own."""
    table = csv.DictReader(io.StringIO(run("plan", "show", "--format", "csv", "--db", db).out))
    return {(r["unit"], r["indicator"]): int(r["share"]) for r in table if r["kind"] == kind}


@pytest.mark.parametrize("indicator", recount.TARGETS)
@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_a_trend_is_the_recount(run: Run, office: Path, indicator: str, as_of: date) -> None:
    db, rows = str(office / "ledger.db"), recount.read(office / "out/projects.csv")
    line = ("trend", "--by", "district", "--indicator", indicator, "--as-of", str(as_of))
    said = json.loads(run(*line, "--format", "json", "--db", db).out)
    shares, ends = shares_of(run, db, "district"), judged.month_ends(as_of)
    now = [judged.standing(rows, indicator, end) for end in ends]
    earlier = [judged.standing(rows, indicator, judged.year_before(end), 2021) for end in ends]
    for row in [*said["rows"], said["total"]]:
        units = [row["unit"]] if row["unit"] != "total" else [*recount.TIER, "unassigned"]
        target = sum(shares.get((unit, indicator), 0) for unit in units) or None
        net, gone = ([sum(each.get(u, (0, 0))[n] for u in units) for each in now] for n in (0, 1))
        then = [sum(each.get(unit, (0, 0))[0] for unit in units) for each in earlier]
        points = row["points"]
        assert [point["ends"] for point in points] == [str(end) for end in ends]
        for name, sums in (("total", net), ("total_before", then)):
            assert [point[name] for point in points] == sums
        for name, sums in (("new", net), ("dropped_in_period", gone), ("new_before", then)):
            steps = [after - before for before, after in pairwise([0, *sums])]
            assert [point[name] for point in points] == steps
        for point, total, end in zip(points, net, ends, strict=True):
            assert point["target"] == target
            if target:
                assert point["due"] == pytest.approx(float(target * recount.pace(end)))
                lead = recount.ahead(total, target, end)
                assert abs(Fraction(point["ahead_pp"]) - lead) <= HUNDREDTH / 2


@pytest.mark.parametrize("kind", ["district", "department"])
@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_what_is_due_is_the_recount(run: Run, office: Path, kind: str, as_of: date) -> None:
    db, rows = str(office / "ledger.db"), recount.read(office / "out/projects.csv")
    line = ("due", "--by", kind, "--as-of", str(as_of), "--format", "json", "--db", db)
    said = json.loads(run(*line).out)
    expected = judged.due(rows, kind, as_of, shares_of(run, db, kind))
    assert len(expected) > 50
    names = ("id", "level", "since", "waited", "next", "indicator")
    assert [tuple(row[name] for name in names) for row in said["rows"]] == [
        tuple(each[:6]) for each in expected
    ]
    for row, each in zip(said["rows"], expected, strict=True):
        assert (row["gain"] is None) == (each.gain is None)
        if each.gain is not None:
            assert abs(Fraction(row["gain"]) - each.gain) <= HUNDREDTH / 2
    levels = dict.fromkeys(judged.LEVELS, 0)
    for each in expected:
        levels[each.level] += 1
    assert said["levels"] == levels


@pytest.mark.parametrize("indicator", recount.TARGETS)
@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_an_explanation_is_the_recount(run: Run, office: Path, indicator: str, as_of: date) -> None:
    rows = recount.read(office / "out/projects.csv")
    line = ("explain", "--indicator", indicator, "--as-of", str(as_of), "--format", "json")
    for kind, units in (("district", recount.TIER), ("department", recount.DEPARTMENT_TIER)):
        for unit in [*units][::9]:
            asked = (*line, "--by", kind, "--unit", unit, "--db", str(office / "ledger.db"))
            said = json.loads(run(*asked).out)
            why = {
                row["id"]: (judged.reasons(row, indicator, as_of), judged.brings(row, indicator))
                for row in rows
                if row[kind] == unit
            }
            counted = {code: value for code, (found, value) in why.items() if not found}
            assert {item["id"]: item["brings"] for item in said["counted"]} == counted
            assert (said["actual"], said["projects"]) == (sum(counted.values()), len(counted))
            left = {
                item["id"]: (group["verdict"], item["would_bring"])
                for group in said["left"]
                for item in group["items"]
            }
            assert left == {
                code: (found[0], value if len(found) == 1 else 0)
                for code, (found, value) in why.items()
                if found
            }


@pytest.mark.parametrize("kind", ["district", "department"])
@pytest.mark.parametrize("indicator", recount.TARGETS)
def test_ranks_their_moves_and_lights_are_the_recounts(
    run: Run, office: Path, kind: str, indicator: str
) -> None:
    db, rows = str(office / "ledger.db"), recount.read(office / "out/projects.csv")
    line = ("rank", "--by", kind, "--indicator", indicator, "--format", "json", "--db", db)
    shares = shares_of(run, db, kind)
    for since, as_of in pairwise(DAYS[:-1]):
        said = json.loads(run(*line, "--as-of", str(as_of), "--since", str(since)).out)["rows"]
        then, now = (judged.ranks(rows, kind, indicator, day, shares) for day in (since, as_of))
        ranked = [row for row in said if row["target"]]
        assert {row["unit"]: row["rank"] for row in ranked} == now
        assert {row["unit"]: row["previous_rank"] for row in ranked} == then
        for row in ranked:
            was, here = then[row["unit"]], now[row["unit"]]
            assert row["moved"] == (None if was is None or here is None else was - here)
            assert row["light"] == judged.light(row["actual"], row["target"], as_of)


def amended(dice: random.Random, row: dict[str, str]) -> dict[str, str]:
    """A project after one change that an office may make, or after none."""
    last = max(row[f"{stage}_{day}"] for stage in recount.STAGES for day in ("on", "counted_on"))
    later = date.fromisoformat(last) + timedelta(days=dice.randrange(1, 60))
    dropped, produces = row["dropped_on"], row["producing_on"]
    signing = row["signing"] or "contract"
    changes = [
        {"amount": str(dice.choice([10**9, 2 * 10**9, dice.randrange(1, 10**11)]))},
        {"district": dice.choice([*recount.TIER])} if row["district"] else {},
        {"excluded": "" if row["excluded"] else "not one of ours"},
        {"dropped_on": "" if dropped else str(later), "drop_reason": "" if dropped else "x"},
        {}
        if produces or dropped or not row["district"]
        else {"producing_on": str(later), "signing": signing, "amount": row["amount"] or "7"},
    ]
    return row | dice.choice([*changes, {}, {}, {}])


def test_what_changed_between_editions_is_the_recount(
    run: Run, office: Path, tmp_path: Path
) -> None:
    db = str(shutil.copy(office / "ledger.db", tmp_path))
    days, dice = (date(2022, 6, 30), date(2022, 8, 17)), random.Random(7)  # noqa: S311 - no secret
    before = {row["id"]: row for row in recount.read(office / "out/projects.csv")}
    rows = [amended(dice, row) for row in before.values()]
    for row in list(random_rows(dice))[:200]:
        rows.append(dict.fromkeys(rows[0], "") | row | {"code": f"N-{row['code']}"})
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    # A blank cell takes nothing away.
    back = [
        ("include", new["id"]) if old["excluded"] else ("edit", new["id"], "--clear", "dropped")
        for old, new in zip(before.values(), rows, strict=False)
        if any(old[name] and not new[name] for name in ("excluded", "dropped_on"))
    ]
    for line in (
        ("edition", "freeze", "first", "--as-of", str(days[0])),
        ("import", str(tmp_path / "in.csv")),
        *back[:20],
        ("edition", "freeze", "second", "--as-of", str(days[1])),
        ("export", "--out", str(tmp_path / "out")),
    ):
        said = run(*line, "--db", db)
        assert said.code == 0, said
    after = {row["id"]: row for row in recount.read(tmp_path / "out/projects.csv")}
    told = json.loads(run("changes", "first", "second", "--format", "json", "--db", db).out)["rows"]
    for indicator in recount.TARGETS:
        expected = judged.moved(before, after, days, indicator)
        found = {
            (row["project"], row["unit"]): (row["change"], row["reason"])
            for row in told
            if row["indicator"] == indicator
        }
        assert found == expected
    reasons = {row["reason"] for row in told}
    assert reasons >= {"new", "late", "reached", "time", "restored", "amended", "moved", "dropped"}
