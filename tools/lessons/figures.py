"""Figures that chunks have drawn."""

from __future__ import annotations

import html
import re


def describe(svg: str, alternative: str) -> str:
    """Put alternative text into an SVG picture, where it stays with the picture wherever it is shown."""
    title = f'role="img" aria-label="{html.escape(alternative)}"'
    return re.sub(r"<svg\b", lambda match: f"{match[0]} {title}", svg, count=1)


def size(svg: str) -> tuple[int, int] | None:
    """Width and height in CSS pixels, so that the page does not jump when the picture arrives."""
    opening = re.search(r"<svg\b[^>]*>", svg)
    found = [re.search(rf'\b{name}="([\d.]+)(pt|px|)"', opening[0]) for name in ("width", "height")] if opening else []
    sizes = [round(float(match[1]) * (4 / 3 if match[2] == "pt" else 1)) for match in found if match]
    return (sizes[0], sizes[1]) if len(sizes) == 2 else None
