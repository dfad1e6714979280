"""Two processes that train one model, as torchrun starts them; distributed_worker.py says what each does."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from tests.python import distributed_worker as worker

from torchduet import distributed
from torchduet.distributed import Alone, join, own_device

pytestmark = pytest.mark.skipif(not torch.distributed.is_available(), reason="this torch has no torch.distributed")

Results = dict[str, list[Any]]  # by case, an entry per process


def torchrun(folder: Path, *cases: str, time_limit: float = 300) -> Results:
    """Run cases in two processes; return what each wrote."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    # Ended by SIGTERM if it takes too long: torchrun then ends its processes.
    with subprocess.Popen(
        [*command, worker.__file__, str(folder), *cases], stderr=subprocess.PIPE, text=True, env=environment()
    ) as started:
        try:
            _, said = started.communicate(timeout=time_limit)
        except subprocess.TimeoutExpired:
            started.terminate()
            pytest.fail(f"two processes did not end: {started.communicate()[1]}")
    assert started.returncode == 0, said
    return {case: [json.loads((folder / f"{case}-{rank}.json").read_text()) for rank in (0, 1)] for case in cases}


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "TORCH_CPP_LOG_LEVEL": "ERROR", **more}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """What came out of the quick cases, all in one pair of processes: one that failed must not spoil the next."""
    return torchrun(
        tmp_path_factory.mktemp("distributed"), "gradient_descent", "adam", "no_seed", "order_with_dropout",
        "stopped_by_one", "failing", "other_texts", "progress", "interrupted", "both_interrupted",
    )  # fmt: skip


@pytest.mark.parametrize("clip", [None, 0.05])
@pytest.mark.parametrize("size", worker.SIZES)
def test_the_same_weights_as_in_one_process(results: Results, size: str, clip: float | None) -> None:
    run, network = worker.descend(Alone(), *worker.SIZES[size], gradient_clip=clip)
    assert len(run.history) * -(-worker.SIZES[size][0] // worker.SIZES[size][1]) >= 20
    for process in results["gradient_descent"]:
        found = process[f"{size}, {clip}"]
        for name, expected in network.state_dict().items():
            weight = torch.tensor(found["weights"][name], dtype=torch.float64)
            torch.testing.assert_close(weight, expected, rtol=0, atol=1e-10)
        for record, alone in zip(found["history"], run.history, strict=True):
            assert record == pytest.approx({key: alone[key] for key in record}, rel=1e-6)  # summed in single precision


def test_the_same_loss_curve_with_adam_in_single_precision(results: Results) -> None:
    one, other = results["adam"]
    assert one == other
    alone = worker.adam()
    assert len(one["history"]["loss"]) == len(alone["history"]["loss"]) == 8
    for name in ("loss", "validation_loss"):
        assert one["history"][name] == pytest.approx(alone["history"][name], rel=0.01)
    assert one["history"]["loss"][-1] < one["history"]["loss"][0] / 3
    assert one["weights"] != alone["weights"]  # sums are rounded elsewhere: it was not one process that did it all


def test_without_a_seed_the_first_process_draws_one_for_all(results: Results) -> None:
    one, other = results["no_seed"]
    assert one == other
    torch.manual_seed(0)
    assert one["seed"] == int(torch.randint(2**31 - 1, ()))


def test_the_order_is_one_and_dropout_each_ones_own(results: Results) -> None:
    (order, state), (other_order, other_state) = results["order_with_dropout"]
    assert len(order) == 3
    assert order == other_order
    assert order[0] != order[1]
    assert not set(state) & set(other_state)


def test_where_one_is_told_to_stop_all_stop(results: Results) -> None:
    one, other = results["stopped_by_one"]
    assert one == other
    assert one["history"]["epoch"] == [1, 2]


def test_an_error_in_one_is_told_to_the_others(results: Results) -> None:
    (kind, said, weights), (other_kind, other_said, other_weights) = results["failing"]
    assert (other_kind, other_said) == ("ValueError", "this callback had enough")
    assert kind == "ProcessError"
    assert said == "process 1 of 0 to 1 has failed: ValueError: this callback had enough"
    assert weights == other_weights  # of the training after it


def test_processes_with_different_data_are_refused(results: Results) -> None:
    one, other = results["other_texts"]
    assert one == other
    assert one[0] == "InputValueError"
    assert "the same texts" in one[1]


def test_tables_that_differ_in_the_middle_are_told_apart() -> None:
    table = pd.DataFrame({"number": np.arange(1000.0), "level": pd.Categorical(["a", "b"] * 500)})
    other = table.copy()
    other.loc[500, "number"] += 1e-9
    assert distributed._digest(table) == distributed._digest(table.copy()) != distributed._digest(other)


def test_only_the_first_shows_progress(results: Results) -> None:
    (shown,), (other_shown,) = results["progress"]
    assert shown.count("\r") == 3
    assert other_shown == ""


@pytest.mark.parametrize("case", ["interrupted", "both_interrupted"])
def test_an_interrupt_of_one_stops_all_with_the_same_model(results: Results, case: str) -> None:
    assert_all_stopped(results[case], times=8)


@pytest.mark.slow
def test_interrupts_at_180_moments(tmp_path: Path) -> None:
    assert_all_stopped(torchrun(tmp_path, "interrupted_often", time_limit=200)["interrupted_often"], times=180)


def assert_all_stopped(results: list[Any], times: int) -> None:
    assert len(results[0]) == len(results[1]) == times + 1
    pairs = [(one, other) for one, other in zip(*results, strict=True) if one is not None and other is not None]
    assert len(pairs) > 0.8 * times
    for one, other in pairs:
        assert one == other
        assert one["interrupted"] is (one is not results[0][-1])
    assert len(results[0][-1]["history"]["epoch"]) == 3


@pytest.mark.parametrize(
    ("case", "shortest", "longest"), [("killed", 0, 120), pytest.param("hanging", 4, 120, marks=pytest.mark.slow)]
)
def test_a_lost_process_does_not_leave_the_other_waiting(
    tmp_path: Path, case: str, shortest: float, longest: float
) -> None:
    # Without torchrun, which would end the other: in a group that the user has made.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    started = [
        subprocess.Popen(
            [sys.executable, worker.__file__, str(tmp_path), case], stderr=subprocess.DEVNULL,
            env=environment(RANK=str(rank), WORLD_SIZE="2", MASTER_ADDR="127.0.0.1", MASTER_PORT=port),
        )
        for rank in (0, 1)
    ]  # fmt: skip
    try:
        assert started[0].wait(timeout=200) == 0
    finally:
        for process in started:
            process.kill()
            process.wait()
    said, seconds = json.loads((tmp_path / f"{case}-0.json").read_text())
    assert "another process of this training has ended, or did not come" in said
    assert shortest <= seconds <= longest


def test_one_process_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu = torch.device("cpu")
    assert type(join(cpu)) is Alone
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "a run")
    monkeypatch.setenv("WORLD_SIZE", "1")
    assert type(join(cpu)) is Alone
    assert not torch.distributed.is_initialized()


def test_each_process_takes_the_device_of_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert own_device(torch.device("cuda")) == torch.device("cuda")
    monkeypatch.setenv("LOCAL_RANK", "3")
    assert own_device(torch.device("cuda")) == torch.device("cuda:1")
    assert own_device(torch.device("cuda:0")) == torch.device("cuda:0")
    assert own_device(torch.device("cpu")) == torch.device("cpu")
