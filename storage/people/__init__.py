"""Who writes: customers, by what they are recognised, who is one person, how they are reached."""
