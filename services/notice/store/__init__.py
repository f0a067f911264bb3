"""Every query of notice, by what it is about."""
