"""Settings: rules, calendar, closures and the audit log. A change shows what it would move before it is saved."""
