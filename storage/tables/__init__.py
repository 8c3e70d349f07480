"""The tables of a region's database, and nothing else: what stands in which column."""
