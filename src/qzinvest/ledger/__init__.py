"""Where facts live: the event log, its projections, and the only SQL in the program."""
