-- Customers' keys stand in a database of their own: it is backed up apart, and kept for less time.
CREATE DATABASE keys;
