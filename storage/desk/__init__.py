"""What the desk holds for itself: what was published, keys, accounts' turns, notifications."""
