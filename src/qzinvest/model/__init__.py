"""What things are: frozen values and the rules that hold for them. No input, no output."""
