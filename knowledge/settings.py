"""The settings: read once from the environment and a file, then passed down."""

from __future__ import annotations

import ipaddress
import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from knowledge.errors import SettingsFileInvalid, SettingsInvalid
from knowledge.types import Language

_FILE = "knowledge.toml"
PROJECT = Path(__file__).resolve().parents[1]
_HEADER = r"^[A-Za-z0-9-]+$"
EMBEDDED = "embedded"
"""The value of `Settings.model` that means the model that the project's own requirements bring."""


def _system_language() -> Language:
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "he" if chosen.startswith(("he", "iw")) else "en"


class Settings(BaseSettings):
    """Every setting with its default. The environment (`KNOWLEDGE_CORPUS`, ...) wins over the file `knowledge.toml`
    in the current folder."""

    model_config = SettingsConfigDict(
        env_prefix="KNOWLEDGE_",
        env_ignore_empty=True,
        toml_file=_FILE,
        extra="forbid",
        frozen=True,
        validate_default=True,
    )

    corpus: Path = PROJECT / "corpus"
    """The folder of source documents."""
    index: Path = PROJECT / "index"
    """The folder of what was built from them."""
    model: str = EMBEDDED
    """The embedding model: `embedded`, or the name or folder of a sentence-transformers model."""
    cache: Path = Path(platformdirs.user_cache_dir("cooperative-knowledge-base", appauthor=False))
    """Where prepared models are kept."""
    people: Path = Path(platformdirs.user_data_dir("cooperative-knowledge-base", appauthor=False))
    """Where what people made is kept: who may sign in, baskets, saved searches. It cannot be built anew."""
    language: Language = Field(default_factory=_system_language)
    """The language of the command line's messages; by default the system's where that is Hebrew, else English."""
    threads: Annotated[int, Field(ge=0, le=256)] = 0
    """Threads for embedding; 0 means one a core."""
    read_seconds: Annotated[int, Field(ge=1, le=86_400)] = 180
    """Seconds that reading one file may take without a sign of life, such as a recognised page."""
    read_memory: Annotated[int, Field(ge=500, le=1_000_000)] = 3000
    """MB of memory that reading one file may ask for."""
    generations_kept: Annotated[int, Field(ge=1, le=100)] = 2
    """How many earlier generations stay on disk."""
    sign_in: Literal["auto", "users", "headers", "none"] = "auto"
    """How people are known: by the users file, by the headers of a proxy, or not at all; `auto`: by the users file if
    there is one."""
    trusted_user_header: Annotated[str, Field(pattern=_HEADER)] = "X-Forwarded-User"
    """The header in which a proxy that signs people in names the person."""
    trusted_role_header: Annotated[str, Field(pattern=_HEADER)] = "X-Forwarded-Role"
    """The header in which it names the person's role, or the groups; `editor` among them makes an editor."""
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.1", "::1")
    """The addresses and networks of proxies, whose headers are believed; in the environment with commas between."""

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            ipaddress.ip_network(text, strict=False)
        return texts

    @field_validator("corpus", "index", "cache", "people")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        try:
            return path.expanduser().absolute()
        except RuntimeError as error:  # ~somebody
            raise ValueError(str(error)) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the library calls by keyword
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Explicit values, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load(
    corpus: Path | None = None, index: Path | None = None, model: str | None = None, language: Language | None = None
) -> Settings:
    """The settings with what was given on the command line on top. Raises SettingsInvalid,
    SettingsFileInvalid."""
    if (corpus, index, model, language) == (None, None, None, None):
        said = tuple(item for item in sorted(os.environ.items()) if item[0].startswith(("KNOWLEDGE_", "LC_", "LANG")))
        return _unchanged(said, _written(Path(_FILE).absolute()))
    return _loaded(corpus, index, model, language)


def _written(file: Path) -> tuple[str, int, int]:
    """Which file, and what tells that it was written again."""
    try:
        found = file.stat()
    except OSError:
        return str(file), 0, 0
    return str(file), found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _unchanged(_environment: tuple[tuple[str, str], ...], _file: tuple[str, int, int]) -> Settings:
    """Read once for as long as neither changes: reading takes 3 ms, and a page asks several times."""
    return _loaded(None, None, None, None)


def _loaded(corpus: Path | None, index: Path | None, model: str | None, language: Language | None) -> Settings:
    given = {"corpus": corpus, "index": index, "model": model, "language": language}
    try:
        return Settings.model_validate({key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:  # no setting: the file is not TOML
            raise SettingsFileInvalid(Path(_FILE).absolute(), reason) from error
        raise SettingsInvalid(".".join(map(str, first["loc"])), str(first.get("input")), reason) from error
    except OSError as error:
        raise SettingsFileInvalid(Path(_FILE).absolute(), str(error)) from error
