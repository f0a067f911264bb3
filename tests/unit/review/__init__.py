"""Review's rules."""
