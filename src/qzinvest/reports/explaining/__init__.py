"""What an explanation consists of, and that of a score: the parts of ``reports.explain``."""
