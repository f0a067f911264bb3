"""Every query of media, by the table it is about."""
