"""The team page and the override page say of nobody that they see a case they cannot read."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.queries import find_compartment
from serac.access.roles import Role
from serac.cases.queries import find_case
from serac.core.outbox import Notice
from serac.core.problems import Invalid
from tests.forms import send
from tests.raising import agency, county, opened, share


@pytest.fixture
def visit(app, given):
    """Open the service as somebody who has signed in."""
    return lambda name: given.sign_in(app.test_client(), name)


def restrict(given, case, *names: str) -> None:
    with given.as_("priya") as unit:
        compartment = find_compartment(unit, find_case(unit, case.reference).compartment_id)
        access.restrict(unit, compartment, readers=[given.members[name] for name in names])


def exclude(given, case, name: str) -> None:
    with given.as_("priya") as unit:
        compartment = find_compartment(unit, find_case(unit, case.reference).compartment_id)
        access.exclude(unit, compartment, grantee_id=given.members[name], reason="declared")


def override(given, case, slug: str = "charity") -> None:
    with given.as_("priya") as unit:
        facts = {"ground": "vital_interests", "reason": "x", "hours": 2, "relation": "virtual_team"}
        compartment = find_compartment(unit, find_case(unit, case.reference).compartment_id)
        access.record_override(unit, compartment, agency=agency(unit, given, slug), **facts)


def row_of(page: str, name: str) -> str:
    return page.split(f'<p class="app-row__title">{name}</p>')[1].split("</li>", maxsplit=1)[0]


def test_who_is_not_on_the_list_of_a_restricted_case_is_not_shown_as_seeing_it(given, visit):
    county(given)
    given.member("hugo", "housing", Role.HANDLER)
    case = opened(given)
    share(given, case)
    share(given, case, "police")
    restrict(given, case, "hana")
    for name in ("priya", "hana"):
        page = visit(name).get(f"/cases/{case.reference}/team").text
        assert "Open to them" in row_of(page, "Housing")
        assert "they cannot read it: Hugo" in row_of(page, "Housing")
        assert "Open to them" not in row_of(page, "Police")
        assert "Not on the list" in row_of(page, "Police")


def test_a_colleague_who_is_kept_out_is_not_named_as_seeing_it_to_the_own_team_and_no_other_reader_can_tell(
    given, visit
):
    county(given)
    case = opened(given)
    share(given, case)
    before = visit("hana").get(f"/cases/{case.reference}/team").text
    exclude(given, case, "tomas")
    own = visit("priya").get(f"/cases/{case.reference}/team").text.split('id="own"')[1].split("</section>")[0]
    assert "Priya</p>" in own
    assert "Kept out: Tomas" in own
    after = visit("hana").get(f"/cases/{case.reference}/team").text
    section = [page.split('id="own"')[1].split("</section>")[0] for page in (before, after)]
    assert section[0] == section[1]
    assert "Tomas" in section[1]


def test_an_override_is_refused_where_it_is_open_already_and_not_where_that_has_ended(given, visit, clock):
    county(given)
    case = opened(given)
    share(given, case)
    client, path = visit("priya"), f"/cases/{case.reference}/team/override"
    shown = client.get(f"{path}?agency=housing")
    assert shown.status_code == 422
    assert "This is open to Housing already" in shown.text
    assert send(client, path, agency="housing", ground="vital_interests", reason="x", hours="2").status_code == 422
    override(given, case)
    with pytest.raises(Invalid):
        override(given, case)
    clock.forward(hours=2)
    override(given, case)


def test_the_override_page_names_only_who_could_read_it(given, visit):
    county(given)
    given.member("cleo", "charity", Role.HANDLER)
    given.member("cyd", "charity", Role.HANDLER)
    case = opened(given)
    exclude(given, case, "cyd")
    client, path = visit("priya"), f"/cases/{case.reference}/team/override?agency=charity"
    assert "It opens this case to Charity: Carys, Cleo." in client.get(path).text
    restrict(given, case, "priya", "cleo")
    page = client.get(path).text
    assert "It opens this case to Charity: Cleo." in page
    assert "Kept out: Cyd" in page
    assert "only people on its list" in page


def test_the_named_handlers_are_told_of_an_override(given):
    county(given)
    case = opened(given)
    override(given, case)
    with given.operator() as unit:
        told = unit.session.scalars(select(Notice).where(Notice.member_id == given.members["carys"])).all()
    assert [(one.kind, one.path, one.compartment_id_about) for one in told] == [
        ("urgent", f"/cases/{case.reference}", case.compartment_id)
    ]
