"""What kernels are compiled for: Numba's types of their numbers, rows and tables."""

from __future__ import annotations

from typing import Any, get_type_hints

from numba import types as numba_types

from mainstay.shocks.cascade.layout import Layout, Plan, Work
from mainstay.shocks.cascade.prepare import Starts
from mainstay.twin.firm_nets.firm_net import Index
from mainstay.twin.net import Floats

#: Numba does not say what its constructors of types return.
types: Any = numba_types

#: A whole number, a real one, nothing, and rows of each kind.
WHOLE, REAL, NOTHING = types.int64, types.float64, types.void
REALS, INDEX, STARTS = types.float64[::1], types.int32[::1], types.int64[::1]

#: Arrays with a row for each lane, or for each scenario.
_TABLES = {
    "down": types.float64[:, ::1], "before": types.float64[:, ::1],
    "passed": types.float64[:, ::1], "slot": types.float64[:, ::1],
    "alive": types.float64[:, ::1], "stale": types.uint8[:, ::1], "active": types.int32[:, ::1],
    "lanes_up": types.float64[:, ::1], "lanes_down": types.float64[:, ::1],
    "rows": types.float64[:, ::1],
}  # fmt: skip


def _tuple_of(kind: type) -> Any:
    known = {Floats: REALS, Index: INDEX, Starts: STARTS, int: WHOLE, float: REAL}
    hints = get_type_hints(kind)
    return types.NamedTuple([_TABLES.get(name) or known[hints[name]] for name in hints], kind)


#: The arrays read, those written, and what to do.
LAYOUT, WORK, PLAN = _tuple_of(Layout), _tuple_of(Work), _tuple_of(Plan)
