"""Reference data: config/*.yaml with each partnership's overlay, validated at start-up into frozen dataclasses."""

from serac.reference.current import current, use
from serac.reference.entries import Confidence, Entry, EntryList, Status, UnknownCode
from serac.reference.loading import load
from serac.reference.problems import BadReference, Problem
from serac.reference.reference import LISTS, Reference, SourceFile
from serac.reference.rules import PartnershipRules
from serac.reference.uploads import check_upload

__all__ = [
    "LISTS",
    "BadReference",
    "Confidence",
    "Entry",
    "EntryList",
    "PartnershipRules",
    "Problem",
    "Reference",
    "SourceFile",
    "Status",
    "UnknownCode",
    "check_upload",
    "current",
    "load",
    "use",
]
