"""Numba: whether it is there, and how kernels are compiled with it.

Every kernel is compiled for one signature, without the interpreter's lock and without fast
mathematics, and its code is kept between runs. Importing this needs no Numba.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, TypeVar, cast

from mainstay.errors import MissingExtra

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def has_numba() -> bool:
    """Tell whether the extra ``[fast]`` is installed."""
    return find_spec("numba") is not None


def need_numba() -> None:
    """Do nothing if the extra ``[fast]`` is installed.

    Raises
    ------
    MissingExtra
        If it is not.
    """
    if not has_numba():
        raise MissingExtra("compiled kernels need Numba", hint="pip install 'mainstay[fast]'")


def compiled(signature: object) -> Callable[[_Kernel], _Kernel]:
    """Return a decorator that compiles for one signature and keeps the code between runs.

    Parameters
    ----------
    signature
        Of Numba.

    Raises
    ------
    MissingExtra
        If Numba is not installed.
    """
    need_numba()
    from numba import njit

    compiler: Any = njit(signature, nogil=True, cache=True, error_model="numpy")
    return cast("Callable[[_Kernel], _Kernel]", compiler)
