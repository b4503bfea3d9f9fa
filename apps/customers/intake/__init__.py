"""Reads a customer list as a dealer's system exports it and judges every row; knows no model and no database.

reading.read_table -> table_finding.find_tables -> rows.check_rows (S20-S23, domain section 6).
"""
