"""The desk's figures: what counts of each ticket, and what is asked of it."""
