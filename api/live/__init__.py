"""What is live at the desk: what happens, who is at a ticket, and what people have yet to read."""
