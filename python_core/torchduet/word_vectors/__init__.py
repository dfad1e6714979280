"""Vectors of words learned elsewhere or here: read, looked up, compared, trained."""
