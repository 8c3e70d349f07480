"""Keys of regions and customers, and what is hidden with them."""
