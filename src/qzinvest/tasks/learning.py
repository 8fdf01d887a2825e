"""Learning from answers: whose file it is, what is remembered of it, and what an import teaches."""

from collections.abc import Mapping, Sequence

from qzinvest.errors import MapMisses, NoSender
from qzinvest.intake.files.tables import Opened
from qzinvest.intake.offices.context import sender_of
from qzinvest.intake.offices.map import Map, answered
from qzinvest.intake.offices.table import OfficeTable
from qzinvest.intake.words.names import Resolver
from qzinvest.ledger.imports import learn
from qzinvest.ledger.record import Recorder
from qzinvest.model.learned import Answer, Lesson, Recalled


class Learning:
    """What is remembered for the files of one import, and what they teach.

    Args:
        lessons: what the ledger remembers, by sender.
        resolver: knows the names of the plan.
        answers: those of this call, which go before what is remembered.
        sender: whose files they are; where ``None`` a file says it itself, or nobody does.

    Attributes:
        recalled: remembered answers that were used.
        taught: the answers of this call that were used.
    """

    def __init__(
        self,
        lessons: Mapping[str, Lesson],
        resolver: Resolver,
        answers: Sequence[Answer],
        sender: str | None,
    ) -> None:
        self._lessons = lessons
        self._resolver = resolver
        self._given = tuple(answers)
        self._sender = sender
        self._senders: dict[str, str | None] = {}
        self._learned: dict[str, tuple[Answer, ...]] = {}
        self.recalled: list[Recalled] = []
        self.taught: list[Recalled] = []

    def rules_for(self, opened: Opened, rules: Map) -> Map:
        """The map by which a file is read: what is remembered lies below ``rules``."""
        if not (self._lessons or self._given):
            return rules
        rules, _ = answered(rules, self._given, over=True)
        sender = self._sender or sender_of(opened, rules, self._resolver)
        self._senders[opened.file] = sender
        lesson = self._lessons.get(sender or "")
        remembered = () if lesson is None else lesson.answers
        rules, self._learned[opened.file] = answered(rules, remembered, over=False)
        return rules

    def took(self, opened: Opened, table: OfficeTable) -> None:
        """Note which answers were used for a table whose rows have been read."""
        if opened.file not in self._senders:
            return
        sender, used = self._senders[opened.file] or "", table.reader.cells.used
        place = opened.file, table.sheet.name, sender
        self.recalled += [Recalled(*place, a) for a in self._learned[opened.file] if used(a)]
        self.taught += [Recalled(*place, answer) for answer in self._given if used(answer)]

    @property
    def sent_by_nobody(self) -> str:
        """A file that no sender is known of, where the ledger remembers any; empty for none."""
        unknown = (file for file, sender in self._senders.items() if sender is None)
        return next(unknown, "") if self._lessons else ""

    def merged(self, rules: Map) -> Map:
        """The map with all answers that the files of this call needed."""
        rules, _ = answered(rules, [one.answer for one in self.taught], over=True)
        return answered(rules, [one.answer for one in self.recalled], over=False)[0]

    def name_sender(self, sender: str | None) -> str:
        """Take ``sender`` for files that say none; gives one of these where that is none too."""
        self.taught = [one._replace(sender=one.sender or sender or "") for one in self.taught]
        return next((one.file for one in self.taught if not one.sender), "")

    def refuse_missed(self, file: str) -> None:
        """Refuse columns of this call that no table has; ``file`` names them all.

        Raises:
            MapMisses: naming their headers.
        """
        met = {one.answer for one in self.taught}
        missed = [a.text for a in self._given if a.kind == "column" and a not in met]
        if missed:
            raise MapMisses(file=file, what="column", names=missed)

    def record(self, recorder: Recorder) -> None:
        """Remember the answers of this call for the senders of the files that needed them.

        Raises:
            NoSender: nothing says whose file it is.
        """
        by_sender: dict[str, list[Answer]] = {}
        for one in self.taught:
            if not one.sender:
                raise NoSender(file=one.file)
            by_sender.setdefault(one.sender, []).append(one.answer)
        for sender, answers in by_sender.items():
            learn(recorder, sender, answers)
