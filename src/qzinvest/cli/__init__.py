"""Talks to people: arguments in, exit code out."""
