"""Review: people decide what becomes of each reported problem."""
