"""Nothing leaves the machine: the switches that keep the libraries below from reporting usage."""

from __future__ import annotations

import os
import sys


def switch_off_telemetry() -> None:
    """Call before openvino, nncf or sentence-transformers is imported.

    openvino and nncf report through the package `openvino_telemetry` unless it cannot be imported; Hugging Face's
    libraries obey environment variables.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # makes the import fail, as intended
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")


def switch_off_hub() -> None:
    """Keep Hugging Face's libraries from asking the model hub about a model that is a folder on this machine."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
