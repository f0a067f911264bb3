"""Services against the servers that they run on."""
