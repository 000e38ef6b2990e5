"""One file per resource; each has a ``router``."""

from mainstay.rest.routes import (
    compare,
    engines,
    entities,
    explore,
    health,
    impact,
    jobs,
    problems,
    runs,
    scenarios,
    tiers,
    twins,
)

#: In the order of the API's description.
ROUTERS = tuple(
    module.router
    for module in (twins, entities, explore, tiers, scenarios, runs, jobs, impact, compare,
                   engines, health, problems)
)  # fmt: skip

__all__ = ["ROUTERS"]
