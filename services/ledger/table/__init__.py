"""The super table's own language: its columns, conditions, order and words."""
