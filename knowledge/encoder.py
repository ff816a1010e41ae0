"""Text to vectors, with a model that `knowledge.prepare_model` compiled for the processor. Never loads torch."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import ModelDamaged, cause
from knowledge.offline import switch_off_telemetry
from knowledge.types import Language

Vectors = NDArray[np.float32]
"""(rows, dimension), each row of length 1."""

QUERY_TOKENS = 32
"""Length of the model that reads queries. A fixed shape spares openvino what it does anew at every change of shape, a
third of a query's time; nine in ten questions are shorter and are padded, which costs next to nothing, for what takes
time is fetching the weights. Longer ones go to a model of any length."""

BATCH_TOKENS = 800
"""Padded tokens a batch: more only pushes the activations out of the processor's cache (`benchmarks/embedding.py`)."""

LENGTH_STEP = 8
"""Lengths are rounded up to a multiple of this, and a length has one size of batch: openvino makes kernels for every
new shape, which halves the speed of texts that come in every length."""


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The tokens of one text without prompt and special tokens: ids (n,) and the model's vectors (n, dimension)."""

    ids: NDArray[np.int32]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A query's vector (dimension,) of length 1, and its tokens."""

    vector: NDArray[np.float32]
    tokens: TokenVectors


class Encoder(Protocol):
    """What the vector leg needs of a model. The means are those of the calibration texts, by language."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors change."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def query_means(self) -> Mapping[Language, NDArray[np.float32]]:
        """Mean vector of queries."""

    @property
    def passage_means(self) -> Mapping[Language, NDArray[np.float32]]:
        """Mean vector of passages."""

    @property
    def query_token_means(self) -> Mapping[Language, NDArray[np.float32]]:
        """Mean vector of a query's tokens."""

    @property
    def passage_token_means(self) -> Mapping[Language, NDArray[np.float32]]:
        """Mean vector of a passage's tokens."""

    @property
    def token_spread(self) -> NDArray[np.float32]:
        """(dimension,) standard deviation of centred token vectors of length 1."""

    def encode_query(self, text: str) -> EncodedQuery:
        """A query's vector and tokens."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimension) vectors of passages or windows."""

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The tokens of passages."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What `encoder.json` in a prepared folder says. `parity` is the mean cosine of the compiled model's vectors to
    those of the sentence-transformers original on the calibration texts; `precision` is int8 or float."""

    model: str
    fingerprint: str
    dimension: int
    max_tokens: int
    padding: int
    query_prompt: str
    passage_prompt: str
    precision: str
    parity: float

    @classmethod
    def read(cls, folder: Path) -> ModelCard:
        """From a prepared folder. Raises OSError, ValueError, TypeError when it is not one."""
        return cls(**json.loads((folder / "encoder.json").read_text("utf-8")))

    def write(self, folder: Path) -> None:
        """Into a folder that is being prepared."""
        (folder / "encoder.json").write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), "utf-8")


class CompiledEncoder:
    """An OpenVINO model and its tokenizer, as prepared in a folder."""

    def __init__(self, folder: Path, card: ModelCard, means: NDArray[np.float32], threads: int) -> None:
        self.folder = folder
        self.card = card
        self._threads = threads or os.cpu_count() or 1
        languages: tuple[Language, ...] = ("he", "en")
        self.query_means = dict(zip(languages, means[:2], strict=True))
        self.passage_means = dict(zip(languages, means[2:4], strict=True))
        self.query_token_means = dict(zip(languages, means[4:6], strict=True))
        self.passage_token_means = dict(zip(languages, means[6:8], strict=True))
        (self.token_spread,) = means[8:]

    @classmethod
    def load(cls, folder: Path, threads: int = 0) -> CompiledEncoder:
        """Open a prepared folder; `threads` 0 means one a core. Raises ModelDamaged."""
        try:
            card = ModelCard.read(folder)
            encoder = cls(folder, card, np.load(folder / "means.npy", allow_pickle=False), threads)
            _openvino()  # its import comes first, for reading the tokenizer holds Python's lock
            with ThreadPoolExecutor(1) as pool:
                model = pool.submit(lambda: encoder._query_model)
                encoder._tokenizer  # noqa: B018  fail here rather than at the first query
                model.result()
        except (OSError, EOFError, ValueError, TypeError) as error:
            raise ModelDamaged(folder, cause(error)) from error
        return encoder

    @property
    def fingerprint(self) -> str:
        return self.card.fingerprint

    @property
    def dimension(self) -> int:
        return self.card.dimension

    def encode_query(self, text: str) -> EncodedQuery:
        encoding = self._tokenizer.encode(self.card.query_prompt + text)
        short = len(encoding.ids) <= QUERY_TOKENS
        request = (self._query_model if short else self._long_query_model).create_infer_request()  # threads may meet
        vector, tokens = request.infer(self._padded([encoding.ids], QUERY_TOKENS if short else 0)).to_tuple()
        return EncodedQuery(vector[0], _own_tokens(encoding, tokens[0], len(self.card.query_prompt)))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for rows, _, request in self._encoded(texts):
            vectors[rows] = request.get_output_tensor(0).data
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        found: dict[int, TokenVectors] = {}
        for rows, encodings, request in self._encoded(texts):
            tokens = request.get_output_tensor(1).data
            for line, row in enumerate(rows.tolist()):
                found[row] = _own_tokens(encodings[row], tokens[line], len(self.card.passage_prompt))
        return [found[row] for row in range(len(texts))]

    def _encoded(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.intp], Sequence[Any], Any]]:
        """(rows of `texts`, the encodings of all texts, a finished request with what the model says of those rows)."""
        encodings = self._tokenizer.encode_batch([self.card.passage_prompt + text for text in texts])
        # Requests of our own, collected here, and not openvino's queue with a callback: its worker threads free Python
        # objects, and wait forever for Python's lock when the model is let go of at that moment.
        idle = [self._bulk_model.create_infer_request() for _ in range(2 * self._threads)]
        running: deque[tuple[Any, NDArray[np.intp]]] = deque()
        for rows in _batches([len(encoding.ids) for encoding in encodings]):
            if not idle:
                request, done = running.popleft()
                request.wait()
                yield done, encodings, request
                idle.append(request)
            request = idle.pop()
            request.start_async(self._padded([encodings[row].ids for row in rows]))
            running.append((request, rows))
        for request, done in running:
            request.wait()
            yield done, encodings, request

    def _padded(self, tokens: Sequence[list[int]], length: int = 0) -> list[NDArray[np.int64]]:
        """Ids and attention mask, (texts, `length` or the longest rounded up to `LENGTH_STEP`) each."""
        longest = length or _rounded(max(map(len, tokens)))
        ids = np.full((len(tokens), longest), self.card.padding, np.int64)
        mask = np.zeros_like(ids)
        for line, row in enumerate(tokens):
            ids[line, : len(row)] = row
            mask[line, : len(row)] = 1
        return [ids, mask]

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer  # noqa: PLC0415  so that tests with another encoder need not load it

        try:
            tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        except Exception as error:  # the library's own failures have no class of their own
            raise ValueError(f"tokenizer.json: {error}") from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(self.card.max_tokens)
        return tokenizer

    @cached_property
    def _query_model(self) -> Any:
        """For one query of up to `QUERY_TOKENS`."""
        return self._compile("query.xml", self._latency_options, 1)

    @cached_property
    def _long_query_model(self) -> Any:
        """For one longer query."""
        return self._compile("model.xml", self._latency_options, 1)

    @property
    def _latency_options(self) -> dict[str, Any]:
        return {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",  # for a few tokens, going to and from bf16 costs more than it saves
            "CACHE_DIR": str(self.folder / "compiled"),  # which takes a second off every start
        }

    @cached_property
    def _bulk_model(self) -> Any:
        """One stream a core: more tokens a second than one stream over all cores. What is not int8 stays f32: on
        processors with matrix units openvino would take bf16, with which single texts come out wrong (cosine 0.91).
        Attention is left to oneDNN's products: for many short texts openvino's own fused kernels, its snippets, are
        slower on processors with matrix units and no faster on others (`benchmarks/README.md`)."""
        options = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "INFERENCE_PRECISION_HINT": "f32",
            "SNIPPETS_MODE": "DISABLE",
        }
        return self._compile("model.xml", options, self._threads)

    def _compile(self, name: str, options: dict[str, Any], streams: int) -> Any:
        options = {**options, "NUM_STREAMS": streams, "INFERENCE_NUM_THREADS": self._threads}
        try:
            return _openvino().Core().compile_model(str(self.folder / name), "CPU", options)
        except RuntimeError as error:
            raise ModelDamaged(self.folder, cause(error)) from error


def _openvino() -> Any:
    switch_off_telemetry()
    import openvino  # noqa: PLC0415  so that tests with another encoder need not load it

    return openvino


def _own_tokens(encoding: Any, vectors: NDArray[np.float32], prompt: int) -> TokenVectors:
    """The tokens of the text itself, copied out of the request's memory. A model that gives one vector for the whole
    text has one token."""
    if len(vectors) < len(encoding.ids):
        return TokenVectors(np.zeros(1, np.int32), vectors[:1].copy())
    own = [row for row, (start, end) in enumerate(encoding.offsets) if end > max(start, prompt)]
    own = [row for row in own if not encoding.special_tokens_mask[row]]
    return TokenVectors(np.array([encoding.ids[row] for row in own], np.int32), vectors[own].astype(np.float32))


def _rounded(length: int) -> int:
    return -(-length // LENGTH_STEP) * LENGTH_STEP


def _batches(lengths: Sequence[int]) -> Iterator[NDArray[np.intp]]:
    """Rows grouped by length, longest first, about `BATCH_TOKENS` padded tokens a batch."""
    order = np.argsort(-np.asarray(lengths), kind="stable")
    start = 0
    while start < len(order):
        size = max(1, BATCH_TOKENS // _rounded(max(1, lengths[order[start]])))
        yield order[start : start + size]
        start += size


def normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row divided by its length; a row of zeros stays so."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: NDArray[np.float32] = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
    return result
