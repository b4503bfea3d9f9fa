"""What the house's rules say about complaints: due moments, attribution, the facts of a late report."""
