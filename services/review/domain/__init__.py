"""Review's rules: the life of a problem, claims on it, verdicts about it."""
