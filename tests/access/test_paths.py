"""Where somebody may be sent after signing in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from werkzeug.urls import iri_to_uri

from serac.access.paths import local_path

ELSEWHERE = [
    "https://example.org/",
    "//example.org",
    "///example.org",
    "/\\example.org",
    "\\\\example.org",
    "/\t/example.org",
    "/\n/example.org",
    "javascript:alert(1)",
    "example.org",
    "http:example.org",
    "/ok\r\nLocation: https://example.org",
    " //example.org",
    "",
    None,
    "/a b",
    "/\u2215/example.org",
    "/sign-in",
    "/sign-out",
    "/stay",
    "/locked?x=1",
    "/signed-out",
]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_is_not_a_page_of_ours_is_nowhere(text):
    assert local_path(text) == ""


@pytest.mark.parametrize(
    "text", ["/", "/cases/SC-7F3K9Q/scoping", "/alerts?older=01a2&board=north", "/accounts/waiting"]
)
def test_a_page_of_ours_stays_as_it_is(text):
    assert local_path(text) == text


@given(some.text(max_size=40) | some.text(alphabet="/\\:@.%?#exmpl\t\r\n ", max_size=20))
def test_no_text_at_all_leads_to_another_host(text):
    path = local_path(text)
    assert path == "" or (path[0] == "/" and path[1:2] not in {"/", "\\"} and iri_to_uri(path) == path)
