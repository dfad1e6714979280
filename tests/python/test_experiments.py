import pandas as pd
import pytest
from experiments import average_pooling_settings
from experiments.stored_table import RESULTS, read_table, write_table

import torchduet as td

TABLES = sorted(path.stem for path in RESULTS.glob("*.csv"))


def test_each_setting_tried_is_one_step_away_from_the_defaults() -> None:
    defaults = td.TextClassifier().get_params()
    first, *changes = average_pooling_settings.settings()
    assert first == average_pooling_settings.UNCHANGED
    assert len(set(changes)) == len(changes)
    assert all(defaults[parameter] != value for parameter, value in changes)


def test_the_stored_settings_are_those_that_would_be_tried_now() -> None:
    # Fails where a default was changed: then the tables are out of date, and `make experiments` mends that.
    tried = [
        (parameter, "no limit" if value is None else str(value))
        for parameter, value in average_pooling_settings.settings()
    ]
    stored = read_table("average_pooling_settings")[["parameter", "value"]].drop_duplicates()
    assert list(stored.itertuples(index=False, name=None)) == tried


def test_the_test_table_has_every_seed() -> None:
    stored = read_table("average_pooling_test")
    assert stored.loc[stored["model"] == "average pooling", "seed"].tolist() == [1, 2, 3, 4, 5]
    assert stored[["accuracy", "auc", "log_loss"]].notna().all(axis=None)


@pytest.mark.parametrize("name", TABLES)
def test_a_stored_table_says_how_it_was_made(name: str) -> None:
    lines = (RESULTS / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    header = [line for line in lines if line.startswith("# ")]
    assert [line.split(":")[0] for line in header[1:]] == ["# command", "# date", "# versions", "# seeds", "# machine"]
    assert f"python -m experiments {name} " in header[1]


def test_a_table_is_read_as_it_was_written(tmp_path) -> None:
    table = pd.DataFrame({"model": ["a, b", "c"], "loss": [0.125, 0.5]})
    write_table("one", table, about="A table", seeds=[1], folder=tmp_path)
    pd.testing.assert_frame_equal(read_table("one", folder=tmp_path), table, check_dtype=False)


def test_a_table_with_the_comment_mark_in_it_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match="must not hold '#'"):
        write_table("one", pd.DataFrame({"model": ["number #1"]}), about="A table", seeds=[1], folder=tmp_path)
