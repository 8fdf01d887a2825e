"""The plan file: read, checked and written."""
