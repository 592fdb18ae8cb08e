"""The reference pages: what is in force, what is to be checked, and trying a file; nothing of it is stored."""

from __future__ import annotations

import io
import re

import pytest

from serac import reference
from serac.access.roles import Role
from serac.core.audit_reading import LOG
from serac.reference.reference import LISTS
from serac.reference.showing import Group, entry_groups, group_of, to_check_groups
from tests.forms import send
from tests.house.sources import ROOT

pytestmark = pytest.mark.pages

CONFIG = ROOT / "config"


@pytest.fixture
def signed_in(app, given):
    given.once(_people)

    def sign_in(name="adam"):
        return given.sign_in(app.test_client(), name)

    return sign_in


def _people(given):
    given.agency("council", "council.modern_slavery")
    given.agency("police")
    given.member("adam", "council", Role.ADMINISTRATOR)
    given.member("tom", "police", Role.HANDLER)


def as_file(text, name="risk.yaml"):
    return io.BytesIO(text.encode() if isinstance(text, str) else text), name


def tried(plain_engine):
    with plain_engine.connect() as connection:
        return connection.execute(LOG.select().where(LOG.c.event == "reference.file_tried")).all()


def test_every_list_has_a_page_and_the_index_leads_to_each(signed_in):
    client = signed_in()
    index = client.get("/reference").text
    linked = set(re.findall(r'href="/reference/([a-z_]+)"', index))
    assert linked >= set(LISTS)
    for name in LISTS:
        assert client.get(f"/reference/{name}").status_code == 200, name


def test_the_index_says_when_a_file_last_changed_and_its_fingerprint(signed_in):
    index = signed_in().get("/reference").text
    file = reference.current().files["risk.yaml"]
    assert file.fingerprint[:8] in index
    assert file.fingerprint not in index


@pytest.mark.parametrize("path", ["/reference/nonsense", "/reference/Risk_levels", "/reference/..%2f"])
def test_an_unknown_list_is_not_found(signed_in, path):
    assert signed_in().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/reference", "/reference/risk_levels", "/reference/to-check", "/reference/check"])
def test_a_role_that_does_not_keep_reference_data_is_refused(signed_in, path):
    assert signed_in("tom").get(path).status_code == 403


def test_a_retired_value_stands_apart_from_those_in_force(signed_in, clock):
    loaded = reference.current()
    retired = next(e for name in LISTS for e in loaded.list(name) if e.valid_to is not None)
    day = retired.valid_to
    assert group_of(retired, day) is not Group.RETIRED
    assert group_of(retired, day.replace(year=day.year + 1)) is Group.RETIRED


def test_every_entry_of_a_list_is_in_exactly_one_group():
    loaded = reference.load(CONFIG)
    day = loaded.files["risk.yaml"].compiled
    for name in LISTS:
        codes = [row.code for _, rows in entry_groups(loaded, name, day) for row in rows]
        assert sorted(codes) == sorted(loaded.list(name).codes()), name


def test_everything_not_confirmed_is_on_the_list_to_check_and_says_why_it_is_never_offered(signed_in):
    loaded = reference.current() if signed_in else None
    codes = {row.code for _, rows in to_check_groups(loaded) for row in rows}
    assert codes == {entry.code for entry in loaded.to_check()}
    page = signed_in().get("/reference/to-check").text
    assert "never offers them" in page
    assert all(code in page for code in codes)


def test_what_a_partnership_has_set_itself_stands_under_the_national_value(signed_in):
    loaded = reference.current() if signed_in else None
    local = {
        (name, row.code, who)
        for name in ("rules", "words", "clocks", "retention")
        for _, rows in entry_groups(loaded, name, loaded.files["risk.yaml"].compiled)
        for row in rows
        for who, _ in row.local
    }
    changed = {
        (entry.list_name, entry.code, rules.name)
        for slug, rules in loaded.partnerships.items()
        for entries in (rules.rules, rules.words, rules.clocks, rules.retention)
        for entry in entries
        if rules.set_by.get(entry.key) == slug
    }
    assert local == changed
    assert local


def test_a_good_file_is_said_to_be_good_and_nothing_is_stored(signed_in, plain_engine):
    before = reference.current()
    text = (CONFIG / "risk.yaml").read_text(encoding="utf-8")
    answer = send(signed_in(), "/reference/check", subject="risk", file=as_file(text))
    assert answer.status_code == 200
    assert "No problems found in risk.yaml" in answer.text
    assert reference.current() is before
    assert [row.detail for row in tried(plain_engine)] != []


def test_each_problem_is_shown_with_its_line_and_remedy(signed_in, plain_engine):
    text = (CONFIG / "risk.yaml").read_text(encoding="utf-8") + "\nsurprise: 1\n"
    answer = send(signed_in(), "/reference/check", subject="risk", file=as_file(text))
    problem = reference.check_upload(text, "risk", reference.current())[0]
    assert str(problem.line) in answer.text
    assert problem.what.split("'")[0].strip() in answer.text
    assert '"problems":1' in tried(plain_engine)[0].detail.replace(" ", "")


def test_a_partnerships_own_file_can_be_tried(signed_in):
    text = (CONFIG / "partnerships" / "thornshire" / "partnership.yaml").read_text(encoding="utf-8")
    answer = send(signed_in(), "/reference/check", subject="partnerships/thornshire", file=as_file(text))
    assert "No problems found" in answer.text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"file": None, "subject": "risk"}, "file", "Choose a file"),
        ({"file": b"", "subject": "risk"}, "file", "The file is empty"),
        ({"file": b"\xff\xfe\x00", "subject": "risk"}, "file", "The file must be text in UTF-8"),
        ({"file": b"a: 1", "subject": ""}, "subject", "Choose what the file is about"),
        ({"file": b"a: 1", "subject": "../secrets"}, "subject", "Choose what the file is about"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_next_to_the_field(signed_in, typed, field, sentence, plain_engine):
    sent = {"subject": typed["subject"]}
    if typed["file"] is not None:
        sent["file"] = as_file(typed["file"])
    answer = send(signed_in(), "/reference/check", **sent)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert sentence in answer.text
    assert tried(plain_engine) == []


@pytest.mark.parametrize("text", ["&a [*a]", "a: !!python/object:os.system x", "- " * 5000, "\x00"])
def test_a_hostile_file_is_answered_with_a_sentence(signed_in, text):
    answer = send(signed_in(), "/reference/check", subject="risk", file=as_file(text))
    assert answer.status_code == 200
    assert "It cannot be put in place yet" in answer.text


def test_what_a_file_says_is_never_markup(signed_in):
    answer = send(signed_in(), "/reference/check", subject="risk", file=as_file("<script>x</script>: 1", "<b>.yaml"))
    assert "<script>x" not in answer.text
    assert "<b>.yaml" not in answer.text
