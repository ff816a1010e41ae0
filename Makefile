# make run    install, prepare the model, index corpus/, serve the browser app
# make test   the same set-up with the test tools, then every check and test
# make ocr    install text recognition (tesseract with Hebrew and English), for scanned documents
# PIP_ARGS    further arguments for pip, such as another package index for a CPU or CUDA build of torch

PYTHON ?= python3
PORT ?= 8501
PIP_ARGS ?=
TEST_JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev

OCR_PACKAGES := tesseract-ocr tesseract-ocr-heb

.PHONY: run index test check system-packages ocr clean help

help:
	@sed -n 's/^# //p' Makefile

# When indexing fails, what was indexed before is served.
run: $(INSTALLED)
	@$(BIN)/python -m knowledge index || [ $$? -eq 3 ] || [ -f index/CURRENT ]
	@$(BIN)/python -m streamlit run app.py --server.port $(PORT)

# Exit code 3 means that the index was built and some files stayed out; the table says which.
index: $(INSTALLED)
	@$(BIN)/python -m knowledge index || [ $$? -eq 3 ]

test: check
	@$(BIN)/python -m pytest -n $(TEST_JOBS) --dist loadgroup

check: $(INSTALLED_DEV) system-packages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

system-packages: $(INSTALLED_DEV)
	@$(BIN)/python tests/system_packages.py

$(INSTALLED): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing; on Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing what the program needs (a few minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet $(PIP_ARGS) -r requirements.txt
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt requirements.txt $(INSTALLED)
	@echo "Installing the test tools ..."
	@$(BIN)/python -m pip install --quiet $(PIP_ARGS) -r requirements-dev.txt
	@touch $@

ocr:
	@has() { tesseract --list-langs 2>&1 | grep -qx "$$1"; }; \
	if has heb && has eng; then echo "Text recognition is installed: `tesseract --version 2>&1 | head -n 1`"; exit 0; fi; \
	root=; [ "`id -u`" -eq 0 ] || root=sudo; \
	if command -v apt-get >/dev/null && { [ -z "$$root" ] || command -v sudo >/dev/null; }; then \
	  $$root apt-get update -qq; \
	  $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(OCR_PACKAGES); \
	fi; \
	if has heb && has eng; then exit 0; fi; \
	if ! command -v tesseract >/dev/null; then missing="tesseract and its languages heb and eng"; \
	elif has heb; then missing="tesseract's language eng"; else missing="tesseract's language heb"; fi; \
	echo "Missing: $$missing; not installed from here." >&2; \
	echo "On Debian or Ubuntu: sudo apt-get install $(OCR_PACKAGES)" >&2; \
	echo "Elsewhere: install tesseract with its languages heb and eng so that it is on the PATH." >&2; exit 1

clean:
	@rm -rf $(VENV) index/generations index/cache index/CURRENT
