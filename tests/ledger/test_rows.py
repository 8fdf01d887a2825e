"""From a project to its rows: the quick road of plain projects is held to that of all."""

from hypothesis import given
from hypothesis import strategies as st

from qzinvest.ledger.rows import passage_rows, plain_passage, told_passages
from qzinvest.model.precision import PRECISIONS
from qzinvest.model.project import Project
from qzinvest.model.stage import Stage
from tests.ledger.samples import lives, project, projects


@given(projects(), st.lists(st.sampled_from(PRECISIONS), min_size=7, max_size=7))
def test_a_plain_project_has_the_same_row_by_either_road(
    told: Project, precisions: list[str]
) -> None:
    # A sum at *funded* is a payment, once recorded, and makes a project none that is plain.
    course = (m if m.stage != Stage.FUNDED else m._replace(amount=None) for m in told.milestones)
    known = (m._replace(precision=how) for m, how in zip(course, precisions, strict=False))
    plain = told._replace(milestones=tuple(known))

    assert [plain_passage(plain, 7)] == passage_rows(plain, (), 7) == told_passages(plain, (), 7)


@given(lives())
def test_whatever_is_recorded_of_a_project_it_takes_the_road_that_fits(told: Project) -> None:
    assert passage_rows(told, (), 7) == told_passages(told, (), 7)


def test_a_second_report_makes_a_project_none_that_is_plain() -> None:
    first = project("A")._replace(org="QZ", number=1, district=None)
    second = project("A")._replace(org="QZ", number=2)
    linked = second._replace(rulings=second.rulings.decided("same_as", "QZ-1"))

    assert passage_rows(first, (linked,), 7) == told_passages(first, (linked,), 7)
    assert passage_rows(first, (linked,), 7) != passage_rows(first, (), 7)
