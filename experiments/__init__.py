"""What takes longer than a lesson may: many seeds, many settings. Its tables are stored in ``results``."""
