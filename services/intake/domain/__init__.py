"""Intake's rules: reports, and the city's reference data that judges them."""
