"""National nets of firms: read from a list of links, or generated where there is none."""

from mainstay.twin.firm_nets.files import describe, is_saved, load, save
from mainstay.twin.firm_nets.firm_net import FirmNet
from mainstay.twin.firm_nets.generate import generate
from mainstay.twin.firm_nets.measures import overview
from mainstay.twin.firm_nets.national import NationalTable, national_table
from mainstay.twin.firm_nets.read import from_links, net_of_tables
from mainstay.twin.firm_nets.shape import Shape, default_shape

__all__ = [
    "FirmNet",
    "NationalTable",
    "Shape",
    "default_shape",
    "describe",
    "from_links",
    "generate",
    "is_saved",
    "load",
    "national_table",
    "net_of_tables",
    "overview",
    "save",
]
