"""Text that a spreadsheet would run or has spoilt, and the mark that keeps it as it is.

On the way into CSV, TSV and XLSX a cell that a spreadsheet would take for more than text gains one
apostrophe; on the way back one is taken from such a cell, and from no other. So `=1+1` goes out
as `'=1+1`, `'=1+1` as `''=1+1`, and both come back. JSON and YAML need no mark.
"""

from __future__ import annotations

import re

ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
_ERROR = "|".join(map(re.escape, ERRORS))
_POWER = r"[0-9](?:[.,][0-9]+)?E\+[0-9]+"
_MARKED = re.compile(rf"'*(?:[=+\-@\t\r]|(?:{_ERROR}|{_POWER})\Z)")
_SPOILT = re.compile(rf"(?P<error>{_ERROR})|(?P<power>{_POWER})")


def escape(text: str) -> str:
    """The text as a cell of a spreadsheet holds it."""
    return f"'{text}" if _MARKED.match(text) else text


def unescape(cell: str) -> str:
    """The text that a cell of a spreadsheet stands for."""
    return cell[1:] if cell.startswith("'") and _MARKED.match(cell) else cell


def fault(cell: str) -> str:
    """What a spreadsheet has made of a cell that once held something else; "" if nothing."""
    found = _SPOILT.fullmatch(cell)
    if found is None:
        return ""
    if found["error"]:
        return (
            f"“{cell}” is a spreadsheet's error, not a value: put back what stood there, or, where "
            f"these very characters are meant, write '{cell}."
        )
    return (
        f"“{cell}” is a long number whose last digits a spreadsheet has dropped: put the number "
        f"back, in a column formatted as text; where this is meant, write '{cell}."
    )
