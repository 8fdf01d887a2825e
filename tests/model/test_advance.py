"""Moving a project on."""

from datetime import date

import pytest

from qzinvest.errors import AfterDrop, BackwardsMilestone, NoDistrict
from qzinvest.model.advance import advanced, dropped, merged, settled
from qzinvest.model.project import Milestone, Project
from qzinvest.model.stage import Stage

MARCH, APRIL, MAY = date(2022, 3, 1), date(2022, 4, 1), date(2022, 5, 1)


def reached(stage: Stage, on: date) -> Milestone:
    return Milestone(stage, on, on)


LEAD = Project("QZ", 1, "Plant", 600, (reached(Stage.LEAD, MARCH),), district="d")
GONE = LEAD._replace(dropped_on=APRIL, drop_reason="no land")


def test_advancing_adds_a_milestone_in_its_place() -> None:
    started = advanced(LEAD, reached(Stage.STARTED, MAY))
    both = advanced(started, reached(Stage.SIGNED, APRIL))
    assert [m.stage for m in both.milestones] == [Stage.LEAD, Stage.SIGNED, Stage.STARTED]


def test_advancing_to_a_known_stage_corrects_it() -> None:
    corrected = advanced(LEAD, reached(Stage.LEAD, APRIL))
    assert corrected.milestones == (reached(Stage.LEAD, APRIL),)


def test_a_correction_keeps_what_it_does_not_state() -> None:
    proven = Milestone(Stage.SIGNED, APRIL, MAY, 500, "contract 7")
    known = LEAD._replace(milestones=(proven,), signing="contract")
    other_day = advanced(known, reached(Stage.SIGNED, MARCH))
    assert other_day.milestones == (Milestone(Stage.SIGNED, MARCH, MAY, 500, "contract 7"),)
    unshifted = advanced(known, reached(Stage.SIGNED, MARCH), counted=True)
    assert unshifted.milestones == (Milestone(Stage.SIGNED, MARCH, MARCH, 500, "contract 7"),)
    amount = advanced(known, Milestone(Stage.SIGNED, APRIL, APRIL, 600))
    assert amount.milestones == (Milestone(Stage.SIGNED, APRIL, MAY, 600, "contract 7"),)


def test_signed_projects_are_taken_for_contracts_unless_said() -> None:
    signed = reached(Stage.SIGNED, APRIL)
    assert advanced(LEAD, signed).signing == "contract"
    assert advanced(LEAD._replace(signing="intent"), signed).signing == "intent"
    assert settled(LEAD).signing is None


def test_advancing_obeys_the_rules() -> None:
    with pytest.raises(BackwardsMilestone):
        advanced(LEAD, reached(Stage.SIGNED, date(2022, 2, 1)))
    with pytest.raises(NoDistrict):
        advanced(LEAD._replace(district=None), reached(Stage.SIGNED, APRIL))
    with pytest.raises(AfterDrop):
        advanced(GONE, reached(Stage.SIGNED, APRIL))


def test_dropping_ends_once() -> None:
    assert dropped(LEAD, APRIL, "no land") == GONE
    with pytest.raises(AfterDrop):
        dropped(GONE, MAY, "again")


def test_merging_keeps_what_a_report_leaves_blank() -> None:
    known = advanced(LEAD._replace(investor="Acme", note="old"), reached(Stage.SIGNED, APRIL))
    report = Project("", 0, "Plant 2", 700, (reached(Stage.FUNDED, MAY),), note="new", code="E-1")
    after = merged(known, report)
    assert (after.name, after.amount, after.investor, after.note) == ("Plant 2", 700, "Acme", "new")
    assert [m.stage for m in after.milestones] == [Stage.LEAD, Stage.SIGNED, Stage.FUNDED]
    assert (after.id, after.code) == ("QZ-1", None)


def test_merging_keeps_a_milestones_details_and_the_shift_of_its_counting_date() -> None:
    detailed = Milestone(Stage.SIGNED, APRIL, MAY, 500, "contract 7")
    known = LEAD._replace(milestones=(detailed,))
    same_day = merged(known, known._replace(milestones=(reached(Stage.SIGNED, APRIL),)))
    assert same_day.milestones == (detailed,)
    other_day = merged(known, known._replace(milestones=(reached(Stage.SIGNED, MARCH),)))
    assert other_day.milestones == (Milestone(Stage.SIGNED, MARCH, MAY, 500, "contract 7"),)


def test_merging_moves_a_dropped_project_no_further() -> None:
    assert merged(GONE, LEAD._replace(name="New name")).name == "New name"
    with pytest.raises(AfterDrop):
        merged(GONE, LEAD._replace(milestones=(reached(Stage.SIGNED, MARCH),)))


def test_merging_twice_changes_nothing_more() -> None:
    report = LEAD._replace(milestones=(reached(Stage.SIGNED, APRIL),), note="seen")
    once = merged(LEAD, report)
    assert merged(once, report) == once
