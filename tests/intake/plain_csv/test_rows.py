"""The plain file: rows to projects, and every fault of every row."""

import csv
import io
import os
import string
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qzinvest.errors import BadHeader, Fault, FileUnreadable
from qzinvest.intake.plain_csv import rows as plain
from qzinvest.intake.plain_csv.kind import count_rows, is_plain
from qzinvest.intake.plain_csv.rows import (
    Noted,
    PlainRow,
    read_plain,
)
from qzinvest.intake.words.names import Resolver
from qzinvest.model.credit import credit_text
from qzinvest.model.plain_layout import BASE_COLUMNS, OPTIONAL_COLUMNS, guard
from qzinvest.model.plan import Names, Plan, Rules, Term, Unit
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import STAGES, Stage
from tests.ruled import ruled

TODAY = date(2022, 6, 30)
NOWHERE = Names("", "", "")
JINJIANG = Names("Jinjiang", "晋江", "晉江")
PLAN = Plan(
    code="test",
    titles=NOWHERE,
    issuer="QZ",
    start=date(2022, 1, 1),
    end=date(2022, 12, 31),
    source=NOWHERE,
    indicators=(),
    units=(
        Unit("district", "350582", 1, JINJIANG, JINJIANG),
        Unit("department", "COM", 1, Names("Commerce", "商务局", "商務局"), NOWHERE),
    ),
    groups=(Term("IG07", Names("Equipment", "装备制造", "裝備製造")),),
    areas=(),
    vocabularies={
        "channel": (Term("chain", Names("Chain", "补链", "補鏈")),),
        "origin": (Term("delta", Names("Delta", "长三角", "長三角")),),
        "investor_class": (Term("top", Names("Top 500", "500强", "500強")),),
        "event": (Term("fair", Names("Fair", "招商大会", "招商大會")),),
    },
    rules=Rules((), 0, expansions=True, expansion_channel=""),
    weights={},
    assumptions=(),
    remarks=(),
)
HEADER = ",".join(BASE_COLUMNS)
LEAD = {"code": "E1", "name": "华威电源", "amount": "560000000", "lead_on": "2022-01-02"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "projects.csv"


def lines(*rows: dict[str, str], more: Sequence[str] = ()) -> str:
    """A plain file of these rows, each given by its cells that are not blank."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*BASE_COLUMNS, *more], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read(file: Path, content: str | bytes) -> list[PlainRow | Fault]:
    """What the reader makes of a file with this content."""
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_plain(file, Resolver(PLAN), TODAY))


def project(found: PlainRow | Fault) -> Project:
    """The project of a sound row."""
    assert isinstance(found, PlainRow), found
    return found.project


def seen(found: Sequence[PlainRow | Fault]) -> list[tuple[int, str, str, str]]:
    """Row, column, value and error of each fault; a sound row is a failure."""
    assert all(isinstance(fault, Fault) for fault in found), found
    return [
        (f.row, f.column, f.value, type(f.error).__name__) for f in found if isinstance(f, Fault)
    ]


def faults(file: Path, *rows: dict[str, str], more: Sequence[str] = ()) -> list[tuple[str, ...]]:
    """Column, value and error of each fault of the rows."""
    return [fault[1:] for fault in seen(read(file, lines(*rows, more=more)))]


def test_a_full_row(file: Path) -> None:
    row = LEAD | {
        "investor": " 华威（集团） ",
        "district": "晉江",
        "department": "商务局",
        "group": "裝備制造",
        "signing": "协议",
        "signed_on": "2022-03-15",
        "dropped_on": "2022-05-01",
        "drop_reason": "=土地",
        "channel": "补链",
        "origin": "delta",
        "investor_class": "500强",
        "event": "fair",
        "site": "'Park",
        "source": "https://example.com",
        "note": "می\u200cخواهم",
        "signed_counted_on": "2022-04-01",
        "signed_amount": "1000000000000",
        "signed_evidence": "No. 7",
        "fictional": "TRUE",
    }
    assert read(file, lines(row, more=OPTIONAL_COLUMNS)) == [
        PlainRow(
            2,
            Project(
                org="",
                number=0,
                name="华威电源",
                amount=560_000_000,
                milestones=(
                    Milestone(Stage.LEAD, date(2022, 1, 2), date(2022, 1, 2)),
                    Milestone(Stage.SIGNED, date(2022, 3, 15), date(2022, 4, 1), 10**12, "No. 7"),
                ),
                code="E1",
                investor="华威（集团）",
                district="350582",
                department="COM",
                group="IG07",
                signing="agreement",
                channel="chain",
                origin="delta",
                investor_class="top",
                event="fair",
                site="'Park",
                source="https://example.com",
                note="می\u200cخواهم",
                dropped_on=date(2022, 5, 1),
                drop_reason="=土地",
            ),
        )
    ]


def test_a_row_may_leave_blank_whatever_a_known_project_has(file: Path) -> None:
    (found,) = read(file, lines({"code": "E1"}))
    one = project(found)
    assert (one.code, one.name, one.amount, one.milestones) == ("E1", "", 0, ())


def test_blank_cells_and_lacking_columns_are_none(file: Path) -> None:
    [found] = read(file, lines(LEAD | {"investor": "  "}))
    day = date(2022, 1, 2)
    assert project(found) == Project(
        "", 0, "华威电源", 560_000_000, (Milestone(Stage.LEAD, day, day),), "E1"
    )


@pytest.mark.parametrize("stage", STAGES)
def test_blank_signing_and_district_are_the_ledgers_to_judge(file: Path, stage: Stage) -> None:
    row = LEAD | {"lead_on": "", f"{stage.code}_on": "2022-02-01"}
    [found] = read(file, lines(row))
    assert (project(found).signing, project(found).district) == (None, None)


def test_optional_columns_may_come_in_any_order_and_number(file: Path) -> None:
    more = ("note", "lead_evidence", "channel")
    [found] = read(
        file, lines(LEAD | {"note": "n", "lead_evidence": "e", "channel": "chain"}, more=more)
    )
    assert (project(found).note, project(found).channel) == ("n", "chain")
    assert project(found).milestones[0].evidence == "e"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(file: Path) -> None:
    content = "\ufeff" + lines(LEAD, LEAD | {"code": "E2"}).replace("\n", "\r\n")
    assert [project(found).code for found in read(file, content)] == ["E1", "E2"]


@pytest.mark.parametrize(
    ("header", "expected", "found"),
    [
        ("", "1: code", "1: "),
        (HEADER.replace(",", ";"), "1: code", f"1: {HEADER.replace(',', ';')[:60]}"),
        (HEADER.replace("district", "County"), "4: district", "4: County"),
        (HEADER.removesuffix(",drop_reason"), "17: drop_reason", "17: "),
        (
            f"{HEADER},note,note",
            f"19: {'|'.join(OPTIONAL_COLUMNS).replace('|note', '')}",
            "19: note",
        ),
        (f"{HEADER},Note", f"18: {'|'.join(OPTIONAL_COLUMNS)}", "18: Note"),
    ],
)
def test_a_wrong_header_is_refused_at_its_first_wrong_column(
    file: Path, header: str, expected: str, found: str
) -> None:
    with pytest.raises(BadHeader) as caught:
        read(file, f"{header}\n")
    assert caught.value.fields == {"file": str(file), "expected": expected, "found": found}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"code": ""}, ("code", "", "MissingCode")),
        ({"code": " \t"}, ("code", " \t", "MissingCode")),
        ({"code": "E\u202e1"}, ("code", "E\u202e1", "BadText")),
        ({"name": "电" * 201}, ("name", "电" * 201, "BadText")),
        ({"name": "a\x00b"}, ("name", "a\x00b", "BadText")),
        ({"name": "a\u3164b"}, ("name", "a\u3164b", "BadText")),
        ({"code": "\u2800"}, ("code", "\u2800", "BadText")),
        ({"name": "a\nb"}, ("name", "a\nb", "BadText")),
        ({"investor": "a\tb"}, ("investor", "a\tb", "BadText")),
        ({"amount": "0"}, ("amount", "0", "BadAmount")),
        ({"amount": "-5"}, ("amount", "-5", "BadAmount")),
        ({"amount": "5.6亿"}, ("amount", "5.6亿", "BadAmount")),
        ({"amount": "1e9"}, ("amount", "1e9", "BadAmount")),
        ({"amount": "５"}, ("amount", "５", "BadAmount")),
        ({"amount": "1000000000001"}, ("amount", "1000000000001", "BadAmount")),
        ({"amount": "9" * 5000}, ("amount", "9" * 5000, "BadAmount")),
        ({"district": "石狮"}, ("district", "石狮", "UnknownName")),
        ({"district": "晋江\x00"}, ("district", "晋江\x00", "BadText")),
        ({"department": "晋江"}, ("department", "晋江", "UnknownName")),
        ({"group": "电"}, ("group", "电", "UnknownName")),
        ({"signing": "oral"}, ("signing", "oral", "UnknownName")),
        ({"lead_on": "2022-1-2"}, ("lead_on", "2022-1-2", "BadDate")),
        ({"lead_on": "2022-02-30"}, ("lead_on", "2022-02-30", "BadDate")),
        ({"lead_on": "20220102"}, ("lead_on", "20220102", "BadDate")),
        ({"lead_on": "2022-W01-2"}, ("lead_on", "2022-W01-2", "BadDate")),
        ({"lead_on": "2022-07-01"}, ("lead_on", "2022-07-01", "FutureDate")),
        ({"talks_on": "2022-01-01"}, ("talks_on", "2022-01-01", "BackwardsMilestone")),
        (
            {"dropped_on": "2022-01-01", "drop_reason": "r"},
            ("dropped_on", "2022-01-01", "BackwardsDrop"),
        ),
        ({"drop_reason": "land"}, ("drop_reason", "land", "NotReached")),
        ({"dropped_on": "2022-02-01"}, ("drop_reason", "", "BadText")),
    ],
)
def test_one_fault(file: Path, cells: dict[str, str], expected: tuple[str, ...]) -> None:
    assert faults(file, LEAD | cells) == [expected]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"talks_amount": "5"}, ("talks_amount", "5", "NotReached")),
        ({"talks_counted_on": "2022-02-01"}, ("talks_counted_on", "2022-02-01", "NotReached")),
        ({"talks_evidence": "e"}, ("talks_evidence", "e", "NotReached")),
        ({"lead_amount": "x"}, ("lead_amount", "x", "BadAmount")),
        ({"lead_counted_on": "2022-07-01"}, ("lead_counted_on", "2022-07-01", "FutureDate")),
        ({"lead_counted_on": "2022-01-01"}, ("lead_counted_on", "2022-01-01", "StageBeyondStart")),
        (
            {"talks_on": "2022-01-03", "lead_counted_on": "2022-01-04"},
            ("talks_on", "2022-01-03", "BackwardsMilestone"),
        ),
        (
            {
                "talks_on": "2022-01-03",
                "talks_counted_on": "2022-01-05",
                "lead_counted_on": "2022-01-06",
            },
            ("talks_counted_on", "2022-01-05", "BackwardsMilestone"),
        ),
        ({"channel": "wire"}, ("channel", "wire", "UnknownName")),
        ({"credit": "district:350582=9999"}, ("credit", "district:350582=9999", "BadCredit")),
        (
            {"credit": "district:350582=1;district:晋江=9999"},
            ("credit", "district:350582=1;district:晋江=9999", "BadCredit"),
        ),
        ({"note": "n" * 2001}, ("note", "n" * 2001, "BadText")),
        ({"id": "QZ-07"}, ("id", "QZ-07", "BadText")),
        ({"id": "17"}, ("id", "17", "BadText")),
        ({"talks_on": "2022-07-01"}, ("talks_on", "2022-07-01", "FutureMilestone")),
        ({"fictional": "perhaps"}, ("fictional", "perhaps", "UnknownName")),
    ],
)
def test_one_fault_in_the_optional_columns(
    file: Path, cells: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert faults(file, LEAD | cells, more=OPTIONAL_COLUMNS) == [expected]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # What sound cells say against each other is told beside a bad cell.
        (
            {"amount": "x", "signed_on": "2022-03-01", "started_on": "2022-02-01"},
            ["amount BadAmount", "started_on BackwardsMilestone"],
        ),
        (
            {"signed_on": "soon", "registered_on": "2022-04-01", "started_on": "2022-02-01"},
            ["signed_on BadDate", "started_on BackwardsMilestone"],
        ),
        (
            {"signed_on": "2022-05-01", "registered_on": "2022-04-01", "started_on": "2022-02-01"},
            ["registered_on BackwardsMilestone", "started_on BackwardsMilestone"],
        ),
        (
            {"amount": "x", "dropped_on": "2022-06-01"},
            ["amount BadAmount", "drop_reason BadText"],
        ),
        # What could follow from the bad cell alone is not.
        ({"signed_on": "soon", "signed_amount": "5"}, ["signed_on BadDate"]),
        ({"dropped_on": "soon", "drop_reason": "停建"}, ["dropped_on BadDate"]),
        (
            {"talks_on": "2022-03-01", "talks_counted_on": "x", "signed_on": "2022-02-01"},
            ["talks_counted_on BadDate"],
        ),
    ],
)
def test_all_faults_of_a_row_come_at_once(
    file: Path, cells: dict[str, str], expected: list[str]
) -> None:
    found = faults(file, LEAD | cells, more=OPTIONAL_COLUMNS)
    assert [f"{column} {error}" for column, _, error in found] == expected


def test_every_fault_of_every_row_and_the_sound_rows_between(file: Path) -> None:
    # A blank name is no fault of the file: the row may be of a project that has one.
    bad = {"code": "E1", "district": "X", "amount": "1亿", "lead_on": "soon"}
    found = read(file, lines(bad, LEAD | {"code": "E2"}, LEAD | {"code": "", "name": ""}))
    assert [row.row for row in found if isinstance(row, PlainRow)] == [3]
    assert seen([fault for fault in found if isinstance(fault, Fault)]) == [
        (2, "district", "X", "UnknownName"),
        (2, "amount", "1亿", "BadAmount"),
        (2, "lead_on", "soon", "BadDate"),
        (4, "code", "", "MissingCode"),
    ]


def test_the_same_wrong_name_in_many_rows(file: Path) -> None:
    rows = [LEAD | {"code": f"E{number}", "group": "X"} for number in range(5)]
    assert faults(file, *rows) == [("group", "X", "UnknownName")] * 5


def test_empty_rows_count_and_are_passed_over(file: Path) -> None:
    content = lines(LEAD, {}, LEAD | {"code": "E2", "name": '"a"'}) + "\n , \n" + "E3\n"
    found = read(file, content)
    assert [row.row for row in found if isinstance(row, PlainRow)] == [2, 4]
    assert seen(found[2:]) == [(7, "", "E3", "BadRow")]


def test_a_record_with_line_breaks_is_one_row(file: Path) -> None:
    content = lines(LEAD | {"name": "a\nb\nc"}, {"code": "E2", "amount": "x"})
    assert {fault[0] for fault in seen(read(file, content))} == {2, 3}


def test_wrong_quotes_spoil_one_row_only(file: Path) -> None:
    head, row = lines(LEAD).splitlines()
    found = read(file, f'{head}\n"E0"x,y\n{row}\n')
    assert seen(found[:1]) == [(2, "", "", "BadRow")]
    assert project(found[1]).code == "E1"


def test_a_quote_that_never_ends(file: Path) -> None:
    assert seen(read(file, f'{HEADER}\n"E1,')) == [(2, "", "", "BadRow")]


@pytest.mark.parametrize(
    ("content", "row", "detail"),
    [
        (lines(LEAD).encode("gb18030"), 2, "0xBB, 161"),
        (lines(LEAD).encode("utf-16"), 1, "0xFF, 0"),
        (f"{HEADER}\nE1,".encode() + "电".encode()[:2], 2, "0xE7, 161"),
    ],
)
def test_a_file_that_is_not_utf_8_names_its_first_wrong_byte(
    file: Path, content: bytes, row: int, detail: str
) -> None:
    [fault] = read(file, content)
    assert isinstance(fault, Fault)
    assert fault.row == row
    assert fault.error.fields == {"reason": "encoding", "detail": detail}


def test_repeated_codes_name_the_first_row(file: Path) -> None:
    rows = [LEAD | {"code": code} for code in ("E1", "E2", " E1", "E3", "E1")]
    rows[4]["group"] = "X"
    found = read(file, lines(*rows))
    assert [row.row for row in found if isinstance(row, PlainRow)] == [2, 3, 5]
    repeated = [fault for fault in found if isinstance(fault, Fault)]
    assert seen(repeated) == [
        (4, "code", " E1", "RepeatedCode"),
        (6, "code", "E1", "RepeatedCode"),
        (6, "group", "X", "UnknownName"),
    ]
    assert repeated[0].error.fields == {"code": "E1", "where": f"{file}:2"}


def test_a_code_suspected_wrongly_is_a_sound_row(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Suspicious:
        def add(self, _text: str) -> bool:
            return True

    monkeypatch.setattr(plain, "Seen", Suspicious)
    rows = [LEAD | {"code": code} for code in ("E1", "E2", "E1")]
    found = read(file, lines(*rows))
    assert [row.row for row in found if isinstance(row, PlainRow)] == [2, 3]
    assert seen(found[2:]) == [(4, "code", "E1", "RepeatedCode")]


def test_what_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reasons = {}
    for name in ("missing.csv", ".", "pipe"):
        with pytest.raises(FileUnreadable) as caught:
            list(read_plain(tmp_path / name, Resolver(PLAN), TODAY))
        reasons[name] = caught.value.fields["reason"]
    assert reasons == {
        "missing.csv": "No such file or directory",
        ".": "Is a directory",
        "pipe": "Illegal seek",
    }


def test_counting_rows(file: Path) -> None:
    file.write_text(lines(LEAD, LEAD), encoding="utf-8")
    assert count_rows(file) == 2
    file.write_text("", encoding="utf-8")
    assert count_rows(file) == 0
    with pytest.raises(FileUnreadable):
        count_rows(file.parent)


TEXTS = st.text(string.ascii_letters + "电源（）,;\"'=+-@ é", min_size=1, max_size=12).map(
    str.strip
)
CREDIT = (("district", "350582", 10000), ("department", "COM", 10000))
SOME = st.none() | TEXTS.filter(bool)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Any project that a ledger may hold."""
    stages = sorted(draw(st.sets(st.sampled_from(STAGES), min_size=1)))
    on = counted_on = date(2021, 1, 1)
    milestones = []
    for stage in stages:
        on += timedelta(draw(st.integers(0, 30)))
        counted_on = max(counted_on, on) + timedelta(draw(st.integers(0, 9)))
        amount = draw(st.none() | st.integers(1, 10**12))
        milestones.append(Milestone(stage, on, counted_on, amount, draw(SOME)))
    signed = stages[-1] >= Stage.SIGNED
    reason = draw(SOME)
    one = Project(
        org="",
        number=0,
        name=draw(TEXTS.filter(bool)),
        amount=draw(st.integers(1, 10**12)),
        milestones=tuple(milestones),
        code=draw(TEXTS.filter(bool)),
        investor=draw(SOME),
        district="350582" if signed else draw(st.sampled_from((None, "350582"))),
        department=draw(st.sampled_from((None, "COM"))),
        group=draw(st.sampled_from((None, "IG07"))),
        signing=draw(st.sampled_from(("contract", "agreement", "intent"))) if signed else None,
        channel=draw(st.sampled_from((None, "chain"))),
        note=draw(SOME),
        dropped_on=None if reason is None else on,
        drop_reason=reason,
    )
    return ruled(one, excluded=draw(SOME), credit=draw(st.sampled_from(((), CREDIT))))


def cells_of(project: Project) -> Iterator[tuple[str, object]]:
    """The cells in which a plain file holds a project."""
    for field in {*Project._fields, "excluded"} & {*BASE_COLUMNS, *OPTIONAL_COLUMNS}:
        yield field, getattr(project, field)
    yield "credit", credit_text(project.credit)
    for milestone in project.milestones:
        code = milestone.stage.code
        yield f"{code}_on", milestone.on
        yield f"{code}_counted_on", milestone.counted_on
        yield f"{code}_amount", milestone.amount
        yield f"{code}_evidence", milestone.evidence


@given(st.lists(projects(), max_size=5, unique_by=lambda project: project.code))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_project_comes_back_from_its_cells(file: Path, those: list[Project]) -> None:
    rows = [
        {column: "" if value is None else guard(str(value)) for column, value in cells_of(one)}
        for one in those
    ]
    assert [project(found) for found in read(file, lines(*rows, more=OPTIONAL_COLUMNS))] == those


@pytest.mark.parametrize(
    ("content", "plain"),
    [
        (b"code,name,investor,district,x\n", True),
        (b"\xef\xbb\xbfcode,name,investor,district", True),
        ("项目名称,总投资\n".encode(), False),
        ("项目名称".encode("gbk"), False),
        (b"PK\x03\x04", False),
        (b"", False),
    ],
)
def test_the_plain_layout_is_known_by_its_first_columns(
    file: Path, content: bytes, *, plain: bool
) -> None:
    file.write_bytes(content)
    assert is_plain(file) == plain
    assert not is_plain(file.parent)


def noted(file: Path, office: str, content: str) -> tuple[int, set[str]]:
    """The highest id of the office and the first reports of a file with this content."""
    file.write_text(content, encoding="utf-8")
    found = Noted(office)
    list(read_plain(file, Resolver(PLAN), TODAY, noted=found))
    return found.highest, found.firsts


def test_the_highest_id_of_the_office_and_the_first_reports_are_noted(file: Path) -> None:
    codes = lines(*(LEAD | {"code": code} for code in ("QZ-7", "E-99", "QZ-12", "QZ-x")))
    assert noted(file, "QZ", codes) == (12, set())
    assert noted(file, "JJ", codes) == (0, set())
    ids = ({"code": "E-1", "id": "QZ-3"}, {"code": "E-2", "id": "QZ-4", "same_as": "QZ-3"})
    content = lines(*(LEAD | row for row in ids), more=("same_as", "id"))
    assert noted(file, "QZ", content) == (4, {"QZ-3"})


def test_of_rows_with_faults_is_noted_what_they_say(file: Path) -> None:
    content = lines(LEAD | {"code": "QZ-7", "amount": "x"}, LEAD) + "QZ-9\n"
    assert noted(file, "QZ", content) == (9, set())


def test_a_row_brings_the_id_that_it_had_where_it_was_written(file: Path) -> None:
    more = ("id",)
    (kept, new) = read(file, lines(LEAD | {"id": "QZ-17"}, LEAD | {"code": "E2"}, more=more))
    assert [(one.org, one.number) for one in map(project, (kept, new))] == [("QZ", 17), ("", 0)]
