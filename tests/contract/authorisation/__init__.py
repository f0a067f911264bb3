"""Who may do what where: one table over every route, each cell a request with a real token."""
