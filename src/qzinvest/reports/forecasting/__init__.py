"""How possible year ends are drawn from what is recorded: the parts of ``reports.forecast``."""
