"""What is exported, erased or over its time, and the requests for it."""
