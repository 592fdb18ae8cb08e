"""The pages of those who keep accounts."""

from __future__ import annotations

import pytest

from serac.access.commands import disable_account, invite
from serac.access.roles import Role
from serac.agencies.models import Agency, Member
from serac.core.problems import NotPermitted
from tests.forms import form_on, forms_of, send


def _people(given):
    given.partnership("region")
    given.partnership("thornshire", parent="region")
    given.partnership("eastmoor", parent="region")
    given.agency("council", kind="council.modern_slavery")
    given.agency("police")
    given.agency("east-police", partnership="eastmoor")
    given.agency("office", kind="council.modern_slavery", partnership="region")
    given.member("adam", "council", Role.ADMINISTRATOR)
    given.member("rita", "office", Role.ADMINISTRATOR, partnership="region")
    given.member("cora", "council", Role.COORDINATOR)
    given.member("cleo", "council", Role.COORDINATOR)
    given.member("rob", "police", Role.REPORTER)
    given.member("erin", "east-police", Role.REPORTER, partnership="eastmoor")


@pytest.fixture
def people(given):
    return given.once(_people)


def page_of(people, name):
    return f"/accounts/{people.members[name]}"


def press(people, client, name, act):
    return send(client, page_of(people, name), having={"act": act})


def test_an_administrator_sees_the_people_of_their_own_partnership(app, people):
    page = people.sign_in(app.test_client(), "adam").get("/accounts").text
    assert all(name in page for name in ("Cora", "Rob"))
    assert "Erin" not in page
    assert f'href="{page_of(people, "adam")}"' not in page


def test_an_administrator_above_sees_those_below(app, people):
    page = people.sign_in(app.test_client(), "rita").get("/accounts").text
    assert all(name in page for name in ("Cora", "Rob", "Erin", "Adam"))


def test_the_list_says_the_state_and_the_day_of_the_last_sign_in(app, people):
    people.sign_in(app.test_client(), "cora")
    page = people.sign_in(app.test_client(), "adam").get("/accounts").text
    assert "5 March 2026" in page
    assert "Not invited" in page
    adam = people.sign_in(app.test_client(), "adam")
    press(people, adam, "rob", "invite")
    invited = adam.get("/accounts?state=invited").text
    assert "Rob" in invited
    assert "Cora" not in invited


def test_the_list_pages_by_key(app, people, monkeypatch):
    monkeypatch.setattr("serac.access.views.accounts.PAGE", 2)
    rita = people.sign_in(app.test_client(), "rita")
    first = rita.get("/accounts").text
    assert "Adam" in first
    assert "Rob" not in first
    address = next(part.split('"')[0] for part in first.split('href="') if part.startswith("/accounts?before="))
    second = rita.get(address.replace("&amp;", "&")).text
    assert "Rob" in second or "Erin" in second
    assert "Adam" not in second
    assert rita.get("/accounts?before=not-a-key").status_code == 404


def test_the_pages_are_for_those_who_keep_accounts(app, people):
    for name in ("cora", "rob"):
        client = people.sign_in(app.test_client(), name)
        assert client.get("/accounts").status_code == 403
        assert client.get(page_of(people, "adam")).status_code == 404
        assert client.get("/accounts/waiting").status_code == 403


def test_an_account_elsewhere_is_as_one_that_never_was_and_so_is_ones_own(app, people):
    adam = people.sign_in(app.test_client(), "adam")
    answers = [
        adam.get(page_of(people, "erin")),
        adam.get(page_of(people, "adam")),
        adam.get("/accounts/01a20641-f007-776e-b83f-1aca6aae4612"),
        adam.get("/accounts/somebody"),
        adam.get("/accounts/waiting/x"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_disabling_ends_every_session_at_once(app, people):
    clients = [people.sign_in(app.test_client(), "cora") for _ in range(2)]
    adam = people.sign_in(app.test_client(), "adam")
    done = press(people, adam, "cora", "disable")
    assert "signed out everywhere" in adam.get(done.location).text
    assert [client.get("/account").status_code for client in clients] == [303, 303]
    assert {form.fields.get("act") for form in forms_of(adam.get(page_of(people, "cora")).text)} == {"enable"}
    press(people, adam, "cora", "enable")
    assert people.sign_in(app.test_client(), "cora").get("/account").status_code == 200


def test_all_sessions_of_somebody_can_be_ended(app, people):
    cora = people.sign_in(app.test_client(), "cora")
    adam = people.sign_in(app.test_client(), "adam")
    press(people, adam, "cora", "end_sessions")
    assert cora.get("/account").status_code == 303
    assert people.sign_in(cora, "cora").get("/account").status_code == 200


def test_two_acts_from_one_page_are_both_done(app, people):
    people.sign_in(app.test_client(), "cora")
    adam = people.sign_in(app.test_client(), "adam")
    page = adam.get(page_of(people, "cora")).text
    first, second = form_on(page, act="end_sessions").fields, form_on(page, act="disable").fields
    assert adam.post(page_of(people, "cora"), data=first).location.endswith("done=end_sessions")
    assert adam.post(page_of(people, "cora"), data=second).location.endswith("done=disable")
    assert adam.post(page_of(people, "cora"), data=second).location.endswith("done=disable")  # sent twice, done once


def test_an_act_that_does_not_fit_is_refused_in_words(app, people):
    adam = people.sign_in(app.test_client(), "adam")
    page = adam.get(page_of(people, "rob")).text
    fields = form_on(page, act="invite").fields
    refused = adam.post(page_of(people, "rob"), data=fields | {"act": "reset"})
    assert refused.status_code == 422
    assert "They have no account yet" in refused.text
    assert adam.post(page_of(people, "rob"), data=fields | {"act": "enable"}).status_code == 409
    assert adam.post(page_of(people, "rob"), data=fields | {"act": "promote"}).status_code == 422
    assert adam.post(page_of(people, "rob"), data=fields | {"agency": "nonsense"}).status_code == 422


def test_the_commands_ask_for_themselves(people):
    for actor, target in (("cora", "rob"), ("adam", "adam"), ("adam", "erin")):
        with people.as_(actor) as unit:
            member = unit.session.get(Member, people.members[target])
            with pytest.raises(NotPermitted):
                disable_account(unit, member)
            with pytest.raises(NotPermitted):
                invite(unit, member, agency=unit.session.get(Agency, people.agencies["police"]))


def test_the_last_co_ordinator_is_disabled_only_once_another_is_appointed(app, people):
    people.sign_in(app.test_client(), "cora")
    adam = people.sign_in(app.test_client(), "adam")
    assert press(people, adam, "cleo", "disable").status_code == 303
    refused = press(people, adam, "cora", "disable")
    assert refused.status_code == 422
    assert "They are the only co-ordinator there" in refused.text
    people.appoint("rob", Role.COORDINATOR, agency="police")
    assert press(people, adam, "cora", "disable").status_code == 303


def test_the_operator_may_disable_the_last_of_all(people):
    with people.operator() as unit:
        disable_account(unit, unit.session.get(Member, people.members["adam"]))
        assert unit.session.get(Member, people.members["adam"]).disabled_at == unit.now
