import pickle
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.python.embedding_server import DIMENSION, Service, embedding_server, vector_of

pytest.importorskip("openai", reason='openai is not installed (pip install "torchduet[openai]")')

from torchduet.contextual.hosted import HostedEmbeddings
from torchduet.contextual.hosted_response import HostedError
from torchduet.errors import InputTypeError, InputValueError, PositionError

KEY = "sk-a-key-that-nobody-may-see"
TEXTS = ["The cat sat.", "Não gostei", "very good"]
EXPECTED = np.array([vector_of(text) for text in TEXTS], dtype=np.float64)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("TORCHDUET_CACHE", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with embedding_server() as running:
        yield running


def hosted(service: Service, **settings: Any) -> HostedEmbeddings:
    return HostedEmbeddings("text-embedding-3-small", base_url=service.url, **{"max_retries": 2, **settings})


@pytest.mark.parametrize("plain", [False, True], ids=["base64", "float"])
def test_vectors_in_the_order_of_the_texts_each_sent_once(service: Service, plain: bool) -> None:
    service.plain = plain
    vectors = hosted(service)
    found = vectors.embed_texts([*TEXTS, TEXTS[0]])
    np.testing.assert_array_equal(found, EXPECTED[[0, 1, 2, 0]])
    assert [request["input"] for request in service.requests] == [TEXTS]
    assert service.requests[0]["encoding_format"] == "base64"
    assert service.headers[0]["authorization"] == f"Bearer {KEY}"
    assert vectors.tokens_used == 7
    assert vectors.as_matrix(TEXTS).index.tolist() == TEXTS
    assert vectors.similarity("very good").loc["very good"].item() == pytest.approx(1.0)


def test_shorter_vectors_are_asked_for_and_kept_apart(service: Service) -> None:
    assert hosted(service, dimensions=2).embed_texts(TEXTS).shape == (3, 2)
    assert service.requests[0]["dimensions"] == 2
    assert hosted(service).embed_texts(TEXTS).shape == (3, DIMENSION)


def test_what_the_cache_has_is_not_sent_again(service: Service, tmp_path: Path) -> None:
    hosted(service).embed_texts(TEXTS[:2])
    again = hosted(service)
    np.testing.assert_array_equal(again.embed_texts(TEXTS), EXPECTED)
    assert [request["input"] for request in service.requests] == [TEXTS[:2], TEXTS[2:]]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert KEY.encode() not in kept
    assert b"gostei" not in kept  # texts are found by a hash
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.safetensors")} == {0o600}
    again.clear_cache()
    hosted(service).embed_texts(TEXTS[:1])
    assert len(service.requests) == 3


def test_without_a_cache_nothing_is_written(service: Service, tmp_path: Path) -> None:
    vectors = hosted(service, cache=False)
    vectors.embed_texts(TEXTS)
    vectors.embed_texts(TEXTS)
    assert len(service.requests) == 1  # this object remembers
    assert not list(tmp_path.iterdir())


def test_damaged_files_of_the_cache_are_passed_over(service: Service, tmp_path: Path) -> None:
    hosted(service).embed_texts(TEXTS)
    (file,) = tmp_path.rglob("*.safetensors")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1  # a bit of a vector
    file.write_bytes(content)
    (file.parent / "cut.safetensors").write_bytes(content[: len(content) // 2])
    np.testing.assert_array_equal(hosted(service).embed_texts(TEXTS), EXPECTED)
    assert len(service.requests) == 2


def test_requests_have_no_more_texts_and_tokens_than_a_service_takes(service: Service) -> None:
    hosted(service, batch_size=2).embed_texts(TEXTS)
    assert [len(request["input"]) for request in service.requests] == [2, 1]
    long = ["a" * 160_000, "b" * 160_000]  # as many tokens at most; a request takes 300,000
    hosted(service).embed_texts(long)
    assert [request["input"] for request in service.requests[2:]] == [[long[0]], [long[1]]]


@pytest.mark.parametrize("fault", [(429, {"Retry-After": "0.2"}), 500, "cut"], ids=["429", "500", "cut"])
def test_what_may_pass_is_tried_again(service: Service, fault: Any) -> None:
    service.faults = [fault]
    started = time.monotonic()
    np.testing.assert_array_equal(hosted(service).embed_texts(TEXTS), EXPECTED)
    assert len(service.requests) == 2
    assert time.monotonic() - started >= 0.2


def test_requests_keep_to_a_rate_within_a_call_and_from_one_to_the_next(service: Service) -> None:
    started = time.monotonic()
    vectors = hosted(service, batch_size=1, requests_per_minute=600)
    vectors.embed_texts(TEXTS[:2])
    vectors.embed_texts(TEXTS[2:])
    assert time.monotonic() - started >= 0.2  # three requests, a tenth of a second between two


def test_a_limit_to_the_cost_is_for_both_sides_of_a_comparison(service: Service) -> None:
    vectors = hosted(service, price_per_million=1e6, max_cost=5.0)  # a US dollar for each token, of a byte at least
    with pytest.raises(InputValueError, match="would not cover 2 texts, which may cost 7"):
        vectors.similarity("good", "bad")
    vectors.max_cost = 7.0
    found = vectors.similarity("good", "bad")
    good, bad = vector_of("good").astype(np.float64), vector_of("bad").astype(np.float64)
    assert found.loc["good", "bad"] == pytest.approx(good @ bad / np.sqrt(good @ good * (bad @ bad)))
    assert len(service.requests) == 1
    with pytest.raises(PositionError, match="element 0 is empty"):
        vectors.similarity(["good", "bad"], "")


def changed(change: Callable[[list[dict[str, Any]]], Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A fault: what a function does to the list of vectors."""
    return lambda answer: {**answer, "data": change(answer["data"])}


def chain(error: BaseException) -> list[BaseException]:
    """The client's errors that an error leads to, shown or not: they hold the request."""
    links = [link for link in (error.__cause__, error.__context__) if link is not None]
    found = [further for link in links for further in (link, *chain(link))]
    return [link for link in found if type(link).__module__.startswith(("openai", "httpx", "httpcore"))]


FAULTS = {
    "401": (401, "refused the key in OPENAI_API_KEY"),
    "400": (400, "the service refused: fault 400|the service refused: .*fault 400"),
    "429": ((429, {"Retry-After": "0.01"}), "has had enough requests"),
    "malformed": (lambda _: b'{"data": [', "is not JSON"),
    "no list": (lambda _: {"vectors": []}, "has no list of vectors"),
    "too few": (changed(lambda data: data[:2]), "was sent 3 texts and answered with 2 vectors"),
    "same index": (changed(lambda data: [{**item, "index": 0} for item in data]), "does not say which text"),
    "no index": (changed(lambda data: [{**item, "index": None} for item in data]), "does not say which text"),
    "other lengths": (changed(lambda data: [{**data[0], "embedding": [1.0]}, *data[1:]]), "must be of one length"),
    "no numbers": (changed(lambda data: [{**data[0], "embedding": ["x"]}, *data[1:]]), "none of numbers"),
    "no base64": (changed(lambda data: [{**data[0], "embedding": "?"}, *data[1:]]), "none of numbers"),
    "not finite": (changed(lambda data: [{**data[0], "embedding": [float("nan")] * 4}, *data[1:]]), "finite numbers"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_answers_that_cannot_be_used_are_named_without_the_key(service: Service, name: str) -> None:
    fault, message = FAULTS[name]
    service.faults = [fault] * 3
    with pytest.raises(HostedError, match=message) as caught:
        hosted(service).embed_texts(TEXTS)
    assert KEY not in str(caught.value)
    assert chain(caught.value) == []  # an error of openai's has the request, which has the key
    assert not service.faults[2:]


def test_an_answer_in_another_order_is_put_right(service: Service) -> None:
    service.faults = [changed(lambda data: data[::-1])]
    np.testing.assert_array_equal(hosted(service).embed_texts(TEXTS), EXPECTED)


def test_vectors_of_another_length_than_before_are_refused(service: Service) -> None:
    vectors = hosted(service)
    vectors.embed_texts(TEXTS[:1])
    service.faults = [changed(lambda data: [{**item, "embedding": [1.0, 2.0]} for item in data])]
    with pytest.raises(HostedError, match="must be of length 4; they have 2"):
        vectors.embed_texts(TEXTS)


def test_what_came_before_a_failure_is_kept(service: Service) -> None:
    service.faults = [None, 401]
    with pytest.raises(HostedError, match="vectors of 1 of 3 texts are kept") as caught:
        hosted(service, batch_size=1).embed_texts(TEXTS)
    assert chain(caught.value) == []
    np.testing.assert_array_equal(hosted(service, batch_size=1).embed_texts(TEXTS), EXPECTED)
    assert [request["input"][0] for request in service.requests] == [TEXTS[0], TEXTS[1], TEXTS[1], TEXTS[2]]


def test_a_service_that_is_not_there_or_does_not_answer(service: Service) -> None:
    with pytest.raises(HostedError, match=r"at http://127\.0\.0\.1:9/v1 cannot be reached"):
        HostedEmbeddings(base_url="http://127.0.0.1:9/v1", max_retries=0).embed_texts("good")

    def slow(answer: dict[str, Any]) -> dict[str, Any]:
        time.sleep(0.3)
        return answer

    service.faults = [slow]
    with pytest.raises(HostedError, match="did not answer in time"):
        hosted(service, max_retries=0, timeout=0.1).embed_texts("good")


def test_the_key_comes_from_the_environment_and_stays_there(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = hosted(service)
    vectors.embed_texts(TEXTS)
    assert KEY not in repr(vectors)
    assert KEY.encode() not in pickle.dumps(vectors)
    monkeypatch.delenv("OPENAI_API_KEY")
    np.testing.assert_array_equal(vectors.embed_texts(TEXTS), EXPECTED)  # from the cache
    with pytest.raises(HostedError, match="put it into the environment variable OPENAI_API_KEY"):
        vectors.embed_texts("another")
    with pytest.raises(TypeError, match="api_key"):
        HostedEmbeddings(api_key=KEY)


@pytest.mark.usefixtures("service")
def test_an_address_is_shown_without_what_may_be_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "http://user:password@127.0.0.1:9/v1?api-key=secret"
    vectors = HostedEmbeddings(base_url=address, max_retries=0)
    assert repr(vectors) == "<HostedEmbeddings text-embedding-3-small at http://127.0.0.1:9/v1, 0 tokens used>"
    with pytest.raises(HostedError, match=r"at http://127\.0\.0\.1:9/v1 cannot be reached \(Connection error\.\)"):
        vectors.embed_texts("good")
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(HostedError, match=r"there is no key for http://127\.0\.0\.1:9/v1: put"):
        vectors.embed_texts("good")
    monkeypatch.setenv("OPENAI_BASE_URL", "user:secret@localhost:80")
    with pytest.raises(InputValueError, match=r"OPENAI_BASE_URL must be an address .*given 'localhost:80'"):
        HostedEmbeddings()


def test_the_cost_is_told_before_anything_is_sent(service: Service) -> None:
    vectors = hosted(service, max_cost=0.0001)
    vectors.embed_texts(TEXTS[:1])
    text = "b" * 4_000_000
    assert vectors.estimate_cost([*TEXTS[:1], text, text]) == {
        "texts": 1, "tokens": 1_000_000, "tokens_at_most": 4_000_000, "price_per_million": 0.02,
        "price_date": "2024-01-25", "cost": 0.02, "cost_at_most": 0.08,
    }  # fmt: skip
    with pytest.raises(InputValueError, match=r"max_cost would not cover 1 texts, which may cost 0\.080000 US dollars"):
        vectors.embed_texts(text)
    assert len(service.requests) == 1
    own = HostedEmbeddings("my-own", base_url=service.url)
    assert own.estimate_cost("good")["cost"] is None
    priced = HostedEmbeddings("my-own", base_url=service.url, price_per_million=1.0).estimate_cost("good")
    assert (priced["cost"], priced["price_date"]) == (1e-6, None)
    with pytest.raises(InputValueError, match="none is known for 'my-own'"):
        HostedEmbeddings("my-own", base_url=service.url, max_cost=1.0).embed_texts("good")


def test_bad_input(service: Service) -> None:
    with pytest.raises(PositionError, match="element 1 is empty"):
        hosted(service).embed_texts(["good", ""])
    with pytest.raises(PositionError, match="element 0 holds half a Unicode character"):
        hosted(service).embed_texts("\ud800")
    with pytest.raises(InputTypeError, match="texts must be strings"):
        hosted(service).embed_texts(3)
    with pytest.raises(InputValueError, match="batch_size must be at most 2,048"):
        hosted(service, batch_size=3000)
    with pytest.raises(InputValueError, match="base_url must be an address"):
        HostedEmbeddings(base_url="localhost:80")
    assert hosted(service, cache=False).embed_texts([]).shape == (0, 0)
