"""Intake: takes what people report, and says at once what the system makes of it."""
