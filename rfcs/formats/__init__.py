"""The styles in which proposals are written upstream, one file each."""
