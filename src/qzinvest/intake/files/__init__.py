"""Files from outside: their bytes to sheets of cells, or to TOML."""
