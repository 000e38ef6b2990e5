"""What a run was computed on: versions, processor, threads."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from mainstay.store.identity import digest

#: Packages whose version can move a number.
NUMERICAL_PACKAGES = ("mainstay", "numpy", "scipy", "pyarrow", "duckdb")

#: Settings that bind the number of threads, and so the order of sums.
THREAD_SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@cache
def environment() -> dict[str, object]:
    """Return what may change the last digits of a result, as plain data.

    Versions of Python and of the numerical packages, digest of the constraints file where the
    package runs from a checkout, linear algebra library, processor features, threads. No
    machine name, path or clock.

    Examples
    --------
    >>> sorted(environment())
    ['constraints', 'cpu', 'linear_algebra', 'packages', 'python', 'threads']
    """
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": {name: _version(name) for name in NUMERICAL_PACKAGES},
        "constraints": _constraints(),
        "linear_algebra": _linear_algebra(),
        "cpu": {"system": sys.platform, "machine": platform.machine(), "features": _features()},
        "threads": {
            "cores": _cores(),
            **{name: os.environ.get(name, "") for name in THREAD_SETTINGS},
        },
    }


def environment_hash(of: dict[str, object] | None = None) -> str:
    """Return the digest of an environment; of the present one when none is given."""
    return digest(environment() if of is None else of)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _constraints() -> str:
    path = Path(__file__).parents[3] / "constraints.txt"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _cores() -> int:
    """Count the cores this process may use, which is what thread pools go by."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _features() -> list[str]:
    """Name the processor features that NumPy found; it picks its loops by them."""
    try:
        found = import_module("numpy._core._multiarray_umath").__cpu_features__
    except (ImportError, AttributeError):
        return []
    return sorted(name for name, is_there in found.items() if is_there)


def _linear_algebra() -> str:
    config = np.show_config(mode="dicts")
    blas = (config or {}).get("Build Dependencies", {}).get("blas", {})
    return f"{blas.get('name', '')} {blas.get('version', '')}".strip()
