"""A firm net as a folder of Parquet files that says in itself whether it is synthetic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from mainstay.errors import InputError, NotFound, Problem, SchemaVersion, raise_all
from mainstay.twin.firm_nets.firm_net import FirmNet

#: Version of the folder's form.
VERSION = 1

FIRMS, LINKS = "firms.parquet", "links.parquet"

#: Accounts of a firm, each a column where it is known.
ACCOUNTS = ("output_usd", "final_usd", "value_added_usd", "imports_usd", "unlinked_usd")

_KEY = b"mainstay.firm_net"


def save(net: FirmNet, folder: Path) -> Path:
    """Write a net into a new or empty folder and return it; the same net gives the same bytes.

    What is no number of a firm or a link stands in the metadata of both files, first of all whether
    the net is synthetic.

    Raises
    ------
    InputError
        If the folder holds something, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputError(f"{folder} is not empty", hint="name a new folder")
        pq.write_table(_firms(net), folder / FIRMS)
        pq.write_table(_links(net), folder / LINKS)
    except OSError as error:
        raise InputError(f"cannot write {folder}: {error.strerror or error}") from error
    return folder


def _firms(net: FirmNet) -> pa.Table:
    codes = pa.DictionaryArray.from_arrays(pa.array(net.industry), pa.array(net.industries))
    columns: dict[str, Any] = {"industry": codes}
    if net.ids:
        columns = {"id": pa.array(net.ids), **columns}
    columns |= {name: value for name in ACCOUNTS if (value := getattr(net, name)) is not None}
    return pa.table(columns).replace_schema_metadata(_metadata(net))


def _links(net: FirmNet) -> pa.Table:
    columns = {"supplier": net.supplier, "buyer": net.buyer, "value_usd": net.value_usd}
    return pa.table(columns).replace_schema_metadata(_metadata(net))


def _metadata(net: FirmNet) -> dict[bytes, bytes]:
    told = {
        "version": VERSION, "synthetic": net.synthetic, "seed": net.seed, "twin_id": net.twin_id,
        "industries": list(net.industries), "notes": list(net.notes), "firms": net.size,
        "links": net.links,
    }  # fmt: skip
    return {_KEY: json.dumps(told, ensure_ascii=False, sort_keys=True).encode()}


def is_saved(folder: Path) -> bool:
    """Return whether a folder holds a net that :func:`save` wrote."""
    try:
        return _KEY in (pq.read_schema(folder / FIRMS).metadata or {})
    except (OSError, pa.ArrowException):
        return False


def describe(folder: Path) -> dict[str, Any]:
    """Return what a stored net says of itself, without reading its links.

    Raises
    ------
    NotFound
        If the folder holds no net.
    SchemaVersion
        If a newer program wrote it.
    """
    if not is_saved(folder):
        raise NotFound(f"no firm net in {folder}", hint="`mainstay nets generate` makes one")
    told: dict[str, Any] = json.loads(pq.read_schema(folder / FIRMS).metadata[_KEY])
    if told["version"] > VERSION:
        raise SchemaVersion(f"{folder} has form {told['version']}, this program reads {VERSION}")
    return told


def load(folder: Path) -> FirmNet:
    """Read a net that :func:`save` wrote.

    Raises
    ------
    NotFound
        If the folder holds no net.
    SchemaVersion
        If a newer program wrote it.
    InputError
        If the files do not hold together.
    """
    told = describe(folder)
    try:
        firms, links = pq.read_table(folder / FIRMS), pq.read_table(folder / LINKS)
        net = FirmNet(
            industries=tuple(told["industries"]),
            industry=_numbers(firms["industry"].combine_chunks().indices, np.int32),
            supplier=_numbers(links["supplier"], np.int32),
            buyer=_numbers(links["buyer"], np.int32),
            value_usd=_numbers(links["value_usd"], np.float64),
            ids=tuple(firms["id"].to_pylist()) if "id" in firms.column_names else (),
            synthetic=bool(told["synthetic"]),
            seed=int(told["seed"]),
            twin_id=str(told["twin_id"]),
            notes=tuple(told["notes"]),
            **{
                name: _numbers(firms[name], np.float64)
                for name in ACCOUNTS
                if name in firms.column_names
            },
        )
    except (OSError, KeyError, ValueError, pa.ArrowException) as error:
        raise InputError(f"the firm net in {folder} is damaged: {error}") from error
    raise_all(InputError, f"the firm net in {folder} is damaged", _problems(net, told))
    return net


def _numbers(column: Any, kind: type[np.generic]) -> NDArray[Any]:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    values = np.asarray(column.to_numpy(zero_copy_only=False), dtype=kind)
    values.flags.writeable = False
    return values


def _problems(net: FirmNet, told: dict[str, Any]) -> list[Problem]:
    found = []
    for name, had in (("firms", net.size), ("links", net.links)):
        if had != told[name]:
            found.append(Problem("missing_rows", name, f"{had} of {told[name]}"))
    ends = np.concatenate([net.supplier, net.buyer])
    if len(ends) and not (ends.min() >= 0 and ends.max() < net.size):
        found.append(Problem("unknown_firm", LINKS, "a link ends at a firm that is not there"))
    if not (net.value_usd > 0).all():
        found.append(Problem("bad_value", LINKS, "a link without positive money"))
    return found
