"""The rules of closure: each makes a new value and the fact that tells of it."""
