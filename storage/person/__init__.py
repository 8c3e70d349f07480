"""What is known of a person from their tickets."""
