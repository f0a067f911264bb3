"""The rules of identity: pure, by noun. Nothing here reads a clock, a database or a request."""
