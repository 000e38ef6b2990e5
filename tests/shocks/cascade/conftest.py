"""Nets for the tests, published and random, and the equations once more in plain Python."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mainstay.shocks.cascade.essential import Essentials, read_essentials
from mainstay.twin.firm_nets.firm_net import FirmNet


@pytest.fixture(scope="session")
def random_net() -> Callable[..., tuple[FirmNet, Essentials]]:
    """Return the maker of random nets."""
    return make_random_net


@pytest.fixture(scope="session")
def oracle() -> Callable[..., tuple[list[float], list[float], int]]:
    """Return the equations in plain Python."""
    return losses


@pytest.fixture(scope="session")
def firms13(reference_data: Path) -> Callable[..., tuple[FirmNet, Essentials, np.ndarray]]:
    """Return the maker of the 13 firms, in any unit of money."""
    return lambda scale=1.0: make_firms13(reference_data, scale)


@pytest.fixture(scope="session")
def firms10k(reference_data: Path) -> tuple[FirmNet, Essentials, np.ndarray]:
    """Return the net of 10,000 firms."""
    return make_firms10k(reference_data)


def make_firms13(folder: Path, scale: float = 1.0) -> tuple[FirmNet, Essentials, np.ndarray]:
    """The 13 firms, their ratings by pair of industries, and the published scores."""
    with (folder / "esri_reference/firms13_links.csv").open() as lines:
        links = list(csv.DictReader(lines))
    with (folder / "esri_reference/firms13_esri.csv").open() as lines:
        scores = {row["company"]: float(row["esri"]) for row in csv.DictReader(lines)}
    firms = list(scores)
    of = {row["supplier"]: row["supplierNACE"] for row in links}
    of |= {row["customer"]: row["customerNACE"] for row in links}
    codes = sorted(set(of.values()))
    matrix = np.zeros((len(codes), len(codes)), dtype=np.uint8)
    for row in links:
        pair = codes.index(row["supplierNACE"]), codes.index(row["customerNACE"])
        matrix[pair] = int(row["type"])
    net = FirmNet(
        tuple(codes), np.array([codes.index(of[f]) for f in firms], np.int32),
        np.array([firms.index(row["supplier"]) for row in links], np.int32),
        np.array([firms.index(row["customer"]) for row in links], np.int32),
        np.array([float(row["weight"]) for row in links]) * scale,
    )  # fmt: skip
    return net, Essentials(matrix, "published", assumed=False), np.array(list(scores.values()))


def make_firms10k(folder: Path) -> tuple[FirmNet, Essentials, np.ndarray]:
    """The net of 10,000 firms, the ratings of IHS, and a peer's scores of 200 firms."""
    links = np.loadtxt(folder / "esri_reference/firms10k_links.csv.gz", delimiter=",")
    sector = np.loadtxt(folder / "esri_reference/firms10k_sector.csv.gz").astype(np.int32)
    ratings = folder / "io_criticality/ess_mat_n4_ihs.csv"
    with ratings.open() as lines:
        codes = tuple(next(csv.reader(lines))[1:])
    scores = np.genfromtxt(folder / "esri_reference/firms10k_esri.csv", delimiter=",", names=True)
    net = FirmNet(codes, sector - 1, links[:, 0].astype(np.int32) - 1,
                  links[:, 1].astype(np.int32) - 1, links[:, 2])  # fmt: skip
    return net, read_essentials(ratings, codes), scores


def make_random_net(
    seed: int, *, firms: int = 40, links: int = 160, industries: int = 5, leak: float = 0.0
) -> tuple[FirmNet, Essentials]:
    """A net without meaning; every market, slot and kind of input occurs in it."""
    rng = np.random.default_rng(seed)
    pairs = rng.choice(firms * firms, links, replace=False).astype(np.int32)
    pairs = pairs[pairs // firms != pairs % firms]
    value = rng.lognormal(0, 1.5, len(pairs))
    sold = np.bincount(pairs % firms, value, firms)
    matrix = rng.integers(0, 3, (industries, industries)).astype(np.uint8)
    net = FirmNet(
        tuple(map(str, range(industries))), rng.integers(0, industries, firms).astype(np.int32),
        pairs % firms, pairs // firms, value,
        final_usd=sold * leak / (1 - leak) if leak else None,
    )  # fmt: skip
    return net, Essentials(matrix, "random", assumed=False)


def losses(net: FirmNet, essentials: Essentials, psi: np.ndarray, tolerance: float,
           most: int = 10_000) -> tuple[list[float], list[float], int]:  # fmt: skip
    """Return losses downstream and upstream and the sweeps, from a matrix of sales."""
    n, p = net.size, net.industry
    sales = np.zeros((n, n))
    sales[net.supplier, net.buyer] = net.value_usd
    final = np.zeros(n) if net.final_usd is None else net.final_usd
    out = sales.sum(axis=1) + final
    down, up, sweeps = list(psi), list(psi), 0
    while sweeps < most:
        y = [stand_in(i, p, out, down) * down[i] for i in range(n)]
        next_down = [shortage(j, sales, p, essentials.matrix, y, psi) for j in range(n)]
        next_up = []
        for i in range(n):
            lost = sum(sales[i, j] / out[i] * up[j] for j in range(n) if sales[i, j] > 0)
            next_up.append(min(1.0, max(psi[i], lost)))
        moves = zip([*next_down, *next_up], [*down, *up], strict=True)
        drop = max(new - old for new, old in moves)
        down, up, sweeps = next_down, next_up, sweeps + 1
        if drop <= tolerance:
            break
    return down, up, sweeps


def stand_in(i: int, p: np.ndarray, out: np.ndarray, down: list[float]) -> float:
    """Return which part of a firm's loss its market cannot make good."""
    market = [m for m in range(len(p)) if p[m] == p[i]]
    left = sum(out[m] * (1 - down[m]) for m in market)
    # nobody is left: "left" of a market that is lost is rounding, if anything
    return 1.0 if left <= 1e-10 * sum(out[m] for m in market) else min(1.0, out[i] / left)


def shortage(j: int, sales: np.ndarray, p: np.ndarray, rating: np.ndarray, y: list[float],
             psi: np.ndarray) -> float:  # fmt: skip
    """Return what a buyer cannot make for want of its worst input."""
    suppliers = [i for i in range(len(p)) if sales[i, j] > 0]
    worst = [psi[j]]
    for k in {p[i] for i in suppliers if rating[p[i], p[j]] == 2}:
        of_k = [i for i in suppliers if p[i] == k]
        bought = sum(sales[i, j] for i in of_k)
        worst.append(sum(sales[i, j] / bought * y[i] for i in of_k))
    bought = sum(sales[i, j] for i in suppliers)
    worst.append(sum(sales[i, j] / bought * y[i] for i in suppliers if rating[p[i], p[j]] == 1))
    return min(1.0, max(worst))
