"""What somebody ought to know of a person before they answer."""
