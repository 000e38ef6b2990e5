"""Every error that mainstay raises on purpose.

::

    MainstayError
    ├── InputError            bad input: a file, a table, an argument
    │   ├── SchemaMismatch        columns missing, unexpected or of the wrong type
    │   ├── UnknownCode           a code that its classification does not hold
    │   ├── UnitMismatch          units or price bases that cannot be combined
    │   ├── UnbalancedTable       accounts that do not add up within the stated bound
    │   └── BadScenario           a scenario file that does not hold together
    ├── SourceError           a publisher's file
    │   ├── SourceUnavailable     cannot be reached or is not there
    │   └── ChangedShape          laid out differently from what its reader documents
    ├── IdentityError         ids, hashes and versions of a home
    │   ├── NotFound              no twin, run or pool by that name
    │   ├── SchemaVersion         a home written by another schema version
    │   └── Busy                  no room for more work now; try again later
    ├── CarveError            claims about parts do not fit into their whole
    ├── EngineError           an engine could not give an answer
    │   ├── Infeasible            no solution exists for the question
    │   └── UnknownValue          an unknown value where the method needs a number
    ├── IntegrityError        stored bytes are not what their name says
    └── ExtensionError        a plug-in
        ├── DuplicatePart         two parts under one name
        └── MissingExtra          an optional part that is not installed

Each error has a stable ``code``, a ``hint`` (what to do next), a ``context``, and ``problems``:
every fault found, not only the first. :data:`EXIT_CODES` maps each branch to an exit code,
:data:`HTTP_STATUS` to a status of the REST service.

Example
-------
>>> raise UnknownCode("no industry 33441", hint="did you mean 334413?")
Traceback (most recent call last):
...
mainstay.errors.UnknownCode: no industry 33441 (did you mean 334413?)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in an input.

    Parameters
    ----------
    code
        Stable name of the kind of fault, e.g. ``missing_column``.
    where
        File, line, column or cell.
    what
        What was found.
    hint
        What to do about it.
    """

    code: str
    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        tail = f" ({self.hint})" if self.hint else ""
        return f"{self.where}: {self.what} [{self.code}]{tail}"


class MainstayError(Exception):
    """Base of every error raised on purpose.

    Parameters
    ----------
    message
        One sentence: what is wrong.
    hint
        One sentence: what to do next.
    problems
        Every fault found, in the order of the input.
    context
        Further facts for a program that handles the error.
    """

    code: ClassVar[str] = "error"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        problems: Sequence[Problem] = (),
        context: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.problems = tuple(problems)
        self.context = dict(context or {})

    def __str__(self) -> str:
        head = f"{self.message} ({self.hint})" if self.hint else self.message
        return "\n".join([head, *(f"  - {problem}" for problem in self.problems)])

    def as_dict(self) -> dict[str, object]:
        """Return the error as plain data, for ``--json`` and for logs."""
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "problems": [
                {"code": p.code, "where": p.where, "what": p.what, "hint": p.hint}
                for p in self.problems
            ],
            "context": self.context,
        }


class InputError(MainstayError):
    """Bad input: a file, a table, an argument."""

    code = "bad_input"


class SchemaMismatch(InputError):
    """Columns are missing, unexpected or of the wrong type."""

    code = "schema_mismatch"


class UnknownCode(InputError):
    """A code that its classification does not hold."""

    code = "unknown_code"


class UnitMismatch(InputError):
    """Units or price bases that cannot be combined."""

    code = "unit_mismatch"


class UnbalancedTable(InputError):
    """Accounts that do not add up within the stated bound."""

    code = "unbalanced_table"


class BadScenario(InputError):
    """A scenario file that does not hold together."""

    code = "bad_scenario"


class SourceError(MainstayError):
    """Something about a publisher's file."""

    code = "source_error"


class SourceUnavailable(SourceError):
    """A publisher's file cannot be reached or is not there."""

    code = "source_unavailable"


class ChangedShape(SourceError):
    """A publisher's file is laid out differently from what its reader documents."""

    code = "changed_shape"


class IdentityError(MainstayError):
    """Ids, hashes and versions of a home."""

    code = "identity_error"


class NotFound(IdentityError):
    """No twin, run, pool or activity by that name."""

    code = "not_found"


class SchemaVersion(IdentityError):
    """A home or file written by another schema version."""

    code = "schema_version"


class Busy(IdentityError):
    """No room for more work now; ``context`` says after how many seconds to try again."""

    code = "busy"


class CarveError(MainstayError):
    """Claims about parts do not fit into their whole."""

    code = "carve_rejected"


class EngineError(MainstayError):
    """An engine could not give an answer."""

    code = "engine_error"


class Infeasible(EngineError):
    """No solution exists for the question."""

    code = "infeasible"


class UnknownValue(EngineError):
    """An unknown value where the method needs a number."""

    code = "unknown_value"


class IntegrityError(MainstayError):
    """Stored bytes are not what their name says."""

    code = "integrity_error"


class ExtensionError(MainstayError):
    """Something about a plug-in."""

    code = "extension_error"


class DuplicatePart(ExtensionError):
    """Two parts under one name."""

    code = "duplicate_part"


class MissingExtra(ExtensionError):
    """An optional part that is not installed."""

    code = "missing_extra"


#: The first class in an error's ancestry that stands here decides the exit code.
EXIT_CODES: Mapping[type[MainstayError], int] = {
    InputError: 3,
    SourceError: 4,
    EngineError: 5,
    CarveError: 3,
    IdentityError: 3,
    IntegrityError: 7,
    ExtensionError: 8,
    MainstayError: 1,
}

#: The first class in an error's ancestry that stands here decides the status of a response. What a
#: reader asked wrongly is 4xx; 502 blames a publisher, 501 a part that is not installed here.
HTTP_STATUS: Mapping[type[MainstayError], int] = {
    InputError: 422,
    UnknownCode: 404,
    SourceError: 502,
    EngineError: 422,
    CarveError: 422,
    IdentityError: 409,
    NotFound: 404,
    Busy: 429,
    IntegrityError: 500,
    ExtensionError: 500,
    MissingExtra: 501,
    MainstayError: 500,
}


def exit_code(error: MainstayError) -> int:
    """Return the exit code of the command line for an error.

    >>> exit_code(UnknownCode("no such code"))
    3
    """
    return _of_branch(EXIT_CODES, error, 1)


def http_status(error: MainstayError) -> int:
    """Return the status of the REST service for an error.

    >>> http_status(BadScenario("no shock")), http_status(NotFound("no such twin"))
    (422, 404)
    """
    return _of_branch(HTTP_STATUS, error, 500)


def _of_branch(table: Mapping[type[MainstayError], int], error: MainstayError, rest: int) -> int:
    """Return what a table has for the nearest class in an error's ancestry."""
    return next((table[kind] for kind in type(error).__mro__ if kind in table), rest)


def raise_all(kind: type[MainstayError], message: str, problems: Sequence[Problem]) -> None:
    """Raise ``kind`` once with every problem; do nothing when there is none.

    Parameters
    ----------
    kind
        The class to raise.
    message
        One sentence; the number of problems is added to it.
    problems
        Every fault found.
    """
    if problems:
        plural = "problem" if len(problems) == 1 else "problems"
        raise kind(f"{message}: {len(problems)} {plural}", problems=problems)
