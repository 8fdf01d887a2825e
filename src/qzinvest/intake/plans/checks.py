"""What must hold between the parts of a plan file, whatever else is wrong with it.

Every check reads the raw TOML and passes over values of a wrong kind, which ``schema``
reports: so one run finds all faults.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import cast
from unicodedata import normalize

from qzinvest.intake.files.toml_file import (
    Flaw,
    Path,
    Raw,
    as_list,
    as_table,
    codes_in,
    is_number,
    is_whole,
    tables_in,
    unknown,
    written,
)
from qzinvest.model.plan import LANGUAGES, QUALITIES, RATES, UNIT_KINDS, VOCABULARIES
from qzinvest.model.stage import STAGE_BY_CODE

JUDGING = ("score", "light", "due")
"""The sections of a plan file that judge; each may be marked as a whole."""

_FORMS = {
    "completion": ("proportion", "efficacy", "rank"),
    "figure": ("each", "efficacy", "rank"),
    "dropped": ("each", "efficacy", "rank"),
    "rate": ("proportion", "efficacy", "rank"),
    "quality": ("proportion", "efficacy", "rank"),
    "evaluation": ("proportion", "efficacy", "rank"),
}
"""How each source may become points: only what is a part of a whole has a goal."""


def flaws_of_judging(raw: Raw) -> Iterator[Flaw]:
    """Everything that does not fit together in the scorecard, the lights and the due rules."""
    for path, line in tables_in(raw, "score"):
        yield from _source(raw, path, line)
        yield from _form(path, line)
        yield from _bounds(path, line)
    yield from _score_weights(raw)
    yield from _lights(raw)
    for path, rule in tables_in(raw, "due"):
        yield from _stages(path, rule)
        yield from _days(path, rule)


def _source(raw: Raw, path: Path, line: Raw) -> Iterator[Flaw]:
    """Lines that judge by nothing, or by what the plan or the funnel does not have."""
    source, of = line.get("source"), line.get("of")
    if source == "evaluation":
        if of is not None:
            yield Flaw((*path, "of"), "unused", str(of), 'source = "completion", "rate" …')
        return
    if str(source) not in _FORMS:
        return
    if of is None:
        yield Flaw((*path, "of"), "missing", detail="of")
    elif isinstance(of, str):
        named = {"rate": RATES, "quality": QUALITIES}
        known = named.get(str(source)) or codes_in(raw, "indicator")
        if of not in known:
            problem = f"unknown_{source if source in named else 'indicator'}"
            yield unknown((*path, "of"), problem, of, known)


def _form(path: Path, line: Raw) -> Iterator[Flaw]:
    """Forms that a source or a kind cannot have; values that a form needs or does not use."""
    form, allowed = line.get("form"), _FORMS.get(str(line.get("source")), ())
    if allowed and isinstance(form, str) and form not in allowed:
        yield Flaw((*path, "form"), "not_one_of", form, ", ".join(allowed))
        return
    if form == "each":
        if line.get("kind") == "weighted":
            yield Flaw((*path, "kind"), "not_one_of", "weighted", "bonus, deduction")
        for key in ("cap", "unit"):
            if key not in line:
                yield Flaw((*path, key), "missing", detail=key)
    for key, its_form in (("goal", "proportion"), ("unit", "each")):
        if key in line and isinstance(form, str) and form != its_form:
            yield Flaw((*path, key), "unused", str(line[key]), f'form = "{its_form}"')


def _bounds(path: Path, line: Raw) -> Iterator[Flaw]:
    """Weights and goals of nothing; a floor above the cap."""
    for key in ("points", "goal"):
        if is_number(value := line.get(key)) and value == 0:
            yield Flaw((*path, key), "zero", "0")
    floor, cap = line.get("floor"), line.get("cap", line.get("points"))
    if is_number(floor) and is_number(cap) and cast("int", floor) > cast("int", cap):
        yield Flaw((*path, "floor"), "too_large", str(floor), str(cap))


def _score_weights(raw: Raw) -> Iterator[Flaw]:
    """A scorecard by which no unit would ever have a score."""
    lines = tables_in(raw, "score")
    if lines and all(line.get("kind") in ("bonus", "deduction") for _, line in lines):
        path, first = lines[0]
        yield Flaw((*path, "kind"), "no_weighted", str(first["kind"]))


def _lights(raw: Raw) -> Iterator[Flaw]:
    """Marks that stand twice; thresholds that are missing, too many, or do not descend."""
    lights = tables_in(raw, "light")
    marks: dict[str, str] = {}
    before: object = None
    for position, (path, light) in enumerate(lights, start=1):
        mark, ahead = light.get("mark"), light.get("ahead")
        if isinstance(mark, str) and marks.setdefault(mark, written(path)) != written(path):
            yield Flaw((*path, "mark"), "repeated_mark", mark, marks[mark])
        if position == len(lights):
            if ahead is not None:
                yield Flaw((*path, "ahead"), "last_light", str(ahead))
        elif ahead is None:
            yield Flaw((*path, "ahead"), "missing", detail="ahead")
        elif is_number(ahead):
            if is_number(before) and cast("int", ahead) >= cast("int", before):
                yield Flaw((*path, "ahead"), "not_below", str(ahead), str(before))
            before = ahead


def _stages(path: Path, rule: Raw) -> Iterator[Flaw]:
    after, until = rule.get("after"), rule.get("until")
    if not isinstance(after, str) or not isinstance(until, str):
        return
    if {after, until} <= STAGE_BY_CODE.keys() and STAGE_BY_CODE[until] <= STAGE_BY_CODE[after]:
        yield Flaw((*path, "until"), "stage_not_later", until, after)


def _days(path: Path, rule: Raw) -> Iterator[Flaw]:
    least: object = None
    for key in ("yellow", "red", "remove"):
        days = rule.get(key)
        if is_whole(days) and is_whole(least) and cast("int", days) < cast("int", least):
            yield Flaw((*path, key), "too_small", str(days), str(least))
        least = days if is_whole(days) else least


_WITH_CODES = ("indicator", *UNIT_KINDS, "area", "group", *VOCABULARIES, *JUDGING)
_WITH_NAMES = (*UNIT_KINDS, "group", *VOCABULARIES)


def flaws_between(raw: Raw) -> Iterator[Flaw]:
    """Everything that does not fit together in a plan file's values (marks already unwrapped)."""
    yield from _period(raw)
    for section in _WITH_CODES:
        yield from _repeated_codes(raw, section)
    for section in _WITH_NAMES:
        yield from _shared_names(raw, section)
    yield from _areas(raw)
    for kind in UNIT_KINDS:
        yield from _taken(raw, kind)
        yield from _tiles(raw, kind)
        yield from _weights(raw, kind)
        yield from _shares(raw, kind)
    yield from _channel(raw)
    yield from _declared_groups(raw)
    yield from flaws_of_judging(raw)


def _period(raw: Raw) -> Iterator[Flaw]:
    start, end = raw.get("start"), raw.get("end")
    if isinstance(start, date) and start.day != 1:
        yield Flaw(("start",), "start_not_first", str(start))
    if isinstance(end, date) and end.day != monthrange(end.year, end.month)[1]:
        yield Flaw(("end",), "end_not_last", str(end))
    # A datetime is a date to Python, yet does not compare with one; the schema reports it.
    if type(start) is date and type(end) is date and end < start:
        yield Flaw(("end",), "end_before_start", str(end), str(start))


def _repeated_codes(raw: Raw, section: str) -> Iterator[Flaw]:
    first: dict[str, str] = {}
    for path, table in tables_in(raw, section):
        code = table.get("code")
        if not isinstance(code, str):
            continue
        here = written(path)
        if (there := first.setdefault(_key(code), here)) != here:
            yield Flaw((*path, "code"), "repeated_code", code, there)


def _shared_names(raw: Raw, section: str) -> Iterator[Flaw]:
    """Names that answer to two units, groups or terms."""
    owners: dict[str, int] = {}
    tables = tables_in(raw, section)
    for position, (_, table) in enumerate(tables):
        if isinstance(code := table.get("code"), str):
            owners.setdefault(_key(code), position)
    for position, (path, table) in enumerate(tables):
        for inner, name in _names_of(table):
            owner = owners.setdefault(_key(name), position)
            if owner != position:
                other = str(tables[owner][1].get("code", written(tables[owner][0])))
                yield Flaw((*path, *inner), "shared_name", name, other)


def _names_of(table: Raw) -> Iterator[tuple[Path, str]]:
    for field in ("name", "short"):
        names = as_table(table.get(field))
        for lang in LANGUAGES:
            if isinstance(name := names.get(lang), str):
                yield (field, lang), name
    for i, alias in enumerate(as_list(table.get("aliases"))):
        if isinstance(alias, str):
            yield ("aliases", i), alias


def _taken(raw: Raw, kind: str) -> Iterator[Flaw]:
    """Codes that a unit takes though a unit of the plan has them, or another one takes them."""
    tables = tables_in(raw, kind)
    owners: dict[str, str] = {}
    for path, unit in tables:
        for name in (unit.get("code"), *as_list(unit.get("aliases"))):
            if isinstance(name, str):
                owners.setdefault(_key(name), written(path))
    for path, unit in tables:
        for i, code in enumerate(as_list(unit.get("takes"))):
            if not isinstance(code, str):
                continue
            here = (*path, "takes", i)
            if (there := owners.setdefault(_key(code), written(here))) != written(here):
                yield Flaw(here, "taken_code", code, there)


def _tiles(raw: Raw, kind: str) -> Iterator[Flaw]:
    """Tiles in a place that another unit has."""
    owners: dict[tuple[object, ...], str] = {}
    for path, unit in tables_in(raw, kind):
        tile, here = tuple(as_list(unit.get("tile"))), written((*path, "tile"))
        if not tile or not all(is_whole(each) for each in tile):
            continue
        if (there := owners.setdefault(tile, here)) != here:
            yield Flaw((*path, "tile"), "repeated_tile", str(list(tile)), there)


def _areas(raw: Raw) -> Iterator[Flaw]:
    """Unknown units, and units that stand twice: areas that overlap would count them twice."""
    known = codes_in(raw, "district")
    owners: dict[str, Path] = {}
    for path, area in tables_in(raw, "area"):
        units = [unit for unit in as_list(area.get("units")) if isinstance(unit, str)]
        for i, unit in enumerate(units):
            if unit not in known:
                yield unknown((*path, "units", i), "unknown_unit", unit, known)
            elif unit in owners:
                yield Flaw((*path, "units", i), "repeated_code", unit, written(owners[unit]))
            owners.setdefault(unit, path)


def _weights(raw: Raw, kind: str) -> Iterator[Flaw]:
    """Tiers without a weight; indicators of which nobody could bear the rest."""
    units, section = tables_in(raw, kind), raw.get("weights")
    if units and isinstance(section, dict) and kind not in section:
        yield Flaw(("weights", kind), "missing", detail=kind)
    table = as_table(section).get(kind)
    if not isinstance(table, dict):
        return
    weights = {tier: weight for tier, weight in table.items() if is_whole(weight)}
    for path, unit in units:
        if is_whole(tier := unit.get("tier")) and str(tier) not in table:
            yield Flaw((*path, "tier"), "tier_without_weight", str(tier), kind)
    for indicator in codes_in(raw, "indicator"):
        tiers = {str(u.get("tier")) for _, u in units if indicator not in as_table(u.get("share"))}
        if tiers and tiers <= weights.keys() and not any(weights[tier] for tier in tiers):
            yield Flaw(("weights", kind), "weights_zero", detail=indicator)
            return


def _shares(raw: Raw, kind: str) -> Iterator[Flaw]:
    """Shares of unknown indicators, and shares that the city's target cannot hold."""
    known = codes_in(raw, "indicator")
    units = tables_in(raw, kind)
    fixed: dict[str, list[tuple[Path, int]]] = {}
    for path, unit in units:
        for code, share in as_table(unit.get("share")).items():
            if code not in known:
                yield unknown((*path, "share", code), "unknown_indicator", code, known)
            elif is_whole(share):
                fixed.setdefault(code, []).append(((*path, "share", code), cast("int", share)))
    for _, indicator in tables_in(raw, "indicator"):
        target, shares = indicator.get("target"), fixed.get(str(indicator.get("code")), [])
        if not shares or not is_whole(target):
            continue
        total = sum(share for _, share in shares)
        path, last = shares[-1]
        if total > cast("int", target):
            yield Flaw(path, "shares_above", str(last), f"{total:,} > {target:,}")
        elif len(shares) == len(units) and total < cast("int", target):
            yield Flaw(path, "shares_below", str(last), f"{total:,} < {target:,}")


def _channel(raw: Raw) -> Iterator[Flaw]:
    """An unknown channel of expansions; none where they are told apart from all others."""
    rules, known = as_table(raw.get("rules")), codes_in(raw, "channel")
    channel = rules.get("expansion_channel")
    if channel is None and rules.get("expansions") is False:
        yield Flaw(("rules", "expansion_channel"), "missing", detail="expansion_channel")
    if isinstance(channel, str) and channel not in known:
        yield unknown(("rules", "expansion_channel"), "unknown_channel", channel, known)


def _declared_groups(raw: Raw) -> Iterator[Flaw]:
    declared, listed = raw.get("groups_declared"), len(tables_in(raw, "group"))
    if is_whole(declared) and declared != listed and not raw.get("remark"):
        yield Flaw(("groups_declared",), "groups_declared", str(declared), str(listed))


def _key(name: str) -> str:
    return "".join(normalize("NFKC", name).casefold().split())
