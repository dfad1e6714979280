"""R's side: the topics of `man/`, read and their examples run by `read_r.R`."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessons.column import REPOSITORY, clean_text, environment
from lessons.errors import LessonError
from reference.examples import Shown, merged
from reference.rd import Node, plain

_READER = Path(__file__).with_name("read_r.R")
_OVERVIEW = "torchduet-package"  # internal to R's own index, but the page to begin with


@dataclass(frozen=True)
class RTopic:
    """One help page of R's: the names that it documents, its sections as trees, what its examples show."""

    name: str
    aliases: tuple[str, ...]
    sections: dict[str, list[Node]]  # by tag, without the backslash
    further: tuple[tuple[list[Node], list[Node]], ...]  # sections with titles of their own
    examples: tuple[Shown, ...]

    @property
    def title(self) -> str:
        """The title, as text."""
        return " ".join("".join(map(plain, self.sections["title"])).split())


@dataclass(frozen=True)
class RSide:
    """All topics that have a page, and what else is known of R's names."""

    topics: tuple[RTopic, ...]
    internal: frozenset[str]  # names whose help is not for users
    foreign: frozenset[str]  # topics of R's own packages that the help links to
    methods: tuple[str, ...]
    versions: dict[str, str]


def run_r() -> dict[str, Any]:
    """Read all topics and run their examples, in one process of R."""
    with tempfile.TemporaryDirectory(prefix="reference-r-") as name:
        work, output = Path(name) / "work", Path(name) / "output"
        work.mkdir()
        output.mkdir()
        run = subprocess.run(
            ["Rscript", "--vanilla", str(_READER), str(REPOSITORY), str(output)],
            cwd=work,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
        if run.returncode != 0:
            raise LessonError(f"R's side of the reference failed.\n{clean_text(run.stderr + run.stdout)}")
        found: dict[str, Any] = json.loads((output / "topics.json").read_text(encoding="utf-8"))
        for topic in found["topics"]:
            for one in topic.get("shown", []):
                if one["kind"] == "figure":
                    one["content"] = Path(one["content"]).read_text(encoding="utf-8")
    return found


def read_r_side(raw: dict[str, Any]) -> RSide:
    """Turn what `read_r.R` gave into topics, after checking that each documents what is there."""
    documented = {alias for topic in raw["topics"] for alias in topic["aliases"]}
    if missing := sorted(set(raw["exports"]) - documented):
        raise LessonError(f"R exports what no page of man/ documents: {', '.join(missing)}.")
    for topic in raw["topics"]:
        gone = [alias for alias, there in zip(topic["aliases"], topic["there"], strict=True) if not there]
        if gone and "internal" not in topic["keywords"]:
            raise LessonError(
                f"man/{topic['name']}.Rd documents {', '.join(gone)}, which the package does not have; "
                "run `make document`, then `make setup`."
            )
    shown = [topic for topic in raw["topics"] if "internal" not in topic["keywords"] or topic["name"] == _OVERVIEW]
    named = {alias for topic in shown for alias in topic["aliases"]}
    return RSide(
        topics=tuple(map(_topic, shown)),
        internal=frozenset(documented - named),
        foreign=frozenset(raw["foreign"]),
        methods=tuple(raw["methods"]),
        versions=raw["versions"],
    )


def _topic(raw: dict[str, Any]) -> RTopic:
    own = [section for section in raw["sections"] if section["tag"] == "\\section"]
    attached, shown = Shown("code", "library(torchduet)"), [Shown(**one) for one in raw.get("shown", [])]
    return RTopic(
        name=raw["name"],
        aliases=tuple(raw["aliases"]),
        sections={one["tag"].removeprefix("\\"): one["children"] for one in raw["sections"] if one not in own},
        further=tuple((one["children"][0]["children"], one["children"][1]["children"]) for one in own),
        examples=tuple(merged([attached, *shown] if shown else [])),
    )
