"""The fault campaign: what is injected, and what must come out."""
