"""Closure: rectification, verification and approval of a case, its returns, deferrals, rechecks."""
