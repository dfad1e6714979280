import pytest
import torch

from torchduet.devices import find_device


def test_a_name_is_its_device():
    assert find_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize(("there", "found"), [(True, "cuda"), (False, "cpu")])
def test_auto_takes_what_is_there(monkeypatch, there, found):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: there)
    assert find_device("auto") == torch.device(found)


@pytest.mark.parametrize("name", ["cuda:99", "gpu", ""])
def test_what_is_not_there_is_named(name):
    with pytest.raises(ValueError, match=f"device must be a device of this machine, which has cpu.*; given '{name}'"):
        find_device(name)


def test_what_is_no_name():
    with pytest.raises(TypeError, match='device must be the name of a device, like "cpu" or "auto"; given 0'):
        find_device(0)
