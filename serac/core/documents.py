"""Documents on paper: PDF, made in memory by typst from a template of ours and plain data.

What people wrote goes in as data, never as part of the template, so nothing they type can act as markup. Nothing is written
to the disk. The files say nothing about what they hold: a neutral title, no author, no keywords.
"""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
ACCESSIBLE = "ua-1"
"""PDF/UA-1: tagged, with a language and a title, so that a screen reader reads it in order."""


def make_pdf(name: str, data: Mapping[str, Any], made_at: dt.datetime) -> bytes:
    """A document as PDF/UA; where a letter has no glyph in any font here, as a tagged PDF with a box in its place.

    Args:
        name: of a template in templates/documents, without its ending.
        data: what json can hold; the template reads it as `json(bytes(sys.inputs.data))`.
        made_at: written into the file as when it was made; aware.
    """
    options: dict[str, Any] = {
        "root": str(TEMPLATES),
        "format": "pdf",
        "sys_inputs": {"data": json.dumps(data)},
        "timestamp": int(made_at.timestamp()),
    }
    template = (TEMPLATES / f"{name}.typ").read_bytes()
    try:
        made: bytes = typst.compile(template, **options, pdf_standards=_only(ACCESSIBLE))
    except typst.TypstError as problem:
        if "could not be displayed" not in problem.message:
            raise
        made = typst.compile(template, **options)
    return made


def _only(standard: str) -> Any:
    return [standard]
