"""Pages of the calls: the manager's list, corrections, documents, spot checks."""
