"""What `desk/glossary/` says: terms that translations keep or map, and the slang of chats."""
