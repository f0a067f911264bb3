"""Imports of spreadsheets, step by step: read, compared with the table, written, taken back."""
