"""A net of the twin in the dynamic engine: its economy, its events, the engine on it."""

from mainstay.shocks.ario.from_net.bands import Band, band_of, parameters_of, settings_of
from mainstay.shocks.ario.from_net.engine import Ario
from mainstay.shocks.ario.from_net.events import events_of, rebuilders
from mainstay.shocks.ario.from_net.net_economy import NetEconomy, economy_of, net_economy
from mainstay.shocks.ario.from_net.tables import groups_of, tables_of, words_of

__all__ = [
    "Ario", "Band", "NetEconomy", "band_of", "economy_of", "events_of", "groups_of", "net_economy",
    "parameters_of", "rebuilders", "settings_of", "tables_of", "words_of",
]  # fmt: skip
