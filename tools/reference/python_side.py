"""Python's half of a page: the parts of what docstrings say, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lessons.markdown import fenced, raw
from reference.docstring import Item
from reference.examples import as_markdown
from reference.markdown import code, definitions, term
from reference.python_names import PythonName

Address = Callable[[str, str], str | None]  # from a name and the class in which it is said to its place, if it has one
_LINE = 72  # a signature that is longer is written on several lines
_PARTS = {
    "arguments": ("Parameters",),
    "value": ("Returns", "Yields"),
    "errors": ("Raises", "Warns"),
}


class PythonReader:
    """Turns docstrings into Markdown."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def parts(self, names: Sequence[PythonName], title: str) -> dict[str, str]:
        """Write what several names' docstrings say, by part of the page; each under its name if there are several."""
        used = [signature(one) for one in names if one.kind != "module"]
        found = {"usage": fenced("\n\n".join(used), "python")} if used else {}
        for part in ("description", *_PARTS, "details", "examples", "source", "see-also"):
            written = [(one, text) for one in names if (text := self._part(part, one, title))]
            several = len(names) > 1 and part != "examples"
            found[part] = "\n\n".join(f"{self._name(one)}\n\n{text}" if several else text for one, text in written)
        return found

    def attributes(self, owner: PythonName) -> str:
        """Write the learned values of a class."""
        listed = owner.docstring.sections.get("Attributes", [])
        return self._items(listed, owner.name, anchored=True) if listed else ""

    def method(self, one: PythonName) -> str:
        """Write a method's documentation in one piece, as it stands on the page of its class."""
        pieces = [fenced(signature(one), "python"), self._part("description", one, "")]
        for part, heading in (("arguments", "Parameters"), ("value", "Returns"), ("errors", "Raises")):
            text = self._part(part, one, "")
            if text:
                pieces += [raw(f'<p class="part">{heading}</p>'), text]
        pieces += [self._part(part, one, "") for part in ("details", "examples")]
        return "\n\n".join(piece for piece in pieces if piece)

    def _name(self, one: PythonName) -> str:
        return f"::: of\n{code(one.called, self.address(one.name, '') if one.owner else None)}\n:::"

    def _part(self, part: str, one: PythonName, title: str) -> str:
        docstring = one.docstring
        if part == "description":
            summary = "" if docstring.summary.rstrip(".") == title else docstring.summary  # the page's title says it
            return self.prose("\n\n".join(text for text in (summary, docstring.text) if text), one)
        if part == "examples":
            return as_markdown(one.examples, "python")
        if part in _PARTS:
            listed = [item for section in _PARTS[part] for item in docstring.sections.get(section, [])]
            return self._items(listed, _context(one)) if listed else ""
        section = {"details": "Notes", "source": "References", "see-also": "See Also"}[part]
        return self.prose(docstring.prose.get(section, ""), one)

    def _items(self, items: Sequence[Item], context: str, *, anchored: bool = False) -> str:
        listed = []
        for item in items:
            names = [name.strip() for name in item.name.split(",")] if item.name else []
            listed.append((term(names, item.type, names if anchored else ()), self._text(item.text, context, {*names})))
        return definitions(listed, "arguments")

    def prose(self, text: str, one: PythonName) -> str:
        """Turn what a docstring says in its own way into Markdown: formulas, and names that have a place here."""
        own = {name.strip() for item in one.docstring.sections.get("Parameters", []) for name in item.name.split(",")}
        return self._text(text, _context(one), own)

    def _text(self, text: str, context: str, own: set[str]) -> str:
        text = text.replace("$", r"\$")
        text = re.sub(r"^\.\. math::\s*(.+?)(?=\n\s*\n|\n\S|\Z)", _formula, text, flags=re.MULTILINE | re.DOTALL)
        text = re.sub(r":math:`([^`]+)`", r"$\1$", text)

        def linked(match: re.Match[str]) -> str:
            name = match[1]
            return code(name, None if name in own else self.address(name, context))

        return re.sub(r"(?<!`)`([\w.]+)`(?!`)", linked, text)


def _formula(directive: re.Match[str]) -> str:
    """Write what stands in a math directive between dollars; several lines are aligned, as Sphinx does it."""
    formula = directive[1].strip()
    return rf"$$\begin{{aligned}}{formula}\end{{aligned}}$$" if r"\\" in formula else f"$${formula}$$"


def signature(one: PythonName) -> str:
    """Write how a name is used, on several lines where one would be long."""
    module = "" if one.owner else "torchduet."
    line = f"{module}{one.name}{one.signature}"
    if len(line) <= _LINE or not one.signature:
        return line
    inner = _arguments(one.signature)
    return f"{module}{one.name}(\n" + "".join(f"    {argument},\n" for argument in inner) + ")"


def _arguments(written: str) -> list[str]:
    """Cut a signature at the commas between its arguments."""
    found, depth = [""], 0
    for sign in written[1:-1]:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return [argument.strip() for argument in found]


def _context(one: PythonName) -> str:
    return one.name if one.kind == "class" else one.owner
