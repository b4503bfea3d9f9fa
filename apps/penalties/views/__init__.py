"""Pages of the penalty register: cases to decide, one's own, months, slips."""
