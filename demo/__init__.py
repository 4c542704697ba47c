"""The sample community and what it needs to be shown."""
