"""Merkle tree hashes after RFC 6962, section 2.1."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from mainstay.store.canonical import canonical_json


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of a list of leaves (RFC 6962, section 2.1, SHA-256).

    A leaf and an inner node are hashed with different prefixes, so that neither can pass for the
    other; the left part holds the largest power of two that is less than the number of leaves.

    Examples
    --------
    >>> tree_hash([]).hex() == hashlib.sha256(b"").hexdigest()
    True
    """
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = tree_hash(leaves[:split]), tree_hash(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(hashes: Mapping[str, str]) -> str:
    """Return the root over named hashes, as 64 hex digits; their order does not matter.

    Each leaf is the canonical JSON of ``[name, hash]``, sorted by name.

    Examples
    --------
    >>> merkle_root({"a": "1", "b": "2"}) == merkle_root({"b": "2", "a": "1"})
    True
    """
    leaves = [canonical_json([name, hashes[name]]).encode() for name in sorted(hashes)]
    return tree_hash(leaves).hex()
