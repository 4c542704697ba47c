"""Words that templates need for times, numbers and states."""
