"""What is live in a region: who is at a ticket, what people set, and how far they have read."""
