"""The parts of a saved model, whether it is a folder or a file, and how a test changes them."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

FORMS = ["model", "model.zip"]
"""Names under which a model is saved as a folder, and as a file."""


def read_parts(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, parts: dict[str, bytes]) -> None:
    if path.is_dir():
        shutil.rmtree(path)
        path.mkdir()
        for name, content in parts.items():
            (path / name).write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)


def change(path: Path, **changes: object) -> None:
    """Change fields of a saved model's description, as somebody who knows about the checksum would."""
    seal(path, json.loads(read_parts(path)["model.json"]) | changes)


def seal(path: Path, document: dict[str, object]) -> None:
    document.pop("sha256", None)
    document["sha256"] = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    write_parts(path, read_parts(path) | {"model.json": json.dumps(document).encode()})
