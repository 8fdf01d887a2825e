"""How it looks: a view of each answer, one file a format that shows any, and nothing computed."""
