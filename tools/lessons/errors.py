"""The one error that ends the rendering of a lesson."""


class LessonError(Exception):
    """A lesson cannot be rendered; the message names the lesson's file, the line or chunk, and what to do."""
