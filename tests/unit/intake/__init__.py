"""Intake's rules."""
