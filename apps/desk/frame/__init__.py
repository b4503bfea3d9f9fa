"""What stands around every page: navigation by right, today's calling windows, alerts."""
