"""Dispatch's rules: pure functions from a value to a value and the facts about it."""
