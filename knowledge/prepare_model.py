"""Prepare an embedding model once: sentence-transformers -> OpenVINO int8, kept in the user's cache folder.

`prepared` is the way in; it runs this module as a program of its own, so that torch and what it holds are gone when
it ends. The steps and their figures: `docs/architecture.md`.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from knowledge import calibration, embedded_model
from knowledge.build import is_disk_full, not_written
from knowledge.encoder import QUERY_TOKENS, CompiledEncoder, ModelCard, normalised
from knowledge.errors import DiskFull, ModelUnavailable, cause
from knowledge.offline import switch_off_hub, switch_off_telemetry
from knowledge.settings import EMBEDDED, PROJECT
from knowledge.types import Language

RECIPE = "7"
"""Part of every fingerprint; to be raised when these steps change what comes out."""

MAX_TOKENS = 512
ATTENTION = "ScaledDotProductAttention"
LOWEST_PARITY = 0.99
"""Mean cosine to the original below which int8 is given up and the model kept in floating point."""

Announce = Callable[[str], None]


def prepared(model: str, cache: Path, announce: Announce = lambda model: None) -> Path:  # noqa: ARG005
    """The folder of `model` compiled for this machine, prepared on first use.

    `announce` is called with the model's name before work that takes a minute or two.

    Raises ModelUnavailable, DiskFull, IndexNotWritten.
    """
    model = resolve(model)
    key = fingerprint(model)
    folder = cache / "models" / key
    if (folder / "encoder.json").is_file():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f"{key}.lock"):
            if not (folder / "encoder.json").is_file():
                announce(model)
                _prepare_aside(model, key, folder)
    except OSError as error:
        raise not_written(cache, error) from error
    return folder


def resolve(model: str) -> str:
    """`embedded` where the package that carries it is installed; elsewhere the same model's name on the hub. A folder
    becomes its whole path, for the index remembers it."""
    if model == EMBEDDED:
        return EMBEDDED if embedded_model.packed_file() else embedded_model.HUB_NAME
    try:
        folder = Path(model).expanduser()
        return str(folder.resolve()) if model and folder.is_dir() else model
    except (OSError, RuntimeError) as error:  # a name that can be no path, a user that does not exist
        raise ModelUnavailable(model[:100], cause(error)) from error


def fingerprint(model: str) -> str:
    """Twenty hexadecimal digits over the model's files, the calibration texts and the recipe.

    Raises ModelUnavailable when a file cannot be read.
    """
    digest = hashlib.sha256(f"{RECIPE}\n".encode())
    digest.update(calibration.FILE.read_bytes())
    if model == EMBEDDED:
        packed = embedded_model.packed_file()
        files = [packed] if packed else []
    elif Path(model).is_dir():
        files = sorted(path for path in Path(model).rglob("*") if path.is_file())
    else:
        files = []
        digest.update(model.encode())
    try:
        for path in files:
            digest.update(os.fsencode(path.name))
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    except OSError as error:
        raise ModelUnavailable(model, cause(error)) from error
    return digest.hexdigest()[:20]


def _prepare_aside(model: str, key: str, folder: Path) -> None:
    for abandoned in folder.parent.glob(f".{key}.*"):  # by a run that was killed; we hold the lock
        shutil.rmtree(abandoned, ignore_errors=True)
    aside = folder.with_name(f".{key}.{os.getpid()}")
    aside.mkdir()
    try:
        command = [sys.executable, "-m", "knowledge.prepare_model", model, key, str(aside)]
        child = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=PROJECT)
        if child.returncode:
            reason = cause(OSError(child.stderr)) if child.stderr.strip() else f"exit code {child.returncode}"
            if is_disk_full(OSError(reason)):
                raise DiskFull(folder.parent)
            raise ModelUnavailable(model, reason)
        shutil.rmtree(folder, ignore_errors=True)
        aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


# What runs in the program of its own ---------------------------------------------------------------------------------


def main(model: str, key: str, folder: Path) -> None:
    """Prepare `model` into `folder`, which exists and is empty."""
    switch_off_telemetry()
    source = model
    if model == EMBEDDED or Path(model).is_dir():
        switch_off_hub()
    if model == EMBEDDED:
        source = str(folder / "original")
        packed = embedded_model.packed_file()
        assert packed is not None, "resolve() has seen it"
        embedded_model.unpack(packed, Path(source))
    original = _load_original(source)
    card = _compile(original, _card(original, model, key), folder)
    _write_means(card, folder)
    card.write(folder)
    for scratch in ("original", "compiled"):  # the compiled form is keyed by the folder's place, which changes
        shutil.rmtree(folder / scratch, ignore_errors=True)


def _load_original(source: str) -> Any:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    original = SentenceTransformer(source, device="cpu")
    if not getattr(original.tokenizer, "is_fast", False):
        raise ModelUnavailable(source, "it has no fast tokenizer")
    return original


def _card(original: Any, model: str, key: str) -> ModelCard:
    prompts = {name: text or "" for name, text in original.prompts.items()}
    query, passage = prompts.get("query", ""), prompts.get("document") or prompts.get("passage", "")
    if not query and not passage and "e5" in Path(model).name.lower():
        query, passage = "query: ", "passage: "  # how the e5 family was trained; its hub folders do not say so
    return ModelCard(
        model=model,
        fingerprint=key,
        dimension=original.get_embedding_dimension(),
        max_tokens=min(original.max_seq_length or MAX_TOKENS, MAX_TOKENS),
        padding=original.tokenizer.pad_token_id or 0,
        query_prompt=query,
        passage_prompt=passage,
        precision="int8",
        parity=0.0,
    )


def _compile(original: Any, card: ModelCard, folder: Path) -> ModelCard:
    """Write tokenizer and model; int8 unless that costs too much fidelity. Returns the card with what was found."""
    import nncf  # noqa: PLC0415
    import openvino  # noqa: PLC0415

    original.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    plain = _trace(original)
    texts = _calibration_texts(card)
    tokens = original.tokenizer(texts, truncation=True, max_length=card.max_tokens)["input_ids"]
    batches = list(_padded(tokens, card.padding))
    quantised = nncf.quantize(
        plain.clone(),
        nncf.Dataset(batches),
        model_type=nncf.ModelType.TRANSFORMER,
        subset_size=len(batches),
        ignored_scope=nncf.IgnoredScope(types=[ATTENTION], validate=False),
    )
    _spell_out_attention(quantised)
    expected = original.encode(texts, prompt="", normalize_embeddings=True)
    for model, precision in ((quantised, "int8"), (plain, "float")):
        parity = _parity(openvino.Core().compile_model(model, "CPU"), batches, expected)
        if parity >= LOWEST_PARITY or precision == "float":
            break
    _save(model, folder)
    return ModelCard(**{**_fields(card), "precision": precision, "parity": round(parity, 5)})


def _spell_out_attention(model: Any) -> None:
    """Attention as two products and a softmax, with a mask of one line a text. Openvino's own way to take the operation
    apart adds a mask of a line for each token (`benchmarks/attention.py` compares the two)."""
    import openvino  # noqa: PLC0415

    operations = openvino.opset15
    masks: dict[str, Any] = {}
    for node in [node for node in model.get_ops() if node.get_type_name() == ATTENTION]:
        if node.get_attributes()["causal"] or node.get_input_size() != 5:  # 5: with a mask and a scale
            continue
        query, key, value, mask, scale = [node.input_value(place) for place in range(5)]
        if mask.get_element_type() != openvino.Type.boolean:
            continue
        source = mask.get_node()
        if source.get_type_name() == "Broadcast":  # the sum below spreads it
            mask = source.input_value(0)
        if source.get_friendly_name() not in masks:
            masks[source.get_friendly_name()] = operations.select(mask, np.float32(0), np.float32(-1e9))
        scores = operations.multiply(operations.matmul(query, key, False, True), scale)
        weights = operations.softmax(operations.add(scores, masks[source.get_friendly_name()]), -1)
        node.output(0).replace(operations.matmul(weights, value, False, False).output(0))
    model.validate_nodes_and_infer_types()


def _save(model: Any, folder: Path) -> None:
    """The model for texts of any length, and the same weights in the shape of a query."""
    import openvino  # noqa: PLC0415

    openvino.save_model(model, folder / "model.xml")
    model.reshape({place: [1, QUERY_TOKENS] for place in range(2)})
    openvino.save_model(model, folder / "query.xml")
    weights, same = folder / "model.bin", folder / "query.bin"
    if filecmp.cmp(weights, same, shallow=False):  # one copy on disk and in memory
        same.unlink()
        try:
            same.hardlink_to(weights)
        except OSError:  # a file system without links
            shutil.copyfile(weights, same)


def _fields(card: ModelCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in ModelCard.__dataclass_fields__}


def _trace(original: Any) -> Any:
    """The whole sentence-transformers pipeline as one OpenVINO model: of ids and mask, to the texts' vectors and those
    of their tokens (the text's own where the model has no others of the same length)."""
    import openvino  # noqa: PLC0415
    import torch  # noqa: PLC0415

    class Sentence(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = original

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            output = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            sentence = torch.nn.functional.normalize(output["sentence_embedding"], dim=-1)
            tokens = output.get("token_embeddings", sentence.unsqueeze(1))
            return sentence, tokens if tokens.shape[-1] == sentence.shape[-1] else sentence.unsqueeze(1)

    example = {"input_ids": torch.tensor([[0, 5, 2]]), "attention_mask": torch.tensor([[1, 1, 1]])}
    shape = openvino.PartialShape([-1, -1])
    return openvino.convert_model(Sentence().eval(), example_input=example, input=[shape, shape])


def _calibration_texts(card: ModelCard) -> list[str]:
    """Queries and passages of both languages in turn, so that every batch has some of each."""
    texts = calibration.load()
    lists = [[card.query_prompt + text for text in group] for group in texts.queries.values()]
    lists += [[card.passage_prompt + text for text in group] for group in texts.passages.values()]
    longest = max(map(len, lists))
    return [group[row] for row in range(longest) for group in lists if row < len(group)]


def _padded(tokens: Sequence[list[int]], padding: int, size: int = 4) -> Iterator[dict[int, NDArray[np.int64]]]:
    for start in range(0, len(tokens), size):
        rows = tokens[start : start + size]
        ids = np.full((len(rows), max(map(len, rows))), padding, np.int64)
        mask = np.zeros_like(ids)
        for line, row in enumerate(rows):
            ids[line, : len(row)] = row
            mask[line, : len(row)] = 1
        yield {0: ids, 1: mask}


def _parity(compiled: Any, batches: Sequence[dict[int, NDArray[np.int64]]], expected: NDArray[np.float32]) -> float:
    found = np.concatenate([compiled(batch)[0] for batch in batches])
    return float((found * expected).sum(axis=1).mean())


def _write_means(card: ModelCard, folder: Path) -> None:
    """What `CompiledEncoder` knows of the calibration texts, by the compiled model itself. Rows, he before en: means of
    queries and of passages, means of their tokens; last the spread of the passages' tokens."""
    card.write(folder)  # the folder is still aside: what makes it count is the rename
    np.save(folder / "means.npy", np.zeros((9, card.dimension), np.float32))
    encoder = CompiledEncoder.load(folder)
    texts = calibration.load()
    languages: tuple[Language, ...] = ("he", "en")
    queries = [[encoder.encode_query(text) for text in texts.queries[name]] for name in languages]
    passages = [encoder.encode_passages(texts.passages[name]) for name in languages]
    tokens = [
        np.concatenate([each.vectors for each in encoder.encode_tokens(texts.passages[name])]) for name in languages
    ]
    rows = [np.mean([query.vector for query in group], axis=0) for group in queries]
    rows += [group.mean(axis=0) for group in passages]
    rows += [np.concatenate([query.tokens.vectors for query in group]).mean(axis=0) for group in queries]
    rows += [group.mean(axis=0) for group in tokens]
    rows.append(np.concatenate([normalised(group - group.mean(axis=0)) for group in tokens]).std(axis=0))
    np.save(folder / "means.npy", np.stack(rows).astype(np.float32))


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    except ModelUnavailable as error:
        sys.exit(str(error))
