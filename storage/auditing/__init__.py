"""What auditors read: the trail, sealed histories, and a region without anybody's key."""
