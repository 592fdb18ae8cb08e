"""The languages somebody can write about themselves in, without an account: every word of those pages, in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from serac.reference.entries import Entry

FILLED_IN: Final = re.compile(r"\{([^}]*)\}")
NAMES: Final = (
    "title", "heading", "intro", "danger", "danger_more", "child", "helpline", "leave", "back", "continue", "send",
    "change", "yes", "no", "not_sure", "empty_ok", "languages", "contact_heading", "contact_hint", "channel",
    "number", "times", "withheld", "voicemail", "text_allowed", "shared", "if_answered", "code_word", "if_lost",
    "channel_call", "channel_text", "channel_messaging", "channel_email", "channel_in_person",
    "channel_through_somebody", "channel_none", "about_heading", "what", "what_hint", "where", "where_hint",
    "danger_now", "under_18", "trusted", "trusted_hint", "wishes", "file", "file_hint", "check_heading", "check_more", "not_given", "problem",
    "empty", "choose", "too_long", "file_wrong", "again", "expired", "not_sent", "read_now", "read_at_work", "thanks",
    "thanks_more", "thanks_close", "demonstration",
)  # fmt: skip
WORDS: Final[Mapping[str, frozenset[str]]] = dict.fromkeys(NAMES, frozenset()) | {
    "read_from": frozenset({"when"}),
    "read_closed": frozenset({"when"}),
}
"""Every word these pages need, with what is filled into it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicLanguage(Entry):
    """A language of the pages "This is about me". Its code is the BCP 47 tag; its label is what it calls itself."""

    english: str
    direction: Literal["ltr", "rtl"] = "ltr"
    words: Mapping[str, str]

    def faults(self) -> Iterator[tuple[str, str]]:
        """As for every entry; and every word is there, none is unknown, and each fills in what it should."""
        yield from Entry.faults(self)
        if lacking := sorted(WORDS.keys() - self.words.keys()):
            yield (
                f"these words are missing: {', '.join(lacking)}.",
                "Translate them too; a page is never half in English.",
            )
        if unknown := sorted(self.words.keys() - WORDS.keys()):
            yield f"these words are not used: {', '.join(unknown)}.", "Take them out, or correct the spelling."
        for name, needed in WORDS.items():
            found = set(FILLED_IN.findall(self.words.get(name, "")))
            if name in self.words and found != needed:
                yield f"'{name}' fills in {found or 'nothing'}.", f"Fill in {set(needed) or 'nothing'}."
