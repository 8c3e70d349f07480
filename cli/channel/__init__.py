"""`meridian channel`: the desk's accounts, and what channels can."""
