"""The life of a project, as an order."""

from enum import IntEnum


class Stage(IntEnum):
    """Stages in the order in which a project passes them (线索 … 投产)."""

    LEAD = 1
    TALKS = 2
    SIGNED = 3
    REGISTERED = 4
    FUNDED = 5
    STARTED = 6
    PRODUCING = 7

    @property
    def code(self) -> str:
        """The stage's stable name in files, arguments and JSON, such as ``signed``."""
        return self.name.lower()


STAGES = tuple(Stage)
STAGE_BY_CODE = {stage.code: stage for stage in STAGES}
SIGNINGS = ("contract", "agreement", "intent")
