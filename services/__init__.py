"""Shirong's services: each owns its data and imports nothing but chassis and contracts."""
