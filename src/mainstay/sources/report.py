"""What a reader read, kept and refused, and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

#: Refusals kept in full; the rest are only counted by code.
REFUSALS_KEPT = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row or cell that a reader did not turn into a claim.

    Parameters
    ----------
    where
        Line, row or cell in the file.
    code
        Stable name of the reason, e.g. ``total_row``.
    why
        The reason in words.
    value
        What stood there.
    """

    where: str
    code: str
    why: str
    value: str = ""


def checksum(path: Path) -> tuple[str, int]:
    """Return SHA-256 and size in bytes of a file; of a folder's ``*.yaml`` files by their names.

    The checksum of a folder is that of the lines ``name digest`` of its files, sorted by name.
    """
    if path.is_dir():
        files = [(file.name, *checksum(file)) for file in sorted(path.glob("*.yaml"))]
        lines = "".join(f"{name} {digest}\n" for name, digest, _ in files)
        return hashlib.sha256(lines.encode()).hexdigest(), sum(size for _, _, size in files)
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            found.update(chunk)
    return found.hexdigest(), path.stat().st_size


@dataclass(slots=True)
class ReadReport:
    """The account of one reading; ``read == kept + refused`` always holds.

    Parameters
    ----------
    source, vintage
        What was read.
    path, sha256, size_bytes
        The file or folder and its checksum.
    """

    source: str
    vintage: str
    path: str
    sha256: str = ""
    size_bytes: int = 0
    read: int = 0
    kept: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, source: str, vintage: str, path: Path) -> ReadReport:
        """Start a report on a file or folder, with its size and checksum."""
        return cls(source, vintage, str(path), *checksum(path))

    def refuse(self, where: str, code: str, why: str, value: str = "", count: int = 1) -> None:
        """Record rows that were not kept."""
        self.refused[code] += count
        if len(self.refusals) < REFUSALS_KEPT:
            self.refusals.append(Refusal(where, code, why, value))

    @property
    def is_whole(self) -> bool:
        """Whether every row read is accounted for."""
        return self.read == self.kept + sum(self.refused.values())

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain data."""
        return {
            "source": self.source, "vintage": self.vintage, "path": self.path,
            "sha256": self.sha256, "size_bytes": self.size_bytes, "read": self.read,
            "kept": self.kept, "refused": dict(self.refused), "counts": self.counts,
            "refusals": [
                {"where": r.where, "code": r.code, "why": r.why, "value": r.value}
                for r in self.refusals
            ],
            "notes": self.notes,
        }  # fmt: skip
