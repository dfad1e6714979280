"""What every page of the site shares: head, bar and switch around its content, and the files in `assets/`."""

from __future__ import annotations

import html
import shutil
from pathlib import Path
from string import Template

ASSETS = Path(__file__).with_name("assets")


def write_framed(page: Path, *, title: str, description: str, main: str, root: str = "") -> None:
    """Write a page.

    Parameters
    ----------
    page : Path
    title, description : str
        For the browser's tab and for search engines, as text.
    main : str
        The content, as HTML.
    root : str
        The way from the page's folder to the site's: "../" for a page in a folder of its own.
    """
    template = Template((ASSETS / "template.html").read_text(encoding="utf-8"))
    fill = {"pagetitle": html.escape(title), "description": html.escape(description), "main": main, "root": root}
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(template.substitute(fill), encoding="utf-8")


def copy_assets(output: Path) -> None:
    """Put stylesheet, switch and icon into the site."""
    shutil.copytree(ASSETS, output / "assets", dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.html"))
