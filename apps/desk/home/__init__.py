"""The home page of each role: the work of today, nearest deadline first (ux.md)."""
