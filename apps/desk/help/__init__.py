"""Help: one page per role with the rules in force, fit to print for the wall."""
