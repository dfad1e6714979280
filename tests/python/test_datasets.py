import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import torchduet as td
from torchduet.datasets import __main__ as command
from torchduet.datasets import cache

# What is hard in a CSV file: quotes, commas, line ends, "NA" as a word, accents, an empty text.
TEXTS = ['Said "good", bought', "two\nlines", "NA", "café d'água 😀", "", " blanks ", "1"]
SCORES = ["great", "other", "great", "other", "great", "other", "great"]
TABLES = {
    "austen_novels": 'book,text\nEmma,"Emma Woodhouse, handsome"\nPersuasion,Sir Walter\n',
    "AirPassengers": "month,value\n1949-11,0.1\n1949-12,-1e-320\n1950-01,0.10000000000000001\n",
    "nottem": "month,value\n1920-01,40.600000000000001\n",
    "sunspots": "month,value\n1749-01,58\n",
    "Chicago": "ridership,date\n15.731999999999999,2001-01-22\n0.30000000000000004,2001-01-23\n",
}


@pytest.fixture
def cache_folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("TORCHDUET_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "datasets"


@pytest.fixture
def calls(tmp_path, monkeypatch, cache_folder) -> Path:  # noqa: ARG001
    """A made-up Rscript that writes the data sets; returns the file in which it notes its calls."""
    source, programs, noted = (tmp_path / name for name in ("source", "programs", "calls"))
    source.mkdir()
    programs.mkdir()
    for subset in ("train", "test"):
        quoted = ['"' + text.replace('"', '""') + '"' for text in TEXTS]
        lines = ["review,score", *(f'{text},"{score}"' for text, score in zip(quoted, SCORES, strict=True))]
        (source / f"fine_foods_{subset}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, table in TABLES.items():
        (source / f"{name}.csv").write_text(table)
    make_program(programs / "Rscript", f'echo "$@" >> {noted}\ncp {source}/*.csv "$3"')
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return noted


def make_program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def count_calls(calls: Path) -> int:
    return len(calls.read_text().splitlines()) if calls.exists() else 0


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("subset", ["train", "test"])
def test_texts_come_back_to_the_letter(subset):
    reviews = td.datasets.fine_foods(subset=subset)
    assert list(reviews) == ["review", "score"]
    assert reviews["review"].tolist() == TEXTS
    assert isinstance(reviews["score"].dtype, pd.CategoricalDtype)
    assert reviews["score"].cat.categories.tolist() == ["great", "other"]
    assert reviews["score"].tolist() == SCORES


@pytest.mark.usefixtures("calls")
def test_a_novel_is_a_category_and_its_paragraphs_are_texts():
    novels = td.datasets.austen_novels()
    assert novels["text"].tolist() == ["Emma Woodhouse, handsome", "Sir Walter"]
    assert novels["book"].tolist() == ["Emma", "Persuasion"]
    assert len(novels["book"].cat.categories) == 6


def test_r_is_asked_once_for_all(calls):
    for subset in ("train", "test", "train"):
        td.datasets.fine_foods(subset=subset)
    td.datasets.series("sunspots")
    td.datasets.chicago()
    assert count_calls(calls) == 1
    arguments = calls.read_text().split()
    assert arguments[0] == "--vanilla"
    assert Path(arguments[1]) == cache.EXPORT_SCRIPT


@pytest.mark.usefixtures("calls")
def test_afterwards_no_r_is_needed(monkeypatch, tmp_path):
    td.datasets.fine_foods()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert td.datasets.fine_foods()["review"].tolist() == TEXTS


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "fine_foods_train.csv").write_text("review,score\n"),
        lambda folder: (folder / "fine_foods_train.csv").unlink(),
        lambda folder: (folder / cache.MANIFEST).unlink(),
        lambda folder: (folder / cache.MANIFEST).write_text("{"),
        lambda folder: (folder / cache.MANIFEST).write_text("[]"),
        lambda folder: (folder / cache.MANIFEST).write_text("{}"),
        lambda folder: (folder / cache.MANIFEST).write_text("3"),
    ],
)
def test_a_damaged_copy_is_made_anew(calls, cache_folder, damage):
    td.datasets.fine_foods()
    assert cache.is_intact()
    damage(cache_folder)
    assert not cache.is_intact()
    assert not cache.is_intact("fine_foods_train")
    assert td.datasets.fine_foods()["review"].tolist() == TEXTS
    assert count_calls(calls) == 2


def test_without_r_the_error_says_what_to_do(cache_folder, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(cache.DataNotFoundError) as caught:
        td.datasets.fine_foods()
    message = str(caught.value)
    for part in (str(cache_folder), "no Rscript on the PATH", "Install R", "modeldata", "pandas.read_csv"):
        assert part in message
    assert isinstance(caught.value, FileNotFoundError)


@pytest.mark.usefixtures("calls")
def test_what_r_said_is_shown_when_it_fails(cache_folder, tmp_path):
    make_program(tmp_path / "programs" / "Rscript", 'echo "no package called modeldata" >&2\nexit 1')
    with pytest.raises(
        cache.DataNotFoundError, match=r"r-cran-modeldata r-cran-janeaustenr[\s\S]*no package called modeldata"
    ):
        td.datasets.fine_foods()
    assert list(cache_folder.parent.iterdir()) == []


@pytest.mark.usefixtures("calls")
def test_a_failure_leaves_the_copy_that_was_there(cache_folder, tmp_path):
    td.datasets.fine_foods()
    before = {file.name: file.read_bytes() for file in cache_folder.iterdir()}
    make_program(tmp_path / "programs" / "Rscript", 'echo broken > "$3/fine_foods_train.csv"\nexit 1')
    with pytest.raises(cache.DataNotFoundError):
        cache.export()
    assert {file.name: file.read_bytes() for file in cache_folder.iterdir()} == before


@pytest.mark.usefixtures("calls", "cache_folder")
def test_an_export_cut_off_between_files_is_not_taken_for_intact(monkeypatch):
    replace = os.replace

    def fail_at_manifest(source, target):
        if Path(target).name == cache.MANIFEST:
            raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fail_at_manifest)
        with pytest.raises(KeyboardInterrupt):
            cache.export()
    assert not cache.is_intact()
    assert td.datasets.fine_foods()["review"].tolist() == TEXTS


@pytest.mark.usefixtures("calls")
def test_a_data_set_that_r_did_not_write_is_named(tmp_path):
    (tmp_path / "source" / "fine_foods_test.csv").unlink()
    with pytest.raises(cache.DataNotFoundError, match="made no data set named 'fine_foods_test'"):
        td.datasets.fine_foods(subset="test")


@pytest.mark.parametrize(
    "read",
    [lambda: td.datasets.series("nottem"), td.datasets.chicago, lambda: command.main([])],
    ids=["series", "chicago", "command"],
)
def test_a_cache_of_an_older_version_is_made_anew(calls, cache_folder, read):
    td.datasets.fine_foods()
    manifest = cache_folder / cache.MANIFEST
    noted = json.loads(manifest.read_text())
    for name in TABLES:
        (cache_folder / f"{name}.csv").unlink()
        del noted[f"{name}.csv"]
    manifest.write_text(json.dumps(noted))
    assert command.main(["--check"]) == 1
    assert len(td.datasets.fine_foods()) == len(TEXTS)  # what is there is there
    assert count_calls(calls) == 1
    read()
    assert count_calls(calls) == 2
    assert command.main(["--check"]) == 0


@pytest.mark.usefixtures("calls")
def test_a_series_is_monthly_and_keeps_every_bit():
    passengers = td.datasets.series("AirPassengers")
    assert passengers.tolist() == [0.1, -1e-320, 0.1]
    assert passengers.dtype == np.float64
    assert passengers.name == "AirPassengers"
    assert passengers.index.equals(pd.period_range("1949-11", periods=3, freq="M"))
    assert passengers.index.name is None


@pytest.mark.usefixtures("calls")
def test_chicago_has_numbers_and_dates():
    trains = td.datasets.chicago()
    assert list(trains) == ["ridership", "date"]
    assert trains["ridership"].tolist() == [15.732, 0.1 + 0.2]
    assert trains.dtypes.astype(str).tolist() == ["float64", "datetime64[s]"]
    assert trains["date"].tolist() == [pd.Timestamp("2001-01-22"), pd.Timestamp("2001-01-23")]


@pytest.mark.parametrize("name", ["airpassengers", "lynx", None, 1])
def test_an_unknown_series_is_refused(name):
    expected = f"name must be 'AirPassengers', 'nottem' or 'sunspots'; given {name!r}"
    with pytest.raises(ValueError, match=expected):
        td.datasets.series(name)


@pytest.mark.parametrize("subset", ["validation", None, "Train"])
def test_an_unknown_subset_is_refused(subset):
    with pytest.raises(ValueError, match=f"subset must be 'train' or 'test'; given {subset!r}"):
        td.datasets.fine_foods(subset=subset)


def test_the_command_exports_once_and_checks(calls, capsys, cache_folder):
    assert command.main(["--check"]) == 1
    assert count_calls(calls) == 0
    assert command.main([]) == 0
    assert command.main(["--check"]) == command.main([]) == 0
    assert count_calls(calls) == 1
    assert str(cache_folder) in capsys.readouterr().out


@pytest.mark.usefixtures("calls")
def test_the_checksums_are_those_of_the_files(cache_folder):
    td.datasets.fine_foods()
    noted = json.loads((cache_folder / cache.MANIFEST).read_text())
    assert sorted(noted) == sorted(f"{name}.csv" for name in cache.NAMES)
    said = subprocess.run(["sha256sum", *noted], cwd=cache_folder, capture_output=True, text=True, check=True).stdout
    assert said.split()[::2] == list(noted.values())


def test_the_real_reviews():
    if not cache.is_intact():
        pytest.skip(f"no intact data sets in {cache.cache_folder()}; `make setup` exports them")
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    assert (len(train), len(test)) == (4000, 1000)
    assert test["score"].value_counts().to_dict() == {"great": 658, "other": 342}
    assert train["review"].str.len().min() > 0


# R's own numbers as hexadecimal floats, column by column: nothing is lost in printing, and no CSV is in between.
PRINT_IN_R = """
for (name in c("AirPassengers", "nottem", "sunspots")) {
  series <- getExportedValue("datasets", name)
  cat(name, sprintf("%d-%02d", floor(stats::time(series) + 1e-6), stats::cycle(series)), "\n")
  cat(name, sprintf("%a", series), "\n")
}
for (name in names(modeldata::Chicago)) {
  column <- modeldata::Chicago[[name]]
  cat(name, if (is.double(column) && !inherits(column, "Date")) sprintf("%a", column) else format(column), "\n")
}
"""


@pytest.fixture
def has_modeldata() -> None:
    found = shutil.which("Rscript") and subprocess.run(
        ["Rscript", "--vanilla", "-e", "for (name in c('modeldata', 'janeaustenr')) loadNamespace(name)"],
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    ).returncode == 0  # fmt: skip
    if not found:
        pytest.skip("no R with its packages modeldata and janeaustenr")


@pytest.mark.usefixtures("cache_folder", "has_modeldata")
def test_the_real_numbers_are_those_of_r_to_the_last_bit():
    said = subprocess.run(
        ["Rscript", "--vanilla", "-e", PRINT_IN_R], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    lines = [(line.split()[0], line.split()[1:]) for line in said]
    for (name, months), (_, numbers) in zip(lines[0:6:2], lines[1:6:2], strict=True):
        series = td.datasets.series(name)
        assert series.index.astype(str).tolist() == months
        assert [value.hex() for value in series.tolist()] == [float.fromhex(number).hex() for number in numbers]
    trains = td.datasets.chicago()
    assert list(trains) == [name for name, _ in lines[6:]]
    for name, values in lines[6:-1]:
        assert [value.hex() for value in trains[name].tolist()] == [float.fromhex(value).hex() for value in values]
    assert trains["date"].dt.strftime("%Y-%m-%d").tolist() == lines[-1][1]
    assert trains.shape == (5698, 50)


@pytest.mark.usefixtures("cache_folder", "has_modeldata")
def test_the_real_export():
    # In the C locale, where R would write <U+00E9> for é if it were let.
    made = subprocess.run(
        [sys.executable, "-m", "torchduet.datasets"],
        env={**os.environ, "LC_ALL": "C", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert len(td.datasets.fine_foods()) == 4000
    assert not td.datasets.fine_foods()["review"].str.contains("<U+", regex=False).any()
