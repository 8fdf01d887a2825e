"""How each report is said: two functions a report, a Document for people and Data for programs."""
