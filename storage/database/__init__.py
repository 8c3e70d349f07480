"""How a database is reached, written to and counted in, whichever kind it is."""
