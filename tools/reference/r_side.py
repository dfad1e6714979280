"""R's half of a page: the parts of a topic, as Markdown."""

from __future__ import annotations

from lessons.markdown import fenced
from reference.examples import as_markdown
from reference.markdown import definitions
from reference.r_topics import RTopic
from reference.rd import Address, RdReader, usage


def r_parts(topic: RTopic, address: Address, methods: tuple[str, ...]) -> dict[str, str]:
    """Write what R's help says, by part of the page."""
    reader = RdReader(f"man/{topic.name}.Rd", address)

    def section(name: str) -> str:
        return reader.blocks(topic.sections.get(name, []))

    description = section("description")
    own = [f"### {reader.blocks(title)}\n\n{reader.blocks(text)}" for title, text in topic.further]
    parts = {
        "description": "" if description == reader.blocks(topic.sections["title"]) else description,
        "usage": usage(topic.sections.get("usage", []), methods),
        "arguments": "",
        "value": section("value"),
        "details": "\n\n".join(part for part in (section("details"), section("note"), *own) if part),
        "examples": as_markdown(topic.examples, "r", topic.name, topic.title),
        "source": "\n\n".join(part for part in (section("source"), section("references")) if part),
        "see-also": section("seealso"),
    }
    if parts["usage"]:
        parts["usage"] = fenced(parts["usage"], "r")
    if "arguments" in topic.sections:
        parts["arguments"] = definitions(reader.arguments(topic.sections["arguments"]), "arguments")
    return {name: part for name, part in parts.items() if part}
