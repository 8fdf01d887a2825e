"""A clerk who records whatever may happen to a ledger, by the program's own commands.

The same seed gives the same story. What the program refuses does not count as an event.
"""

import csv
import re
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.cli.said import Run

DISTRICTS = ("350582", "350583", "350581", "350505", "350521")
DEPARTMENTS = ("COM", "IIT")
GROUPS = ("IG05", "IG07")
STAGES = ("lead", "talks", "signed", "registered", "funded", "started", "producing")
TERMS = {
    "--channel": ("fill", "strengthen", "expansion"),
    "--origin": ("jjj", "yrd", "gba"),
    "--investor-class": ("world500", "central-soe"),
}
FIRST, LAST = date(2021, 11, 1), date(2023, 1, 31)
ITEM = "three_looks"


class Clerk:
    """Records at random into one ledger.

    Attributes:
        projects: how many project numbers were given.
        events: how many commands were taken.
    """

    def __init__(self, run: Run, db: Path, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a story, no secret
        self.projects = 0
        self.events = 0
        self._run = run
        self._db = db
        self._files = 0

    def act(self, times: int) -> None:
        """Let so many things happen."""
        until = self.events + times
        deeds = (
            *(self._add, self._advance, self._amend, self._move, self._undo) * 2,
            *(self._drop, self._date, self._exclude, self._include, self._credit),
            *(self._link, self._unlink, self._import, self._revise, self._evaluate),
        )
        while self.events < until:
            self.random.choice(deeds)()

    def _say(self, *argv: str) -> None:
        said = self._run(*argv, "--db", str(self._db))
        assert said.code in (0, 3), (argv, said)
        self.events += said.code == 0

    def _day(self) -> str:
        days = (LAST - FIRST).days
        return (FIRST + timedelta(self.random.randrange(days))).isoformat()

    def _amount(self) -> str:
        return f"{self.random.choice((1, 50, 1999, 2000, 2001, 30_000)) * 10**6}"

    def _project(self) -> str:
        return f"QZ-{self.random.randint(1, max(self.projects, 1))}"

    def _add(self) -> None:
        one = self.random.choice
        said = self._run(
            *("add-project", f"项目{self.random.randrange(10**6)}号", "--allow-duplicate"),
            *("--district", one(DISTRICTS), "--group", one(GROUPS), "--amount", self._amount()),
            *("--stage", one(STAGES), "--on", self._day(), "--department", one(DEPARTMENTS)),
            *(word for flag, terms in TERMS.items() for word in (flag, one(terms))),
            *("--db", str(self._db)),
        )
        assert said.code == 0, said
        self.projects = int(said.out.rpartition("-")[2])
        self.events += 1

    def _advance(self) -> None:
        stage = self.random.choice(STAGES)
        self._say("advance", self._project(), stage, "--on", self._day())

    def _amend(self) -> None:
        self._say("edit", self._project(), "--amount", self._amount(), "--yes")

    def _move(self) -> None:
        flag, codes = self.random.choice(
            (
                ("--district", DISTRICTS),
                ("--department", DEPARTMENTS),
                ("--group", GROUPS),
                ("--signing", ("contract", "intent")),
                ("--name", ("改名一号项目", "改名二号项目")),
                *TERMS.items(),
            )
        )
        self._say("edit", self._project(), flag, self.random.choice(codes))

    def _date(self) -> None:
        self._say("edit", self._project(), "--clear", self.random.choice(STAGES))

    def _drop(self) -> None:
        self._say("drop", self._project(), "--on", self._day(), "--reason", "资金未到位")

    def _exclude(self) -> None:
        self._say("exclude", self._project(), "--reason", "重复申报")

    def _include(self) -> None:
        self._say("include", self._project())

    def _credit(self) -> None:
        one, other = self.random.sample(DISTRICTS, 2)
        part = self.random.choice(("50", "33.33"))
        rest = {"50": "50", "33.33": "66.67"}[part]
        parts = ("--unit", f"{one}={part}", "--unit", f"{other}={rest}")
        self._say("credit", self._project(), *parts)

    def _link(self) -> None:
        self._say("link", self._project(), self._project())

    def _unlink(self) -> None:
        self._say("unlink", self._project())

    def _undo(self) -> None:
        """Any event but an edition's, which would take the edition itself back."""
        log = self._run("log", "--format", "csv", "--limit", "40", "--db", str(self._db)).out
        rows = [row for row in csv.DictReader(log.splitlines()) if "/" not in row["key"]]
        self._say("undo", self.random.choice(rows)["entry"])

    def _import(self) -> None:
        self._files += 1
        path = self._db.with_name(f"office-{self._files}.csv")
        rows = ["项目名称,属地,总投资（亿元）,签约时间"]
        for _ in range(self.random.randint(1, 3)):
            name = f"进口{self.random.randrange(10**6)}号产业园"
            rows.append(f"{name},晋江,{self.random.randint(1, 40)},{self._day()}")
        path.write_text("\n".join(rows), encoding="utf-8")
        self._say("import", str(path))
        if self.random.random() < 0.5:
            names = self._run("imports", "--format", "csv", "--db", str(self._db)).out
            imports = [row["import"] for row in csv.DictReader(names.splitlines())]
            if imports:
                self._say("undo", self.random.choice(imports))

    def _revise(self) -> None:
        """The plan again or one of another code, with other targets and rules, from any day on."""
        path = self._db.with_name("plan.toml")
        self._run("plan", "export", "--output", str(path), "--db", str(self._db))
        text = path.read_text(encoding="utf-8")
        one = self.random.choice
        for name, values in (
            ("code", ('"quanzhou-2022"', '"second-2022"')),
            ("target", (500, 2000, 3000)),
            ("signings.value", ('["contract"]', '["contract", "agreement", "intent"]')),
            ("minimum.value", (0, 1_000_000_000)),
            ("cap", (5, 12)),
        ):
            line = rf"^{re.escape(name)} = .*$"
            text = re.sub(line, f"{name} = {one(values)}", text, count=1, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")
        effective = one(("2022-01-01", "2022-04-01", self._day()))
        self._say("plan", "adopt", str(path), "--effective", effective)

    def _evaluate(self) -> None:
        mark = str(self.random.randint(60, 99))
        unit = self.random.choice(DISTRICTS)
        self._say("evaluate", unit, ITEM, mark, "--on", self._day())
