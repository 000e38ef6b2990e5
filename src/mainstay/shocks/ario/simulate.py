"""Run the model: an economy, events and parameters in, a trajectory out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mainstay.shocks.ario.checks import balanced_output, check_economy, check_events
from mainstay.shocks.ario.delay import check_delays
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event
from mainstay.shocks.ario.parameters import ArioParameters
from mainstay.shocks.ario.recorder import Recorder
from mainstay.shocks.ario.settings import Settings
from mainstay.shocks.ario.step import Step
from mainstay.shocks.ario.stocks.cells import cells_of
from mainstay.shocks.ario.timeline import Timeline
from mainstay.shocks.ario.trajectory import Record, Trajectory

#: Called with steps done and steps in all.
Progress = Callable[[int, int], None]


def simulate(
    economy: Economy,
    events: Sequence[Event],
    parameters: ArioParameters,
    *,
    batch: int = 1,
    record: Record | None = None,
    step: Progress | None = None,
    compiled: bool | None = None,
) -> Trajectory:
    """Run ``batch`` scenarios together and return what they go through.

    Parameters
    ----------
    economy
        At rest: what is sold equals output.
    events
        Of all scenarios of the batch.
    parameters
        Numbers, or one per scenario.
    batch
        How many scenarios.
    record
        What to keep beside the totals.
    step
        Called after every step.
    compiled
        Whether to use compiled kernels: if Numba is there, unless told otherwise. They give the
        same numbers.

    Raises
    ------
    InputError
        If economy, events or parameters do not hold together, with every fault.
    UnbalancedTable
        If the economy is not at rest.
    MissingExtra
        If compiled kernels are asked for and Numba is not installed.

    Examples
    --------
    >>> import numpy as np
    >>> from mainstay.shocks.ario.events import Event, Kind
    >>> from mainstay.shocks.ario.table import table_economy
    >>> flows = np.array([[0.0, 50.0], [0.0, 0.0]])
    >>> economy = table_economy(flows, np.array([[50.0], [100.0]]), np.array([100.0, 100.0]),
    ...                         ("ore", "metal"), ("home",))
    >>> loss = Event(0, Kind.CAPACITY, np.array([0]), np.array([0.3]), start=10, duration=5)
    >>> found = simulate(economy, [loss], ArioParameters(steps=30, days_per_year=100))
    >>> round(float(found.total[9, 0]), 6), round(float(found.total[10, 0]), 6)
    (2.0, 1.7)
    """
    kept = record or Record()
    settings = Settings.of(parameters, batch)
    check_economy(economy)
    check_events(economy, events, batch, compatible=parameters.compatible)
    check_delays(events, parameters.rationing)
    links = economy.links.stored(parameters.storage)
    output = balanced_output(economy, links)
    timeline = Timeline.of(economy, events, settings)
    advance = Step(
        links=links,
        output=output,
        cells=cells_of(economy, links, output, settings),
        settings=settings,
        timeline=timeline,
        rule=parameters.rationing,
        compiled=compiled,
    )
    recorder = Recorder.of(advance, kept, settings)
    advance.watch = recorder.watch
    for number in range(settings.steps):
        recorder.see(advance(number))
        if step is not None:
            step(number + 1, settings.steps)
    return recorder.trajectory()
