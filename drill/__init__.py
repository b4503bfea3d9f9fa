"""One machine, its own servers, real processes: the figures of load and faults that a test cannot show."""
