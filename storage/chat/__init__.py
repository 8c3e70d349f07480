"""What a region remembers of the chat on web sites."""
