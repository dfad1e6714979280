"""From names in code to their places in the reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from reference.pairs import RENAMED, r_name

MAN = Path(__file__).resolve().parents[2] / "man"
# A string, a comment or a tag, in which nothing is linked; or a call of a bare name or of one in torchduet.
_PYTHON_CALL = re.compile(
    r'<span class="(?:st|co|vs|sc)">.*?</span>|<[^>]*>'
    r"|(?<![\w.])(?:(?:td|torchduet)\.)?(?:datasets\.)?([A-Za-z_]\w*)(?=\()"
)
_BLOCK = re.compile(r'(<pre\s+class="sourceCode (r|python)"[^>]*>)(.*?)(</pre>)', re.DOTALL)


def pages_of_names(man: Path = MAN) -> dict[str, str]:
    """Read from `man/`, without R, which page documents each function that is called by a name of its own."""
    pages: dict[str, str] = {}
    for file in sorted(man.glob("*.Rd")):
        text = file.read_text(encoding="utf-8")
        if r"\keyword{internal}" not in text:
            pages |= dict.fromkeys(re.findall(r"^\\alias\{([A-Za-z]\w*)\}", text, re.MULTILINE), file.stem)
    return pages


def link_code(html: str, pages: Mapping[str, str], root: str = "", here: str = "") -> str:
    """Turn the functions in blocks of code into links to their pages, but for the page they stand on.

    Parameters
    ----------
    html : str
        What pandoc made.
    pages : dict of str
        The page of each of R's functions.
    root : str
        The way to the folder of the pages.
    here : str
        The page that the code stands on.
    """

    def linked(name: str, in_r: str) -> str:
        page = pages.get(in_r)
        return name if page in (None, here) else f'<a href="{root}{page}.html">{name}</a>'

    def in_block(match: re.Match[str]) -> str:
        opening, language, code, closing = match.groups()
        if language == "r":
            code = re.sub(r'(?<=<span class="fu">)\w+(?=</span>)', lambda one: linked(one[0], one[0]), code)
        else:
            code = _PYTHON_CALL.sub(lambda one: linked(one[0], _in_r(one[1], pages)) if one[1] else one[0], code)
        return opening + code + closing

    return _BLOCK.sub(in_block, html)


def _in_r(name: str, pages: Mapping[str, str]) -> str:
    renamed = {python.rpartition(".")[2]: r for python, r in RENAMED.items() if not python[0].isupper()}
    return renamed.get(name) or r_name(name, pages)


def functions_used(r_code: str, pages: Mapping[str, str]) -> set[str]:
    """Name the pages of the functions that R code calls."""
    return {page for name, page in pages.items() if re.search(rf"(?<![\w.]){name}\(", r_code)}
