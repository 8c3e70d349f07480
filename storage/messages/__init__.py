"""What is said: texts, files, what came in, what went out, and what became of it."""
