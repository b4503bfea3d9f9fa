"""The call screen: one page from opening the call to the saved outcome (ux.md)."""
