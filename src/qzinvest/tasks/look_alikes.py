"""Second reports among what an import added: listed, linked, or a reason to refuse it."""

from collections.abc import Collection, Iterable

from qzinvest.errors import SuspectedDuplicates
from qzinvest.ledger.record import Recorder
from qzinvest.ledger.rulings import linked
from qzinvest.ledger.suspects import suspects_of
from qzinvest.model.imported import Suspect
from qzinvest.model.likeness import Pair
from qzinvest.render.views.imported import suspect_text
from qzinvest.tasks.bulk import Matcher
from qzinvest.tasks.ground import Desk

_SHOWN = 20
"""Suspected pairs that are shown with their projects."""
_NAMED = 10


class LookAlikes:
    """The suspected pairs of one import.

    Args:
        rule: what becomes of sure pairs: ``warn``, ``refuse`` or ``link``.

    Attributes:
        suspects: the pairs that were not linked.
        linked: those that were.
        shown: the first of ``suspects`` in full.
    """

    def __init__(self, rule: str) -> None:
        self._rule = rule
        self._sure: list[Pair] = []
        self._table_of: dict[str, int] = {}
        self.suspects: list[Pair] = []
        self.linked: list[Pair] = []
        self.shown: list[Suspect] = []

    def note(self, ids: Iterable[str], table: int) -> None:
        """Remember from which table projects came."""
        if self._rule != "warn":
            self._table_of |= dict.fromkeys(ids, table)

    def compare(self, at: Desk, matcher: Matcher) -> None:
        """Look for second reports among what was added, and link them if that was asked for."""
        recorder = at.recorder
        pairs = suspects_of(recorder.connection, recorder.office, matcher.added)
        sure = [pair for pair in pairs if self._is_sure(pair)]
        self._sure += sure
        linked = self._link(at.recorder, sure) if self._rule == "link" else ()
        self.linked += linked
        self.suspects += [pair for pair in pairs if pair not in linked]
        rest = self.suspects[len(self.shown) : _SHOWN]
        self.shown += (_in_full(at, pair) for pair in rest)

    def refuse(self, at: Desk) -> None:
        """Refuse the import where that was asked for and a pair is sure.

        Raises:
            SuspectedDuplicates: naming the first pairs.
        """
        if self._sure and self._rule == "refuse":
            shown = (_in_full(at, pair) for pair in self._sure[:_NAMED])
            texts = (suspect_text(s, at.plan, at.w) for s in shown)
            lines = [" ".join(text.split()) for text in texts]
            raise SuspectedDuplicates(count=len(self._sure), candidates=lines)

    def _is_sure(self, pair: Pair) -> bool:
        """Whether a pair is sure enough to be linked or refused without a person's judgement.

        Names must be alike, and one sheet's author knows its rows to be different projects.
        """
        tables = self._table_of.get(pair.first), self._table_of.get(pair.second)
        named = "name" in pair.reasons or "similar" in pair.reasons
        return named and (None in tables or tables[0] != tables[1])

    def _link(self, recorder: Recorder, sure: Iterable[Pair]) -> Collection[Pair]:
        """Count each second report with the one it is likest, of several with a known one."""
        likest: dict[str, Pair] = {}
        for pair in sorted(sure, key=lambda p: (-p.similarity, p.first in self._table_of)):
            likest.setdefault(pair.second, pair)
        for pair in likest.values():
            reports = recorder.project(pair.first), recorder.project(pair.second)
            recorder.change(linked(recorder, *reports))
        return dict.fromkeys(likest.values())


def _in_full(at: Desk, pair: Pair) -> Suspect:
    return Suspect(pair, at.recorder.project(pair.first), at.recorder.project(pair.second))
