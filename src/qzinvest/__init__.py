"""qzinvest: record investment projects and report them against a campaign's targets."""

__version__ = "0.1.0"
