"""Every query of dispatch: cases, and reference data that holds for all of them."""
