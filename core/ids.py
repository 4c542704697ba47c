"""Identifiers that say nothing about their bearer."""

import secrets


def new_id() -> str:
    """Return a random 128-bit identifier as 32 hexadecimal digits."""
    return secrets.token_hex(16)
