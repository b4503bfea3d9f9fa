"""Backup and restore: the database, the uploaded files and a manifest that says what belongs together."""
