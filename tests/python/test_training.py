import copy
import signal

import pytest
import torch
from torch import nn

from torchduet.batches import LengthBatches
from torchduet.networks import AveragePoolingNetwork
from torchduet.training import Callback, evaluate_network, make_optimizer, train


@pytest.fixture
def data() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(6)
    ids = torch.randint(2, 40, (96, 10), generator=generator)
    ids = torch.where(torch.arange(10) < torch.randint(1, 11, (96, 1), generator=generator), ids, 0)
    return ids, (ids == 5).any(dim=1).long()


@pytest.fixture
def network() -> AveragePoolingNetwork:
    torch.manual_seed(7)
    return AveragePoolingNetwork(num_embeddings=40, embedding_dim=8, num_classes=2, dropout=0.3)


def assert_same_weights(one: nn.Module, other: nn.Module) -> None:
    for (name, weight), expected in zip(one.state_dict().items(), other.state_dict().values(), strict=True):
        assert torch.equal(weight, expected), name


def differ(one: nn.Module, other: nn.Module) -> bool:
    return any(not torch.equal(weight, other.state_dict()[name]) for name, weight in one.state_dict().items())


@pytest.mark.parametrize("gradient_clip", [None, 0.05])
def test_it_equals_a_loop_written_by_hand_weight_for_weight(data, network, gradient_clip):
    by_hand = copy.deepcopy(network)
    batches = LengthBatches(*data, batch_size=16, shuffle=True)

    torch.manual_seed(8)
    run = train(
        network,
        batches,
        loss_function=nn.functional.cross_entropy,
        optimizer=make_optimizer(network, learning_rate=0.01),
        epochs=3,
        gradient_clip=gradient_clip,
    )

    torch.manual_seed(8)
    by_hand.train()
    optimizer = torch.optim.Adam(by_hand.parameters(), lr=0.01, fused=True)
    losses = []
    for _ in range(3):
        total = 0.0
        for ids, targets in batches:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(by_hand(ids), targets)
            loss.backward()
            if gradient_clip is not None:
                norm = torch.sqrt(sum((weight.grad**2).sum() for weight in by_hand.parameters()))
                if norm > gradient_clip:
                    for weight in by_hand.parameters():
                        weight.grad *= gradient_clip / (norm + 1e-6)
            optimizer.step()
            total += loss.item() * len(targets)
        losses.append(total / len(data[0]))

    if gradient_clip is None:
        assert_same_weights(network, by_hand)
    else:  # the norm is summed in another order
        for weight, expected in zip(network.parameters(), by_hand.parameters(), strict=True):
            torch.testing.assert_close(weight, expected, rtol=1e-4, atol=1e-5)
    assert [record["loss"] for record in run.history] == pytest.approx(losses, rel=1e-5)
    assert [record["epoch"] for record in run.history] == [1, 2, 3]
    assert not network.training


def test_without_weight_decay_the_optimizer_is_adam(data, network):
    other = copy.deepcopy(network.eval())
    optimizers = make_optimizer(network, learning_rate=0.02), torch.optim.Adam(other.parameters(), lr=0.02)
    for _ in range(5):
        for module, optimizer in zip((network, other), optimizers, strict=True):
            optimizer.zero_grad()
            nn.functional.cross_entropy(module(data[0]), data[1]).backward()
            optimizer.step()
    for weight, expected in zip(network.parameters(), other.parameters(), strict=True):
        # The fused step rounds elsewhere than the plain one; a step is 0.02 long.
        torch.testing.assert_close(weight, expected, rtol=1e-5, atol=1e-6)


def test_weight_decay_shrinks_matrices_and_leaves_biases_and_padding(network):
    with torch.no_grad():
        network.output.bias.fill_(0.5)
    before = copy.deepcopy(network)
    optimizer = make_optimizer(network, learning_rate=0.1, weight_decay=0.2)
    for weight in network.parameters():
        weight.grad = torch.zeros_like(weight)  # nothing but the decay moves them
    optimizer.step()
    shrunk = 1 - 0.1 * 0.2  # decoupled: times learning rate, whatever the gradient
    torch.testing.assert_close(network.output.weight, before.output.weight * shrunk)
    torch.testing.assert_close(network.embedding.weight, before.embedding.weight * shrunk)
    assert torch.equal(network.output.bias, before.output.bias)
    assert (network.embedding.weight[0] == 0).all()


def test_weight_decay_leaves_normalisation_out():
    network = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3))
    groups = make_optimizer(network, learning_rate=0.1, weight_decay=0.2).param_groups
    decays = {id(weight): group["weight_decay"] for group in groups for weight in group["params"]}
    assert {name: decays[id(weight)] for name, weight in network.named_parameters()} == {
        "0.weight": 0.2,
        "0.bias": 0.0,
        "1.weight": 0.0,
        "1.bias": 0.0,
    }


def test_frozen_weights_stay(data, network):
    network.embedding.weight.requires_grad_(False)
    before = network.embedding.weight.clone()
    train(
        network,
        LengthBatches(*data, batch_size=16, shuffle=True),
        loss_function=nn.functional.cross_entropy,
        optimizer=make_optimizer(network, learning_rate=0.1, weight_decay=0.5),
        epochs=1,
    )
    assert torch.equal(network.embedding.weight, before)


def test_evaluate_network_is_the_mean_over_texts_not_over_batches(data, network):
    batches = LengthBatches(*data, batch_size=36, shuffle=False)  # 36, 36, 24
    before = copy.deepcopy(network.train())
    measured = evaluate_network(network, batches, nn.functional.cross_entropy)
    with torch.no_grad():
        scores = before.eval()(data[0])
    expected = nn.functional.cross_entropy(scores.double(), data[1]).item()
    assert measured["validation_loss"] == pytest.approx(expected, rel=1e-6)
    assert measured["validation_accuracy"] == (scores.argmax(dim=1) == data[1]).double().mean().item()
    assert_same_weights(network, before)


def test_validation_is_measured_after_the_epoch_and_teaches_nothing(data, network):
    measured = []

    class Measure(Callback):
        def on_epoch_end(self, run):
            measured.append(evaluate_network(run.network, validation, nn.functional.cross_entropy))

    validation = LengthBatches(data[0][:30], data[1][:30], batch_size=7, shuffle=False)
    without = copy.deepcopy(network)
    runs = []
    for module, batches in ((network, validation), (without, None)):
        torch.manual_seed(9)
        runs.append(
            train(
                module,
                LengthBatches(data[0][30:], data[1][30:], batch_size=16, shuffle=True),
                loss_function=nn.functional.cross_entropy,
                optimizer=make_optimizer(module, learning_rate=0.05),
                epochs=2,
                validation_batches=batches,
                callbacks=[Measure()] if batches else [],
            )
        )
    assert_same_weights(network, without)
    for record, expected in zip(runs[0].history, measured, strict=True):
        assert {name: record[name] for name in expected} == expected
    assert set(runs[1].history[0]) == {"epoch", "loss", "seconds"}


class Recorder(Callback):
    def __init__(self) -> None:
        self.calls: list[str] = []

    def on_fit_begin(self, run):
        self.calls.append(f"begin {len(run.history)}")

    def on_epoch_end(self, run):
        self.calls.append(f"epoch {run.history[-1]['epoch']}")
        run.stop = run.history[-1]["epoch"] == 2

    def on_fit_end(self, run):
        self.calls.append(f"end {len(run.history)}")


def test_callbacks_are_called_in_order_and_may_stop(data, network):
    recorder = Recorder()
    train(
        network,
        LengthBatches(*data, batch_size=16, shuffle=True),
        loss_function=nn.functional.cross_entropy,
        optimizer=make_optimizer(network, learning_rate=0.1),
        epochs=5,
        callbacks=[recorder],
    )
    assert recorder.calls == ["begin 0", "epoch 1", "epoch 2", "end 2"]


@pytest.mark.parametrize("interrupted_batch", [0, 3, 8])
def test_ctrl_c_keeps_what_was_learned(data, network, interrupted_batch):
    class Interrupting(LengthBatches):
        passed = 0

        def __iter__(self):
            for batch in super().__iter__():
                if self.passed == interrupted_batch:
                    signal.raise_signal(signal.SIGINT)  # what Ctrl-C does
                yield batch
                self.passed += 1

    before, recorder = copy.deepcopy(network), Recorder()
    run = train(
        network,
        Interrupting(*data, batch_size=16, shuffle=True),  # 6 batches
        loss_function=nn.functional.cross_entropy,
        optimizer=make_optimizer(network, learning_rate=0.1),
        epochs=4,
        callbacks=[recorder],
    )
    assert run.interrupted
    assert len(run.history) == interrupted_batch // 6
    assert recorder.calls[-1] == f"end {interrupted_batch // 6}"
    assert differ(network, before) is (interrupted_batch > 0)
    assert not network.training
