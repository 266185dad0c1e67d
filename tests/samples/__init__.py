"""Sample documents written by the project: what they say, how their pages are set and what must be read from them."""
