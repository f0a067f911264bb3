"""Departments' own layouts: a template workbook, its headings recognised, filled on export."""
