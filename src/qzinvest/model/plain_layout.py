"""The columns of the plain CSV file, which ``export`` writes and ``import`` reads."""

from qzinvest.model.stage import STAGES

BASE_COLUMNS = (
    "code",
    "name",
    "investor",
    "district",
    "department",
    "group",
    "amount",
    "signing",
    *(f"{stage.code}_on" for stage in STAGES),
    "dropped_on",
    "drop_reason",
)
"""Every plain file begins with these, in this order."""

OPTIONAL_COLUMNS = (
    "channel",
    "origin",
    "investor_class",
    "event",
    "site",
    "source",
    "note",
    *(f"{stage.code}_{what}" for stage in STAGES for what in ("counted_on", "amount", "evidence")),
)
"""Any of these may follow; ``export`` writes all of them in this order."""
