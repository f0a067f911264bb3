"""Departments' spreadsheets, made as departments make them."""
