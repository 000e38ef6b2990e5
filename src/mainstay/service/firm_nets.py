"""Firm nets of a home: generate, read, list, show, and find one for an engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mainstay.errors import InputError, NotFound
from mainstay.model import Table
from mainstay.service.homes import Step, silent
from mainstay.service.twins import OpenTwin, open_twin
from mainstay.store import Home
from mainstay.store.files import put, remove, writing
from mainstay.twin.firm_nets import (
    FirmNet,
    NationalTable,
    describe,
    from_links,
    generate,
    is_saved,
    load,
    national_table,
    overview,
    save,
)

#: Folder of a home that holds firm nets, one folder each.
NETS = "nets"

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True)
class StoredNet:
    """A firm net of a home.

    Parameters
    ----------
    name, folder
        What it is called and where it is.
    net
        Its firms and links.
    """

    name: str
    folder: Path
    net: FirmNet


def generate_net(
    path: Path | str | None,
    *,
    firms: int,
    links: int,
    seed: int = 0,
    twin: str | None = None,
    name: str | None = None,
    replace: bool = False,
    step: Step = silent,
) -> StoredNet:
    """Draw a synthetic firm net calibrated on a twin and store it in the home.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    firms, links, seed
        See :func:`mainstay.twin.firm_nets.generate`.
    name
        To find it by; made of the twin, the sizes and the seed when not given.
    replace
        Whether a net of that name may be replaced.

    Raises
    ------
    InputError
        If there is no such net, or the name is taken or none.
    NotFound
        If there is no such twin.
    """
    opened = open_twin(path, twin, step)
    wanted = name or f"{opened.name or opened.id[:12]}-{firms}-{links}-seed{seed}".lower()
    _check_name(opened.home, wanted, replace=replace)
    step(f"drawing {firms} firms and {links} links")
    net = generate(national_table(opened.net), firms=firms, links=links, seed=seed)
    return _store(opened.home, wanted, net, replace=replace, step=step)


def read_net(
    path: Path | str | None, folder: Path, *, name: str, replace: bool = False,
    step: Step = silent,
) -> StoredNet:  # fmt: skip
    """Read a user's firms and links and store them in the home; see :func:`from_links`.

    Raises
    ------
    InputError
        With every fault of the files, or if the name is taken or none.
    NotFound
        If a file is missing.
    """
    home = Home.open(path)
    _check_name(home, name, replace=replace)
    step(f"reading {folder}")
    return _store(home, name, from_links(folder), replace=replace, step=step)


def load_firm_net(path: Path | str | None, name: str | Path) -> FirmNet:
    """Return a net by its name in the home, or from a folder of ours or of a user.

    Raises
    ------
    NotFound
        If there is neither.
    InputError
        If the files do not hold together.
    """
    home = Home.open(path)
    stored = home.path / NETS / str(name)
    if _NAME.fullmatch(str(name)) and is_saved(stored):
        return load(stored)
    folder = Path(name)
    if folder.is_dir():
        return load(folder) if is_saved(folder) else from_links(folder)
    known = ", ".join(_names(home)) or "none; `mainstay nets generate` makes one"
    raise NotFound(f"no firm net {str(name)!r}", hint=f"nets of this home: {known}")


def list_nets(path: Path | str | None) -> Table:
    """Return the firm nets of a home by name; synthetic ones say so."""
    home = Home.open(path)
    rows: list[dict[str, object]] = []
    for name in _names(home):
        told = describe(home.path / NETS / name)
        rows.append(
            {
                "net": name,
                "kind": "SYNTHETIC" if told["synthetic"] else "read",
                "firms": told["firms"],
                "links": told["links"],
                "industries": len(told["industries"]),
                "seed": told["seed"] if told["synthetic"] else None,
                "twin": str(told["twin_id"])[:12],
            }
        )
    return Table.of("nets", rows, title="Firm nets of this home")


def show_net(path: Path | str | None, name: str | Path) -> Table:
    """Return a net's size, shape and, if its twin is in the home, how it meets the table.

    Raises
    ------
    NotFound
        If there is no such net.
    """
    net = load_firm_net(path, name)
    return overview(net, _table_of(Home.open(path), net))


def _table_of(home: Home, net: FirmNet) -> NationalTable | None:
    if not net.twin_id:
        return None
    try:
        return national_table(OpenTwin(home, home.twin(net.twin_id)).net)
    except NotFound:
        return None


def _names(home: Home) -> list[str]:
    folder = home.path / NETS
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if is_saved(entry))


def _check_name(home: Home, name: str, *, replace: bool) -> None:
    if not _NAME.fullmatch(name):
        raise InputError(f"no name for a net: {name!r}",
                         hint="small letters, digits, dot, dash and underscore")  # fmt: skip
    if not replace and (home.path / NETS / name).exists():
        raise InputError(f"there is a net {name} in this home",
                         hint="give another --name, or --replace it")  # fmt: skip


def _store(home: Home, name: str, net: FirmNet, *, replace: bool, step: Step) -> StoredNet:
    """Write aside, then move into place, under the home's write lock."""
    folder = home.path / NETS / name
    step(f"writing {name}")
    with home.catalog.write(), writing(home.catalog.folders) as path:
        save(net, path)
        if replace:
            remove(folder)
        elif folder.exists():
            raise InputError(f"there is a net {name} in this home", hint="give another --name")
        put(path, folder)
    return StoredNet(name, folder, net)
