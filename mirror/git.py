"""The one door to pygit2: read objects of a bare mirror, never trusting them."""
