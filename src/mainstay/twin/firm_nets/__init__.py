"""National nets of firms: read from a list of links, or generated where there is none."""

from mainstay.twin.firm_nets.firm_net import FirmNet
from mainstay.twin.firm_nets.generate import generate
from mainstay.twin.firm_nets.national import NationalTable, national_table
from mainstay.twin.firm_nets.shape import Shape, default_shape

__all__ = ["FirmNet", "NationalTable", "Shape", "default_shape", "generate", "national_table"]
