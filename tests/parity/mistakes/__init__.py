"""Tables of bad input: the same mistakes made in Python and in R, and what both languages say of them."""
