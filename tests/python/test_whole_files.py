import shutil
from pathlib import Path

import pytest

from torchduet.whole_files import written_whole


def listed(folder: Path) -> list[str]:
    return sorted(str(item.relative_to(folder)) for item in folder.rglob("*"))


def test_a_file_comes_when_the_block_ends_and_replaces_the_one_before(tmp_path):
    target = tmp_path / "new" / "numbers.txt"
    for content in ("1 2", "3"):
        with written_whole(target) as made:
            made.write_text(content)
        assert target.read_text() == content
        assert listed(tmp_path) == ["new", "new/numbers.txt"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_after_an_error_nothing_has_changed(error, tmp_path):
    target = tmp_path / "numbers.txt"
    target.write_text("1 2")
    with pytest.raises(type(error)), written_whole(target) as made:  # noqa: PT012
        made.write_text("half")
        raise error
    assert target.read_text() == "1 2"
    assert listed(tmp_path) == ["numbers.txt"]


@pytest.mark.parametrize("name", ["model", "made", "before"])
def test_a_folder_is_replaced_only_where_that_is_asked_for(name, tmp_path):
    target, new = tmp_path / name, tmp_path / "other"
    for folder, file in ((target, "old"), (new, "new")):
        folder.mkdir()
        (folder / file).touch()
    with pytest.raises(OSError, match="not empty"), written_whole(target) as made:
        shutil.copytree(new, made)
    assert listed(target) == ["old"]
    with written_whole(target, replaces_folder=True) as made:
        shutil.copytree(new, made)
    assert listed(target) == ["new"]
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted([name, "other"])
