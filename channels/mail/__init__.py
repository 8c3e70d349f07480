"""Mail, inwards: from the bytes of a message to what the desk is told of it."""
