"""Every command line whose output is held: commands, their options, formats, languages, widths.

The first line of each command is printed in every language and format, at every width, plain and on
a terminal; of its further lines, which show its options, languages and widths take turns. What
begins with ``!``, most of it mistakes, is asked once a language.
"""

import shlex
from collections.abc import Iterator
from typing import NamedTuple

from qzinvest.cli.declare import Opt, parameters
from qzinvest.cli.registry import BY_NAME
from qzinvest.model.plan import LANGUAGES

WIDTHS = (60, 80, 100, 140)
SCREEN = 80
FORMS = ("csv", "json", "markdown")

_ASKED = """
--by department
--by tier
--by channel
--tier 1
--unit 晋江 --unit 惠安
--indicator signed_investment
--as-of 2022-03-31
--edition 2022-03
--view assessment
--group IG05
--district 350582
--wan
"""
"""What reports can be asked for besides; ``report`` is asked more."""
_LINES = {
    "report": """
!--db empty.db
!--db empty.db --format json
--by group
--by area
--by origin
--by investor_class
--by event
--as-of 2022-06
--edition 2022-05
--department COM --channel fill
--origin gba --event soe --investor-class world500
--by district --by group
--by group --by department --indicator signed_projects
--by district --by channel --group IG05
--by district --by tier --view assessment
--by department --tier 2
--indicator landed_projects --by department
!--plan quanzhou-2022 --as-of 2021-12-31
!--as-of 2022-06-30 --check
--labels
--total
--labels --total --by group
--by district --by group --labels --total
--output out.md
--output out.txt
--output out.csv
--output out.json
!--indicator nothing
!--by nothing
!--unit 火星
""",
    "today": """
--as-of 2022-06-30
--as-of 2022-06-30 --wan
--as-of 2022-06-30 --plain
!--db empty.db
""",
    "unit": """
晋江 --as-of 2022-06-30
台商投资区 --edition 2022-05
发改委 --as-of 2022-06-30
晋江 --as-of 2022-06-30 --plain
!火星
!
""",
    "watch": """
--as-of 2022-06-30
--as-of 2022-06-30 --previous 2022-03
!--as-of 2022-06-30 --check
!--previous nothing
""",
    "bulletin": """
--as-of 2022-06-30
2022-05 --names none
!--as-of 2022-06-30 --names some
""",
    "rank": """
!--db empty.db
--scorecard
--scorecard --tier 1
--scorecard --by department
--scorecard --unit 晋江
--scorecard --labels
--since 2022-03-31
--since 2022-05-31 --indicator signed_investment
--scorecard --since 2022-03-31 --view assessment
--labels
""",
    "funnel": """
!--db empty.db
--days
--days --by department
--days --by group --unit IG05
--since 2022-03
--since 2022-01 --until 2022-Q1
--labels --total
--total --days
""",
    "trend": """
!--db empty.db
--every week
--every quarter
--every quarter --by district
--every month --by department --tier 1
--restated
--restated --every quarter --by group
--labels --total
--total --by district
""",
    "forecast": """
!--db empty.db
--by department
--unit 晋江 --unit 惠安 --indicator signed_investment --wan
--edition 2022-03
!--view assessment
--group IG05 --seed 7
--labels --total
""",
    "changes": """
2022-03 2022-05
2022-03 2022-05 --by department
2022-03
2022-03 --by group
2022-03 --tier 1
2022-03 --unit 晋江
2022-03 --indicator signed_investment
2022-03 --view assessment
2022-03 --group IG05
2022-03 --limit 0
2022-03 --labels
2022-03 --units
2022-03 --units --labels
2022-05
2022-05 --by tier
2022-05 --wan
!2022-05 2022-03
!2022-04
""",
    "due": """
!--db empty.db
--by department
--tier 1
--unit 晋江 --unit 惠安
--level yellow
--level red
--level remove
--limit 3
--limit 0
--check
--check --by group
--as-of 2022-03-31
--edition 2022-05
--group IG05
--department COM
--view assessment
--indicator signed_investment
--wan
--labels
!--by area
""",
    "quality": """
!--db empty.db
--by department
--by tier
--as-of 2022-03-31 --late 30
--unit 晋江 --labels
--list
--list --by department --limit 3
--list --labels
!--late -1
""",
    "explain": """
!--db empty.db
--unit 晋江
--unit 晋江 --indicator signed_investment
--unit 惠安 --indicator landed_projects
--tier 2 --indicator signed_investment
--unit 晋江 --indicator score
--unit 商务局 --indicator score
--indicator registration
--indicator start --unit 晋江 --since 2022-02
--indicator paid_in --by department --unit COM
--unit IG05
--unit 安溪 --view assessment --indicator signed_investment
--by department --unit COM --view assessment
--edition 2022-03 --unit 晋江
--as-of 2022-05-31
--group IG05
--limit 2
--limit 0 --indicator signed_investment
--wan --indicator signed_investment
--labels
--labels --indicator registration
!--indicator score
--unit 晋江 --indicator registration --until 2022-03
""",
    "list": """
!--db empty.db
!--db empty.db --format json
--text 晋江
--district 晋江 --sort=-amount
--department COM --stage signed
--group IG05
--tier 1 --limit 5
--stage funded
--since 2022-05 --until 2022-06
--at-least 100亿 --at-most 200亿
--channel fill --origin gba
--limit 3
--limit 0
--sort name
--labels
--output out.csv
--output out.txt
--text 没有这个
""",
    "show": """
QZ-67
QZ-71
QZ-75
QZ-76
QZ-77
QZ-80
QZ-83
QZ-164
QZ-165
QZ-168
QZ-170
QZ-171
QZ-172
QZ-173
QZ-174
QZ-175
QZ-67 --wan
QZ-67 --labels
QZ-172 --output out.md
B-24
!QZ-999
""",
    "log": """
!--db empty.db
QZ-67
QZ-71
QZ-82
QZ-173
--limit 3
--limit 0
QZ-67 --labels
""",
    "import list": """
!--db empty.db
--learned
--limit 1
--labels
""",
    "duplicates": """
!--db empty.db
--limit 1
--limit 0
--check
--wan
--labels
""",
    "import": """
late.csv --dry-run
messy.csv --dry-run
messy.csv --dry-run --accept-good
june.csv --dry-run
late.csv --dry-run --on-duplicate link
late.csv --dry-run --on-duplicate refuse
late.csv --dry-run --labels
late.csv
messy.csv --accept-good --ranges low --round
!messy.csv --dry-run --faults faults.csv
second.csv --dry-run --accept-good
june.csv messy.csv --dry-run --accept-good
june.csv --dry-run --save-map map.toml
june.csv --output out.csv
""",
    "edition list": """
!--db empty.db
--labels
""",
    "plan show": """
--as-of 2022-03-31
--plan quanzhou-2022
--wan
--labels
""",
    "plan names": """
districts
部门
groups
stages
signings --labels
!nothing
""",
    "plan check": """
shipped.toml
revised.toml
broken.toml
""",
    "plan export": """
--as-of 2022-03-31
""",
    "plan adopt": """
shipped.toml --effective 2022-06-01
broken.toml --effective 2022-06-01
""",
    "set": """
!lang zh_Hant
!timezone Asia/Tokyo
!timezone Mars
--labels
""",
    "verify": """
--against QZ:1
--rebuild
""",
    "backup": "copy.db",
    "init": "--office XX --db new.db",
    "export": """
--out out
--out out --as-of 2022-03-31 --bom --quiet
""",
    "template": """
form.xlsx
form.xlsx --unit 晋江
""",
    "edition freeze": """
2022-06
2022-07
2022-05
""",
    "add-project": """
新项目 --group IG05 --amount 5.6亿
新项目 --group 新能源 --amount 3200万 --stage signed --on 2022-06-30 --district 晋江
万安精密铸造基地 --group IG01 --amount 12.5亿 --district 洛江 --stage signed --on 2022-06-08
新项目
新项目 --group IG05 --amount 约5亿
=cmd|calc --group IG05 --amount 1亿 --note <b>|*x*
""",
    "advance": """
QZ-164 signed --on 2022-06-30 --signing contract --district 洛江
QZ-67 started --on 2022-06-30
QZ-67 funded --on 2022-05-26 --amount 4000万
QZ-67 funded --on 2022-05-01
QZ-80 signed --on 2022-06-30
QZ-77 funded --on 2022-06-30 --amount 1亿
""",
    "edit": """
QZ-67 --amount 5亿 --note <b>|*x*
QZ-67 --name 新名 --district 石狮 --department COM --group IG02 --channel fill --yes
QZ-80 --clear dropped
QZ-67 --clear note --clear investor
QZ-67 --amount 12650000000
QZ-999 --name x
""",
    "drop": """
QZ-67 --on 2022-06-30 --reason <b>|*x*
QZ-67 --on 2022-03-01 --reason x
QZ-80 --on 2022-06-30 --reason x
""",
    "count no": """
QZ-67 --reason 试点|*x*
QZ-83 --reason x
""",
    "count yes": """
QZ-83
QZ-67
""",
    "spare": """
QZ-67 --reason 台风|*x* --from 2022-06-01
QZ-999 --reason x
""",
    "unspare": """
QZ-67
""",
    "undo": """
QZ:1
import-3
import-4
import-9
""",
    "evaluate": """
晋江 three_looks 88 --on 2022-06-30 --note a|b
晋江 three_looks 101 --on 2022-06-30
晋江 nothing 8
""",
    "link": """
QZ-160 QZ-161
QZ-164 QZ-165
QZ-170 QZ-171
""",
    "unlink": """
QZ-77
QZ-165
QZ-67
""",
    "credit": """
QZ-67
QZ-68 --unit 晋江=50 --unit 南安=50
QZ-67 --unit 晋江=50 --unit 南安=60
QZ-67 --clear district
""",
}
_BARE = frozenset(
    (
        "report",
        "rank",
        "funnel",
        "trend",
        "forecast",
        "due",
        "explain",
        "list",
        "log",
        "import list",
    )
) | {
    "duplicates",
    "edition list",
    "plan show",
    "plan names",
    "plan export",
    "set",
    "verify",
    "undo",
}
"""Commands whose first line is the command alone."""
_WHOLE = ("report", "rank", "funnel", "trend")
"""Commands that are asked all of ``_ASKED``."""


class Line(NamedTuple):
    """A command line: its words, the columns of its screen, and whether that is a terminal."""

    words: tuple[str, ...]
    width: int
    terminal: bool = False

    @property
    def text(self) -> str:
        """How the manifest and the differences name it, as a shell would take it."""
        terminal = "TERM=xterm " if self.terminal else ""
        return f"{terminal}COLUMNS={self.width} qzinvest {shlex.join(self.words)}"


def commands() -> list[str]:
    """The commands whose outputs are held."""
    return list(_LINES)


def lines_of(command: str) -> Iterator[Line]:
    """Every line of a command."""
    options = _LINES[command].strip("\n").split("\n")
    options = [""] * (command in _BARE) + options
    options += _ASKED.strip().split("\n") if command in _WHOLE else []
    flags = {p.info.flag for p in parameters(BY_NAME[command].load()) if isinstance(p.info, Opt)}
    for place, option in enumerate(options):
        words = (*command.split(), *shlex.split(option.removeprefix("!")))
        if "--format" not in flags or "--output" in words or option.startswith("!"):
            yield from (Line((*words, "--lang", lang), SCREEN) for lang in LANGUAGES)
        elif not {"--labels", "--total", "--units"}.isdisjoint(words):
            for lang in LANGUAGES:
                yield Line((*words, "--format", "csv", "--lang", lang), SCREEN)
        else:
            yield from _formats(words, place)


def _formats(words: tuple[str, ...], place: int) -> Iterator[Line]:
    """A line on screens, on a terminal and in files; all of them for a command's first.

    Of a further one, languages and widths take turns with its place.
    """
    for turn, lang in enumerate(LANGUAGES, place):
        said = (*words, "--lang", lang)
        widths = (WIDTHS[turn % 4], WIDTHS[(turn + 3) % 4])[: 1 + (turn == place)]
        for width in widths if place else WIDTHS:
            yield Line(said, width)
            if not place or (turn % 3, width) == (0, widths[0]):
                yield Line(said, width, terminal=True)
        for number, form in enumerate(FORMS):
            is_turn = (turn + number) % 3 == 0 or not place
            if is_turn and ("--wan" not in words or form == "markdown"):
                yield Line((*said, "--format", form), SCREEN)
