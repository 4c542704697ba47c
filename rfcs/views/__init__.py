"""Pages of the review room, and the acts that are possible on them."""
