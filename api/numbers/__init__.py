"""The desk's figures at the door: what is asked, what is answered, and the tickets behind it."""
