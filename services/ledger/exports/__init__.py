"""The super table handed out as files: made in the background, kept for a week."""
