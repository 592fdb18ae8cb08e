"""Where somebody is sent after signing in: only ever a page of this service. Pure."""

import re

_LOCAL = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~?=&,+%-]*\Z")
_LEADS_NOWHERE = frozenset({"/sign-in", "/sign-out", "/signed-out", "/locked", "/stay"})


def local_path(text: str | None) -> str:
    """The path if it is one of ours, otherwise nothing: no other host, no scheme, no sign a browser reads as one."""
    if not text or not _LOCAL.match(text) or text.partition("?")[0] in _LEADS_NOWHERE:
        return ""
    return text
