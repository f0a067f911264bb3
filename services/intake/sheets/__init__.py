"""Departments' spreadsheets: read, understood, put into the city's words, compared.

Everything here is pure but `parsing`, which starts the confined process that `sandbox` is.
"""
