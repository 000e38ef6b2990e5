"""An environment of its own for every peer, made once and kept in the user's cache."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import platformdirs

#: Peer to what it needs; the wheel of BoARIO 0.7.2 names no requirements, so they stand here.
PEERS = {"boario": ("boario==0.7.2", "progressbar2", "pymrio==0.7.0")}


def python_of(peer: str) -> Path:
    """Return the interpreter of a peer's environment; install it where it is missing."""
    folder = Path(platformdirs.user_cache_dir("mainstay")) / "bench" / peer
    python = folder / "bin" / "python"
    done = folder / "installed"
    wanted = "\n".join(PEERS[peer])
    if not done.is_file() or done.read_text("utf-8") != wanted:
        print(f"installing {', '.join(PEERS[peer])}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             *PEERS[peer]], check=True, stdout=sys.stderr,
        )  # fmt: skip
        done.write_text(wanted, "utf-8")
    return python
