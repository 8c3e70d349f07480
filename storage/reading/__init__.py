"""What pages are made of: views of tickets, and what is known of a person from them."""
