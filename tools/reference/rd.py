"""R's help, as `read_r.R` gives it: trees of Rd's tags, turned into Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from lessons.errors import LessonError
from lessons.markdown import fenced, raw
from reference.markdown import code, escaped, term

Node = str | dict[str, Any]  # a text, or {"tag", "option", "children"}
Address = Callable[[str, str], str | None]  # from the target of a link and its package ("") to where it leads, if here

_TEXTS = {"\\R": "R", "\\ldots": "…", "\\dots": "…", "\\cr": "\\\n"}
_CODE = {"\\code", "\\verb", "\\samp", "\\command", "\\option", "\\env", "\\file", "\\pkg", "\\kbd"}
_MARKS = {"\\emph": "*", "\\var": "*", "\\dfn": "*", "\\cite": "*", "\\strong": "**", "\\bold": "**", "\\acronym": ""}


class RdReader:
    """Turns Rd's trees into Markdown; `where` says whose help it is, for error messages."""

    def __init__(self, where: str, address: Address) -> None:
        self.where = where
        self.address = address

    def blocks(self, nodes: Sequence[Node]) -> str:
        """Paragraphs, lists, formulas."""
        return re.sub(r"\n{3,}", "\n\n", "".join(map(self._node, nodes))).strip()

    def arguments(self, nodes: Sequence[Node]) -> list[tuple[str, str]]:
        """Terms and descriptions of the section of arguments."""
        items = [node for node in nodes if isinstance(node, dict) and node["tag"] == "\\item"]
        return [
            (term([name.strip() for name in plain(named).split(",")]), self.blocks(_children(described)))
            for named, described in (item["children"] for item in items)
        ]

    def _node(self, node: Node) -> str:
        if isinstance(node, str):
            return escaped(node)
        tag, children = node["tag"], node["children"]
        if tag in _TEXTS:
            return _TEXTS[tag]
        if tag in _CODE:
            return self._code(children)
        if tag in _MARKS:
            return f"{_MARKS[tag]}{self._inline(children)}{_MARKS[tag]}"
        if tag == "\\link":
            return self._link(node, is_code=plain(node).endswith(")"))
        if tag in ("\\eqn", "\\deqn"):
            mark = "$" if tag == "\\eqn" else "$$"
            formula = f"{mark}{plain(children[0]).strip()}{mark}"
            return formula if tag == "\\eqn" else f"\n\n{formula}\n\n"
        if tag in ("\\url", "\\href", "\\email"):
            return _outside(tag, children)
        return self._block(tag, children)

    def _block(self, tag: str, children: list[Node]) -> str:
        if tag == "\\preformatted":
            return f"\n\n{fenced(plain({'tag': '', 'children': children}).strip(chr(10)), 'r')}\n\n"
        if tag == "\\describe":
            items = [child["children"] for child in children if isinstance(child, dict) and child["tag"] == "\\item"]
            return _listed("ul", [f"{self._inline(_children(a))}: {self.blocks(_children(b))}" for a, b in items])
        if tag in ("\\itemize", "\\enumerate"):
            return self._list("ul" if tag == "\\itemize" else "ol", children)
        if tag == "\\tabular":
            return self._table(_children(children[1]))
        if tag == "\\subsection":
            return f"\n\n### {self._inline(_children(children[0]))}\n\n{self.blocks(_children(children[1]))}\n\n"
        if tag == "\\if":
            return self.blocks(_children(children[1])) if plain(children[0]).strip() == "html" else ""
        if tag == "\\out":
            return ""  # HTML that roxygen puts around what stands here anyway
        if tag in ("", "LIST", "\\sQuote", "\\dQuote"):
            mark = {"\\sQuote": "'", "\\dQuote": '"'}.get(tag, "")
            return mark + "".join(map(self._node, children)) + mark
        raise LessonError(f"{self.where} holds {tag}, which tools/reference/rd.py cannot show yet; write it otherwise.")

    def _inline(self, nodes: Sequence[Node]) -> str:
        return " ".join("".join(map(self._node, nodes)).split())

    def _code(self, children: list[Node]) -> str:
        """Code, in which links may stand."""
        return "".join(
            self._link(child, is_code=True)
            if isinstance(child, dict) and child["tag"] == "\\link"
            else code(plain(child))
            for child in children
        )

    def _link(self, node: dict[str, Any], *, is_code: bool) -> str:
        option, text = node["option"], plain(node)
        package, target = ("", option[1:]) if option.startswith("=") else (option, text)
        if ":" in package:
            package, target = package.split(":", 1)
        address = self.address(target.removesuffix("()"), package)
        if is_code:
            return code(text, address)
        return f"[{escaped(text)}]({address})" if address else escaped(text)

    def _list(self, kind: str, children: list[Node]) -> str:
        items: list[list[Node]] = []
        for child in children:
            if isinstance(child, dict) and child["tag"] == "\\item":
                items.append([])
            elif items:
                items[-1].append(child)
        return _listed(kind, [self.blocks(item) for item in items])

    def _table(self, cells: list[Node]) -> str:
        rows: list[list[list[Node]]] = [[[]]]
        for node in cells:
            tag = "" if isinstance(node, str) else node["tag"]
            if tag == "\\cr":
                rows.append([[]])
            elif tag == "\\tab":
                rows[-1].append([])
            else:
                rows[-1][-1].append(node)
        written = ["".join(f"<td>\n\n{self._inline(cell)}\n\n</td>" for cell in row) for row in rows if row != [["\n"]]]
        return "\n\n<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in written) + "\n</table>\n\n"


def plain(node: Node) -> str:
    """Text alone, without marks."""
    if isinstance(node, str):
        return node
    if node["tag"] in ("\\dots", "\\ldots"):
        return "..."
    return "".join(map(plain, node["children"]))


def usage(nodes: Sequence[Node], methods: Sequence[str]) -> str:
    """Write the section of usage as code, methods under a comment that says so.

    Parameters
    ----------
    nodes : list of Node
    methods : list of str
        All S3 methods, generic.class: those of other packages' generics stand there as functions of that name.
    """
    written = ""
    for node in nodes:
        if isinstance(node, dict) and node["tag"] in ("\\method", "\\S3method"):
            generic, kind = map(plain, node["children"])
            written += _method(generic, kind)
        else:
            written += plain(node)
    for method in methods:
        if re.search(rf"^{re.escape(method)}\(", written, re.MULTILINE):
            generic, kind = method.split(".", 1)
            written = re.sub(rf"^{re.escape(method)}\(", _method(generic, kind) + "(", written, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", written).strip("\n")


def _method(generic: str, kind: str) -> str:
    return f"# for a {kind}\n{generic}"


def _children(node: Node) -> list[Node]:
    return [node] if isinstance(node, str) else node["children"]


def _listed(kind: str, items: Sequence[str]) -> str:
    inner = "\n\n".join(f"{raw('<li>')}\n\n{item}\n\n{raw('</li>')}" for item in items)
    return f"\n\n{raw(f'<{kind}>')}\n\n{inner}\n\n{raw(f'</{kind}>')}\n\n"


def _outside(tag: str, children: list[Node]) -> str:
    address = plain(children[0]).strip()
    if tag == "\\email":
        return f"[{escaped(address)}](mailto:{address})"
    text = plain(children[1]) if tag == "\\href" else address
    return f"[{escaped(text.strip())}]({address})"
