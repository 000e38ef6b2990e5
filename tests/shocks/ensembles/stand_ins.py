"""A model that workers of another process can import, in place of an engine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mainstay.errors import InputError
from mainstay.shocks.ensembles.workers import Answers
from mainstay.twin.net import Floats


@dataclass
class Bent:
    """A stand-in for an engine: one number a member and three steps."""

    factor: float
    fault: str = ""

    def run(self, drawn: Mapping[str, Floats]) -> Answers:
        if self.fault == "ends":
            os._exit(3)
        if self.fault == "refuses":
            raise InputError("no such member", hint="ask another")
        x = drawn["x"]
        return {
            "loss": self.factor * np.exp(x),
            "series": np.array([x, x**2, np.full(len(x), np.nan)]),
        }


@dataclass
class Bents:
    """Gives a stand-in for each batch; the one at ``at`` has a fault."""

    fault: str = ""
    at: int = -1

    def __call__(self, number: int) -> Bent:
        return Bent(1.0 + number, self.fault if number == self.at else "")
