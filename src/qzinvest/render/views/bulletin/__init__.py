"""The bulletin as people read it: sentences about figures, and the tables that prove them."""
