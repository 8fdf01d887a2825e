"""A unit is merged into another one: earlier reports keep it, later ones have the other with both.

What reports say from the day of the revision on is what they would say had everything been recorded
under the unit that takes over; what earlier ones say is what they said before.
"""

import csv
import json
import re
from pathlib import Path

import pytest

from tests.cli.said import Run, Said
from tests.end_to_end.clerk import DISTRICTS, ITEM, Clerk

OLD, NEW = "350505", "350521"
FORMATS = ("csv", "json", "table", "markdown")
ASKED = (
    *(("report", "--by", by) for by in ("district", "tier", "area", "group", "department")),
    ("report", "--view", "assessment"),
    ("report", "--tier", "1", "--total"),
    ("report", "--tier", "2", "--total"),
    ("report", "--unit", NEW),
    ("report", "--by", "district", "--by", "group"),
    ("report", "--by", "tier", "--by", "department", "--view", "assessment"),
    ("report", "--district", NEW, "--by", "channel"),
    ("report", "--district", NEW, "--by", "group", "--view", "assessment"),
    ("funnel",),
    ("funnel", "--tier", "2", "--days"),
    ("funnel", "--view", "assessment", "--by", "area"),
    ("funnel", "--district", NEW, "--by", "group"),
    ("due",),
    ("due", "--by", "tier", "--view", "assessment"),
    ("due", "--district", NEW, "--by", "department"),
    ("forecast",),
    ("forecast", "--by", "tier"),
    ("forecast", "--district", NEW, "--by", "group"),
    *(("explain", "--unit", unit) for unit in (NEW, "tier-1", "tier-2", "total")),
    ("explain", "--unit", NEW, "--view", "assessment", "--indicator", "signed_investment"),
    ("explain", "--unit", NEW, "--indicator", "score"),
    ("explain", "--unit", NEW, "--indicator", "registration"),
    # Compared with a day from which the units are the same.
    ("rank", "--since", "2022-07-15"),
    ("rank", "--scorecard", "--since", "2022-07-15"),
    ("rank", "--scorecard", "--by", "tier", "--since", "2022-07-15"),
)
JUNE, AUGUST = ("--as-of", "2022-06-30"), ("--as-of", "2022-08-31")


class Told(Clerk):
    """Tells the same story in any ledger, whatever of it is refused there."""

    def tell(self, times: int) -> None:
        deeds = (
            *(self._add, self._advance, self._amend, self._move) * 2,
            *(self._drop, self._date, self._exclude, self._include),
            *(self._credit, self._credit, self._mark),
        )
        for _ in range(times):
            self.random.choice(deeds)()

    def _mark(self) -> None:
        # A unit's own mark goes before that of a unit that it takes over: here nobody has both.
        unit = self.random.choice([each for each in DISTRICTS if each != NEW])
        self._say("evaluate", unit, ITEM, "77", "--on", self._day())


def outright(argv: tuple[str, ...]) -> tuple[str, ...]:
    """The same command of the unit that takes the old one over; two parts of a project are one."""
    said = tuple(word.replace(OLD, NEW) for word in argv)
    if len([word for word in said if word.startswith(f"{NEW}=")]) == 2:
        return (*said[:2], "--unit", f"{NEW}=100", *said[-2:])
    return said


def revised(plan: Path, new: str, *takes: str, but: tuple[str, ...] = ()) -> str:
    """The plan file without the units that ``new`` takes over; gives the new one's path.

    ``but`` are units that are left out though nobody takes them over.
    """
    text = plan.read_text(encoding="utf-8")
    for code in (*takes, *but):
        unit = rf'\[\[district\]\]\ncode = "{code}".*?(?=\[\[)'
        text = re.sub(unit, "", text, flags=re.DOTALL).replace(f'"{code}", ', "")
        text = text.replace(f', "{code}"', "")
    line = f'code = "{new}"\n'
    text = text.replace(line, f"{line}takes = {json.dumps(takes)}\n" if takes else line, 1)
    path = plan.with_name(f"{new}-takes-{'-'.join(takes)}.toml")
    path.write_text(text, encoding="utf-8")
    return str(path)


class Ledger:
    """Runs commands on one ledger, and knows its first plan's file."""

    def __init__(self, run: Run, db: Path) -> None:
        self.db, self._run = db, run
        self.plan = db.with_name("shipped.toml")
        self.ok("init")
        self.ok("plan", "export", "--output", str(self.plan))

    def __call__(self, *argv: str) -> Said:
        said = self._run(*argv, "--db", str(self.db))
        # Without the state of the ledger that it was made from.
        return said._replace(out=re.sub(r"QZ:\d+ [0-9a-f]{8}", "", said.out))

    def ok(self, *argv: str) -> str:
        said = self(*argv)
        assert said.code == 0, (argv, said)
        return said.out

    def rows(self, *argv: str) -> list[dict[str, str]]:
        return list(csv.DictReader(self.ok(*argv, "--format", "csv").splitlines()))

    def adopt(self, path: str, day: str) -> None:
        self.ok("plan", "adopt", path, "--effective", day)

    def signed(self, day: str) -> dict[str, int]:
        """How many projects each row of the report has, those without left out."""
        rows = self.rows("report", *SIGNED, "--total", "--as-of", day)
        return {row["unit"]: int(row["actual"]) for row in rows if row["actual"] != "0"}


SIGNED = ("--indicator", "signed_projects")


@pytest.mark.parametrize("seed", [1, 2])
def test_reports_are_as_if_all_had_been_recorded_so(run: Run, tmp_path: Path, seed: int) -> None:
    old, new = Ledger(run, tmp_path / "old.db"), Ledger(run, tmp_path / "new.db")
    Told(run, old.db, seed).tell(80)
    Told(lambda *argv: run(*outright(argv)), new.db, seed).tell(80)
    asked = [(*each, "--format", FORMATS[(n + seed) % 4]) for n, each in enumerate(ASKED)]
    june = {each: old(*each, *JUNE) for each in asked if each[0] != "rank"}
    for ledger in (old, new):
        ledger.adopt(revised(ledger.plan, NEW, OLD), "2022-07-01")
    assert {each: old(*each, *JUNE) for each in june} == june
    for each in asked:
        said = old(*each, *AUGUST)
        assert said == new(*each, *AUGUST), each
        assert said.code in (0, 1)
    numbers = [[row["id"] for row in x.rows("list", "--district", NEW)] for x in (old, new)]
    assert numbers[0] == numbers[1] != []


@pytest.fixture
def merged(run: Run, tmp_path: Path) -> Ledger:
    """鲤城 has a project of March, 丰泽 one of July; 丰泽 takes 鲤城 over from 1 July on."""
    ledger = Ledger(run, tmp_path / "ledger.db")
    add(ledger, "鲤城甲", "鲤城", "2022-03-15")
    ledger.ok("edition", "freeze", "2022-06", "--as-of", "2022-06-30")
    add(ledger, "丰泽乙", "丰泽", "2022-07-15")
    ledger.adopt(revised(ledger.plan, "350503", "350502"), "2022-07-01")
    return ledger


def add(ledger: Ledger, name: str, district: str, on: str) -> str:
    return ledger.ok(
        *("add-project", name, "--district", district, "--group", "装备制造", "--amount", "5亿"),
        *("--stage", "signed", "--on", on, "--investor", f"{name}有限公司", "--allow-duplicate"),
    ).strip()


def test_june_keeps_the_unit_and_july_has_the_other_with_both(merged: Ledger) -> None:
    assert merged.signed("2022-06-30") == {"350502": 1, "total": 1}
    assert merged.signed("2022-07-31") == {"350503": 2, "total": 2}


def test_undoing_the_adoption_gives_both_units_back(merged: Ledger) -> None:
    merged.ok("undo")
    assert merged.signed("2022-07-31") == {"350502": 1, "350503": 1, "total": 2}
    assert merged.rows("plan", "show")[0]["takes"] == ""


def test_a_chain_names_all_that_it_takes(merged: Ledger) -> None:
    half = revised(merged.plan, "350504", "350503", but=("350502",))
    said = merged("plan", "adopt", half, "--effective", "2022-10-01")
    assert said.code == 3
    assert 'takes = ["350502"]' in said.err
    merged.adopt(revised(merged.plan, "350504", "350502", "350503"), "2022-10-01")
    assert merged.signed("2022-06-30") == {"350502": 1, "total": 1}
    assert merged.signed("2022-09-30") == {"350503": 2, "total": 2}
    assert merged.signed("2022-10-31") == {"350504": 2, "total": 2}


def test_a_trend_is_the_report_of_each_periods_last_day(merged: Ledger) -> None:
    ask = ("trend", *SIGNED, "--as-of", "2022-08-31")
    found = {(row["unit"], row["period"]): row for row in merged.rows(*ask, "--by", "district")}
    totals = {key: int(row["total"]) for key, row in found.items() if row["total"] != "0"}
    lines = {"350502": ("03", "04", "05", "06"), "350503": ("07", "08")}
    assert totals == {
        (unit, f"2022-{month}"): 1 if unit == "350502" else 2
        for unit, months in lines.items()
        for month in months
    }
    assert [found[unit, "2022-07"]["new"] for unit in lines] == ["-1", "2"]
    assert "From 2022-07 on the rows gather other units" in merged.ok(*ask, "--by", "district")
    assert "gather other units" not in merged.ok(*ask)
    only = {row["period"]: row["total"] for row in merged.rows(*ask, "--district", "丰泽")}
    assert (only["2022-06"], only["2022-07"]) == ("0", "2")


def test_ranks_across_the_border_are_not_compared(merged: Ledger) -> None:
    rows = merged.rows("rank", *SIGNED, "--as-of", "2022-07-31")
    tier = next(row["tier"] for row in rows if row["unit"] == "350503")
    assert {row["previous_rank"] for row in rows if row["tier"] == tier} == {""}


def test_a_merged_unit_is_a_reason_of_change(merged: Ledger) -> None:
    report = ("changes", "2022-06", "--as-of", "2022-07-31", *SIGNED)
    found = [
        (row["reason"], row["project"], row["unit"], row["change"]) for row in merged.rows(*report)
    ]
    assert found == [
        ("new", "QZ-2", "350503", "1"),
        ("merged", "QZ-1", "350502", "-1"),
        ("merged", "QZ-1", "350503", "1"),
    ]
    assert "Unit merged or recoded" in merged.ok(*report)


def test_a_unit_with_a_new_code_is_compared_with_what_it_was(run: Run, tmp_path: Path) -> None:
    ledger = Ledger(run, tmp_path / "ledger.db")
    add(ledger, "鲤城甲", "鲤城", "2022-03-15")
    ledger.ok("edition", "freeze", "2022-06", "--as-of", "2022-06-30")
    plan = ledger.plan.read_text(encoding="utf-8")
    renamed = tmp_path / "renamed.toml"
    recoded = plan.replace('code = "350502"', 'code = "350599"\ntakes = ["350502"]')
    renamed.write_text(recoded.replace('"350502", ', '"350599", '), encoding="utf-8")
    ledger.adopt(str(renamed), "2022-07-01")
    assert ledger.signed("2022-06-30") == {"350502": 1, "total": 1}
    assert ledger.signed("2022-07-31") == {"350599": 1, "total": 1}
    for district in ("350599", "350502", "鲤城"):
        rows = ledger.rows("changes", "2022-06", *SIGNED, *AUGUST, "--district", district)
        assert [(row["reason"], row["unit"], row["change"]) for row in rows] == [
            ("merged", "350599", "1")
        ]


def test_an_edition_stays_with_its_units(merged: Ledger) -> None:
    rows = merged.rows("report", "--edition", "2022-06", *SIGNED)
    assert [row["unit"] for row in rows if row["actual"] == "1"] == ["350502"]


@pytest.mark.parametrize(
    ("written", "code"),
    [("350502", "350502"), ("鲤城", "350502"), ("鯉城區", "350502"), ("丰泽", "350503")],
)
def test_what_is_recorded_late_keeps_the_unit_that_it_was_of(
    merged: Ledger, written: str, code: str
) -> None:
    add(merged, "迟报丙", written, "2022-05-01")
    assert merged.rows("list")[-1]["district"] == code
    assert merged.signed("2022-06-30")[code] == (2 if code == "350502" else 1)
    assert merged.signed("2022-07-31") == {"350503": 3, "total": 3}


@pytest.mark.parametrize("unit", ["丰泽区", "鲤城区"])
def test_a_table_of_later_months_leaves_the_unit_as_recorded(
    merged: Ledger, tmp_path: Path, unit: str
) -> None:
    table = tmp_path / "8月.csv"
    head = "项目名称,投资方,属地,总投资（亿元）,签约时间,注册时间"
    rows = (f"鲤城甲,鲤城甲有限公司,{unit},5,2022-03-15,2022-08-02", "全新丁,,鲤城,1,2022-08-03,")
    table.write_text("\n".join((head, *rows)), encoding="utf-8")
    merged.ok("import", str(table))
    districts = [row["district"] for row in merged.rows("list")]
    assert districts == ["350502", "350503", "350502"]
    assert merged.signed("2022-06-30") == {"350502": 1, "total": 1}
    assert merged.signed("2022-08-31") == {"350503": 3, "total": 3}


def test_an_old_code_asks_for_the_unit_that_takes_it_over(merged: Ledger) -> None:
    for argv in (("report", "--unit"), ("report", "--district"), ("explain", "--unit")):
        assert merged.ok(*argv, "350502", *AUGUST) == merged.ok(*argv, "350503", *AUGUST)
    assert [row["id"] for row in merged.rows("list", "--district", "350502")] == ["QZ-1", "QZ-2"]


def test_credit_of_an_old_unit_is_the_new_ones(merged: Ledger) -> None:
    merged.ok("credit", "QZ-2", "--unit", "鲤城=40", "--unit", "丰泽=30", "--unit", "晋江=30")
    ask = ("report", "--view", "assessment", *SIGNED, "--as-of", "2022-07-31")
    parts = {row["unit"]: row["actual"] for row in merged.rows(*ask) if row["actual"] != "0"}
    assert parts == {"350503": "1.7", "350582": "0.3"}


def test_a_mark_of_an_old_unit_counts_where_the_new_one_has_none(merged: Ledger) -> None:
    def mark() -> float:
        found = json.loads(merged.ok("rank", "--scorecard", *AUGUST, "--format", "json"))
        place = next(each for each in found["rows"] if each["unit"] == "350503")
        return float(place["parts"][ITEM]["value"])

    merged.ok("evaluate", "鲤城", ITEM, "80", "--on", "2022-06-20")
    assert mark() == 80
    merged.ok("evaluate", "丰泽", ITEM, "70", "--on", "2022-05-20")
    assert mark() == 70


def test_an_export_read_again_gives_the_same_reports(
    merged: Ledger, run: Run, tmp_path: Path
) -> None:
    for unit, mark, day in (("鲤城", "80", "2022-06-20"), ("丰泽", "70", "2022-07-20")):
        merged.ok("evaluate", unit, ITEM, mark, "--on", day)
    merged.ok("export", "--out", str(tmp_path / "out"))
    again = Ledger(run, tmp_path / "again.db")
    again.adopt(revised(again.plan, "350503", "350502"), "2022-07-01")
    again.ok("import", *(str(tmp_path / "out" / name) for name in ("projects.csv", "entries.csv")))
    for day in ("2022-06-30", "2022-07-10", "2022-07-31"):
        assert again.signed(day) == merged.signed(day)
        scores = ("rank", "--scorecard", "--as-of", day, "--format", "json")
        assert again.ok(*scores) == merged.ok(*scores)


@pytest.mark.parametrize("form", FORMATS)
def test_the_plan_shows_what_a_unit_takes_over(merged: Ledger, form: str) -> None:
    july, june = (merged.ok("plan", "show", "--format", form, *day) for day in (AUGUST, JUNE))
    said = {"csv": "projects,350502,", "json": '"takes": "350502"'}.get(form, "takes over 350502")
    assert said in july
    assert said not in june
