"""Vectors of words and texts in their context: of a BERT on this machine, or of a service behind an address."""
