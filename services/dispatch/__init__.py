"""Dispatch gives a case its number, its pool and its clock, and reminds until it is closed."""
