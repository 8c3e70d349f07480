"""One file for each channel. Whatever several of them need stands beside this folder."""
