"""How tickets are found: lists, their terms, and words that nobody can read."""
