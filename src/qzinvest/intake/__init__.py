"""How facts come in: text and files become checked values, or faults that say what is wrong."""
