"""The bulletin as a document for people, and as data for programs."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from qzinvest.locale import Wording
from qzinvest.model.bulletin import Bulletin, Course, Overall
from qzinvest.model.counting import settled
from qzinvest.model.document import Block, Data, Document, Led, Page, Sheet, Texts
from qzinvest.model.letter import Letter
from qzinvest.render.figures import whole
from qzinvest.render.views import due, funnel, progress, ranking
from qzinvest.render.views.bulletin import doing, standing, tables
from qzinvest.render.views.bulletin.say import Say
from qzinvest.render.wording import number, worded

_SECTIONS: tuple[tuple[str, Callable[[Say], Iterator[standing.Paragraph]]], ...] = (
    ("overall", standing.overall),
    ("districts", standing.districts),
    ("departments", standing.departments),
    ("progress", doing.progress),
    ("large", doing.large),
    ("attention", doing.attention),
    ("next", doing.following),
)
_ANNEXED = ("districts", "departments")


def document(bulletin: Bulletin, w: Wording, *, nameless: bool = False) -> Document:
    """The bulletin: head, seven sections, signature, annexes.

    ``nameless`` is for publication: projects are counted by district.
    """
    say = Say(bulletin, w, nameless=nameless)
    parts, issued, told = _title(say), (bulletin.issue.head, *_issued(say)), _told(say)
    title = say.space.join(parts)
    return Document(
        title,
        " · ".join(filter(None, issued)),
        tuple(_blocks(say, told)),
        (),
        say.unit_of_money,
        over=say("bulletin.fictional") if say.plan.is_fictional else "",
        page=lambda: _page(say, title, told),
        sheets=_sheets(say, title, " · ".join(filter(None, issued[:2]))),
        foot=say("bulletin.foot", heads=bulletin.heads, plan=say.plan.code),
        letter=Letter(*issued, parts),
    )


def _page(say: Say, title: str, told: Sequence[standing.Told]) -> Page:
    # Imported here, as below: one of the formats alone has it.
    from qzinvest.render.views.bulletin.page import page

    return page(say, title, told)


def _sheets(say: Say, title: str, under: str) -> Iterator[Sheet]:
    from qzinvest.render.views.bulletin.sheets import sheets

    yield from sheets(say, title, under)


def _title(say: Say) -> tuple[str, ...]:
    """The title, parted where a line of it may end."""
    key = "bulletin.title.publication" if say.nameless else "bulletin.title"
    period = standing.span(say, "period")
    return tuple(say(key, period=period).split("\n"))


def _issued(say: Say) -> tuple[str, str, str]:
    """Number, who issues it, and when; each may be empty."""
    issue = say.bulletin.issue
    number = say("bulletin.number", number=issue.number, year=say.year) if issue.number else ""
    return number, issue.issuer, say.day(issue.issued) if issue.issued else ""


def data(bulletin: Bulletin, w: Wording, *, nameless: bool = False) -> Data:
    """The paragraphs as they are read, and the reports that they are of by stable keys.

    CSV has one row a unit and indicator, districts first.
    """
    # Imported here: for programs, and for pages.
    from qzinvest.render.views.bulletin import proofs

    say = Say(bulletin, w, nameless=nameless)
    reports = [
        progress.data(each, w, total=False) for each in (bulletin.districts, bulletin.departments)
    ]
    body: dict[str, object] = {
        "report": "bulletin",
        "plan": bulletin.plan.code,
        "as_of": bulletin.as_of.isoformat(),
        "since": None if bulletin.since is None else bulletin.since.isoformat(),
        "heading": say.space.join(_title(say)),
        **_issue(say),
        "heads": bulletin.heads or None,
        "sections": [
            {"section": name, "paragraphs": [_plain(text) for text in made(say) if text]}
            for name, made in _SECTIONS
            if _stands(say, name)
        ],
        "proofs": proofs.data(say),
        "basis": list(doing.basis(say)),
        "log": bulletin.heads,
        "overall": [_overall(each, w) for each in bulletin.overall],
        "courses": [_course(each) for each in bulletin.courses],
        "due": []
        if nameless
        else [
            due.fields(each, bulletin.names.get(each.passage.id, ""), bulletin.plan)
            for each in bulletin.due
        ],
        "districts": reports[0].body,
        "departments": reports[1].body,
        "funnel": funnel.data(bulletin.funnel, w, total=True).body,
        "rankings": [
            ranking.data(each, w).body for kind in bulletin.rankings.values() for each in kind
        ],
    }
    rows = [row for each in reports for row in each.rows]
    return Data(body, reports[0].keys, rows, reports[0].of)


def _issue(say: Say) -> dict[str, object]:
    """What is printed besides the reports, by name; ``None`` for what is not."""
    said = say.bulletin.issue._asdict() | {"to": _to(say), "issued": say.bulletin.issue.issued}
    del said["texts"]  # they stand in their section
    return {
        key: value.isoformat() if isinstance(value, date) else value or None
        for key, value in said.items()
    }


def _to(say: Say) -> str:
    """To whom it goes, without the colon that a person may have typed."""
    return (say.bulletin.issue.to or say("bulletin.to")).rstrip("：: ")


def _plain(text: standing.Paragraph) -> str:
    return f"{text.lead}{text.text}" if isinstance(text, Led) else text


def _overall(each: Overall, w: Wording) -> dict[str, object]:
    since, outlook = each.since, each.outlook
    return {
        "indicator": each.heading.code,
        "name": worded(each.heading.name, w),
        "actual": number(each.actual),
        "target": each.target,
        "last_year": number(each.last_year),
        "growth": number(each.growth),
        "since": None
        if since is None
        else {key: number(value) for key, value in since._asdict().items()},
        "median": outlook.median,
        "low": outlook.low,
        "high": outlook.high,
        "probability": number(outlook.probability),
        "gap": outlook.gap,
        "weekly_needed": number(outlook.weekly_needed),
        "weekly_so_far": number(outlook.weekly_so_far),
    }


def _course(course: Course) -> dict[str, object]:
    is_money = course.heading.measure == "sum"
    return {
        "indicator": course.heading.code,
        "months": [
            {
                "period": each.name,
                "new": number(each.new),
                "total": number(each.total),
                "due": each.due and (whole(each.due) if is_money else number(settled(each.due))),
            }
            for each in course.months
        ],
    }


def _blocks(say: Say, told: Sequence[standing.Told]) -> Iterator[Block]:
    """What one leafs through."""
    yield from _opening(say)
    yield from _sections(say, told)
    annexed = [name for name in _ANNEXED if _stands(say, name)]
    titles = [say(f"bulletin.annex.{name}") for name in annexed]
    yield Texts("", tuple(_listed(say, titles)), "annexes")
    yield from _closing(say)
    for n, (name, title) in enumerate(zip(annexed, titles, strict=True), 1):
        head = (
            say("bulletin.annex.numbered", n=n) if len(annexed) > 1 else say("bulletin.annex.head")
        )
        yield Texts(head, (title, _of_day(say, "bulletin.sheet.under")), "annex")
        yield tables.annex(say, name.removesuffix("s"))
        yield tables.legend(say, moves=False)
    yield from _imprint(say)


def _of_day(say: Say, key: str) -> str:
    """What a table is of: which day, and where its figures should have arrived by then."""
    day = say.bulletin.as_of
    pace = say.percent(say.bulletin.districts.pace)
    return say(key, as_of=say.day(day), day=say.short_day(day), pace=pace)


def _opening(say: Say) -> Iterator[Block]:
    bulletin = say.bulletin
    yield Texts("", (say("bulletin.to.line", to=_to(say)),), "address")
    period = standing.span(say, "period")
    fields = {"plan": say.campaign, "period": period}
    yield Texts("", (say("bulletin.opening", as_of=say.day(bulletin.as_of), **fields),), "prose")


def _sections(say: Say, told: Sequence[standing.Told]) -> Iterator[Block]:
    for name, heading, texts in told:
        if name == "districts":
            yield Texts(heading, (), "prose")
            yield Texts("", (_of_day(say, "bulletin.board"),), "caption")
            yield tables.board(say)
            yield tables.legend(say, moves=True)
        yield Texts("" if name == "districts" else heading, texts, "prose")


def _told(say: Say) -> list[standing.Told]:
    """The sections that have something to be of, numbered."""
    present = [each for each in _SECTIONS if _stands(say, each[0])]
    return [
        (
            name,
            say("bulletin.section", n=say.numeral(n), text=say(f"bulletin.section.{name}")),
            tuple(text for text in made(say) if text),
        )
        for n, (name, made) in enumerate(present, 1)
    ]


def _closing(say: Say) -> Iterator[Block]:
    issue, bulletin = say.bulletin.issue, say.bulletin
    signature = issue.issuer or say("bulletin.signature.none")
    issued = say.day(issue.issued) if issue.issued else say("bulletin.date.none")
    yield Texts("", (signature, issued), "signed")
    if issue.contact:
        yield Texts("", (say("bulletin.contact", contact=issue.contact),), "prose")
    items = say("bulletin.join.tiers").join(doing.basis(say))
    heads = [say("bulletin.head", head=bulletin.heads)] if bulletin.heads else []
    yield Texts("", (say("bulletin.basis", items=items), *heads), "note")


def _imprint(say: Say) -> Iterator[Block]:
    """Who has copies, and who issued it when."""
    issue = say.bulletin.issue
    texts = [say("bulletin.copy", names=issue.copies.rstrip("。"))] if issue.copies else []
    if issue.issuer and issue.issued:
        day = say("bulletin.page.issued", issued=say.day(issue.issued))
        texts.append(f"{issue.issuer} · {day}")
    if texts:
        yield Texts("", tuple(texts), "imprint")


def _stands(say: Say, name: str) -> bool:
    """Whether a section has something to be of."""
    if name == "departments":
        return bool(say.plan.units_of("department"))
    if name == "large":
        return bool(say.bulletin.large)
    return True


def _listed(say: Say, titles: list[str]) -> Iterator[str]:
    if len(titles) == 1:
        yield say("bulletin.annex", title=titles[0])
    for n, title in enumerate(titles if len(titles) > 1 else (), 1):
        yield say("bulletin.annexes" if n == 1 else "bulletin.annexes.next", n=n, title=title)
