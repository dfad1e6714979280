import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from torchduet.step_network import NextTokenNetwork, StepBatches, StepNetwork
from torchduet.training import evaluate_network

IDS = torch.tensor([[2, 3, 4, 5, 3], [6, 2, 0, 0, 0], [4, 0, 0, 0, 0], [3, 3, 5, 0, 0]])


@pytest.fixture(params=["rnn", "lstm", "gru"])
def kind(request):
    return request.param


@pytest.mark.parametrize(("layers", "bidirectional"), [(1, False), (2, True)])
def test_scores_are_those_of_packing(kind, layers, bidirectional):
    torch.manual_seed(1)
    network = StepNetwork(kind, 7, 3, 4, hidden_size=5, layers=layers, bidirectional=bidirectional).double()
    packed = pack_padded_sequence(network.embedding(IDS), (IDS != 0).sum(dim=1), batch_first=True, enforce_sorted=False)
    outputs, _ = nn.utils.rnn.pad_packed_sequence(network.layers.recurrent(packed)[0], batch_first=True)
    expected = network.output(outputs)[IDS != 0]
    torch.testing.assert_close(network(IDS), expected, rtol=1e-12, atol=1e-12)


def test_padding_changes_nothing(kind):
    network = StepNetwork(kind, 7, 3, 4, layers=2, bidirectional=True).eval()
    alone = torch.cat([network(row[row != 0].unsqueeze(0)) for row in IDS])
    torch.testing.assert_close(network(IDS), alone, rtol=0, atol=1e-6)


def test_padding_is_never_the_next_token_and_gets_no_gradient(kind):
    network = NextTokenNetwork(kind, 7, 3)
    scores = network(IDS)
    assert scores.shape == (11, 7)
    assert (scores[:, 0] == -torch.inf).all()
    nn.functional.cross_entropy(scores, torch.full((11,), 3)).backward()
    assert all(parameter.grad.isfinite().all() for parameter in network.parameters())


def test_reading_on_gives_what_reading_at_once_gives(kind):
    network = NextTokenNetwork(kind, 7, 3, layers=2).double().eval()
    at_once = network(IDS[:1])
    state, steps = None, []
    for token in IDS[0]:
        scores, state = network.advance(token.reshape(1, 1), state)
        steps.append(scores)
    torch.testing.assert_close(torch.cat(steps), at_once, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(network.advance(IDS[:1])[0], at_once[-1:], rtol=1e-12, atol=1e-12)


def test_batches_hold_the_answers_of_real_steps_alone():
    targets = torch.arange(20).reshape(4, 5)
    batches = list(StepBatches(IDS, targets, batch_size=2, shuffle=False))
    assert [inputs.shape for inputs, _ in batches] == [(2, 2), (2, 5)]
    assert [answers.tolist() for _, answers in batches] == [[10, 5, 6], [15, 16, 17, 0, 1, 2, 3, 4]]


def test_every_step_counts_alike_and_padding_never(kind):
    network = StepNetwork(kind, 7, 3, 4).eval()
    targets = torch.tensor([[0, 1, 2, 3, 0], [1, 1, 0, 0, 0], [2, 0, 0, 0, 0], [0, 2, 1, 0, 0]])
    measured = evaluate_network(
        network, StepBatches(IDS, targets, batch_size=3, shuffle=False), nn.functional.cross_entropy
    )
    with torch.inference_mode():
        scores, answers = network(IDS), targets[IDS != 0]
    assert measured["validation_loss"] == pytest.approx(nn.functional.cross_entropy(scores, answers).item(), rel=1e-6)
    assert measured["validation_accuracy"] == pytest.approx((scores.argmax(dim=1) == answers).double().mean().item())
