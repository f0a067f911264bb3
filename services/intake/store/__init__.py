"""Every query of intake, by what it is about: reports, and reference data."""
