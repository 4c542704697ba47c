"""Repeatable benchmarks; each is a command that prints its figures."""
