"""tools/setup_torch.py: telling a CPU build from a CUDA build before it is installed."""

from pathlib import Path
from typing import Any

import pytest

import setup_torch

ROOT = Path(__file__).resolve().parents[2]


def report(**versions: str) -> dict[str, Any]:
    """Return what `pip install --report` writes, cut down to what is read."""
    return {
        "install": [
            {
                "metadata": {"name": name.replace("_", "-"), "version": version},
                "download_info": {"url": f"https://files.example.org/{name}"},
            }
            for name, version in versions.items()
        ]
    }


CPU = report(torch="2.13.0+cpu", sympy="1.14.0")
MACOS = report(torch="2.13.0", sympy="1.14.0")
CUDA = report(torch="2.13.0", nvidia_cublas="13.1.1.3", cuda_toolkit="13.0.3", triton="3.7.1")


@pytest.mark.parametrize(
    ("what_pip_offers", "expected"), [(CPU, False), (MACOS, False), (CUDA, True), (report(torch="2.13.0+cu130"), True)]
)
def test_is_cuda_build(what_pip_offers: dict[str, Any], expected: bool) -> None:
    assert setup_torch.is_cuda_build(what_pip_offers) is expected


def test_constraints_pin_torch() -> None:
    assert setup_torch.pinned_version((ROOT / "constraints.txt").read_text()) == "2.13.0"


def test_constraints_without_torch_are_an_error() -> None:
    with pytest.raises(ValueError, match="must pin torch"):
        setup_torch.pinned_version("# torch==1.0\nnumpy==2.0\n")


@pytest.mark.parametrize(
    ("installed", "expected"), [("2.13.0+cpu", True), ("2.13.0", True), ("2.12.0+cpu", False), (None, False)]
)
def test_a_local_part_of_the_version_does_not_matter(installed: str | None, expected: bool) -> None:
    assert setup_torch.fits(installed, "2.13.0") is expected


def test_total_size_counts_the_files_that_tell_none() -> None:
    sizes = {"https://files.example.org/torch": 526_574_961, "https://files.example.org/nvidia_cublas": 423_100_000}
    assert setup_torch.total_size(CUDA, sizes.get) == (949_674_961, 2)


def test_refusal_says_how_large_and_what_to_do() -> None:
    message = setup_torch.refusal(CUDA, 2_650_000_000, 0)
    assert "2.6 GB" in message or "2.7 GB" in message
    assert "TORCHDUET_ACCEPT_CUDA=1" in message
    assert "PIP_FIND_LINKS" in message


class Pip:
    """Stands for pip: knows what each index offers, and remembers what was installed."""

    def __init__(self, own: list[str], cpu_index: list[str], plain: dict[str, Any]) -> None:
        self.own, self.cpu_index, self.plain = own, cpu_index, plain
        self.installed: list[str] = []

    def offer(self, requirement: str, *options: str) -> dict[str, Any] | None:
        where = self.cpu_index if setup_torch.CPU_INDEX in options else self.own
        return self.plain if requirement in where else None

    def run(self, *arguments: str) -> int:
        self.installed.append(" ".join(arguments))
        return 0


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("TORCHDUET_ACCEPT_CUDA", raising=False)
    monkeypatch.setattr(setup_torch, "remote_size", lambda _url: 1_000_000_000)
    return monkeypatch


def stand_in(monkeypatch: pytest.MonkeyPatch, pip: Pip) -> None:
    monkeypatch.setattr(setup_torch, "offer", pip.offer)
    monkeypatch.setattr(setup_torch, "pip", pip.run)


def test_the_users_own_cpu_build_comes_first(linux: pytest.MonkeyPatch) -> None:
    pip = Pip(own=["torch==2.13.0+cpu"], cpu_index=["torch==2.13.0+cpu"], plain=CPU)
    stand_in(linux, pip)
    assert setup_torch.install("2.13.0") == 0
    assert pip.installed == ["install torch==2.13.0+cpu"]


def test_then_the_cpu_index_of_pytorch(linux: pytest.MonkeyPatch) -> None:
    pip = Pip(own=["torch==2.13.0"], cpu_index=["torch==2.13.0+cpu"], plain=CUDA)
    stand_in(linux, pip)
    assert setup_torch.install("2.13.0") == 0
    (command,) = pip.installed
    assert f"--index-url {setup_torch.CPU_INDEX}" in command


def test_cuda_alone_is_refused_with_its_size(linux: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pip = Pip(own=["torch==2.13.0"], cpu_index=[], plain=CUDA)
    stand_in(linux, pip)
    assert setup_torch.install("2.13.0") == setup_torch.EXPLAINED
    assert pip.installed == []
    assert "4.0 GB" in capsys.readouterr().out


def test_cuda_is_taken_by_those_who_ask_for_it(linux: pytest.MonkeyPatch) -> None:
    pip = Pip(own=["torch==2.13.0"], cpu_index=[], plain=CUDA)
    stand_in(linux, pip)
    linux.setenv("TORCHDUET_ACCEPT_CUDA", "1")
    assert setup_torch.install("2.13.0") == 0
    assert pip.installed == ["install torch==2.13.0"]


def test_macos_has_no_cuda_and_is_fine_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    pip = Pip(own=["torch==2.13.0"], cpu_index=[], plain=MACOS)
    stand_in(monkeypatch, pip)
    monkeypatch.setattr("sys.platform", "darwin")
    assert setup_torch.install("2.13.0") == 0
    assert pip.installed == ["install torch==2.13.0"]


def test_no_torch_at_all_says_for_which_python(linux: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stand_in(linux, Pip(own=[], cpu_index=[], plain=CPU))
    assert setup_torch.install("2.13.0") == setup_torch.EXPLAINED
    assert "pip finds no torch 2.13.0" in capsys.readouterr().out
