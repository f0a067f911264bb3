"""Who works here: organisations, people and their roles, sessions, signing keys, delegations."""
