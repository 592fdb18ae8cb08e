"""Every page there is, by the routing table, with somebody who may open it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, Route

from serac.access.roles import Role
from serac.agreements.models import Agreement
from tests.journeys.stage import DESK, Service
from tests.matrix.world import HOUSING_ROLES, TEAM_ROLES, World, build, finish

NOBODY = ""
PEOPLE = (NOBODY, *TEAM_ROLES, *HOUSING_ROLES, "plain", "hannah", "southern-officer")
ASIDE = {"static", "health.live", "health.ready", "access.stay", "alerts.file", "scoping.live", "scoping.picture_pdf"}
"""What answers a GET and is not a page."""
SLUGS = {
    "agencies.partnership", "agencies.change_place", "agencies.join", "agencies.depart", "agencies.within", "agencies.new_shift",
}  # fmt: skip
AS_OTHERS = (
    ("cases.show", "amir"),
    ("cases.people", "amir"),
    ("cases.team", "amir"),
    ("scoping.picture", "amir"),
    ("agencies.show", "gwen"),
    ("scoping.asked", "amir"),
)
"""Pages that somebody else sees differently from whoever is tried first."""
STARTED = ".govuk-skip-link[data-govuk-skip-link-init]"
"""On every page once the script has done its work."""
SHARE = "?purpose=disrupt&categories=identity&agency="
QUERIES = {
    "cases.check_agency": (SHARE + "police", SHARE + "lapsed-homes", SHARE + "spare-agency", "?agency=police"),
    "cases.override": ("?agency=lapsed-homes", ""),
    "alerts.index": ("", "?state=opened", "?area=kelderby"),
    "scoping.picture": ("", "?by=time"),
    "actions.index": ("", "?whose=partnership"),
    "audit.index": ("",),
    "alerts.show": ("", "?gate=child", "?gate=adult"),
}


@dataclass(frozen=True)
class Visit:
    """One page as one person sees it."""

    endpoint: str
    path: str
    person: str


@dataclass
class Walk:
    """The matrix's world behind real HTTP; everybody in it has a session."""

    service: Service
    browser: Browser
    world: World
    sessions: dict[str, str] = field(default_factory=dict)
    pages: dict[bool, Page] = field(default_factory=dict)
    shown: Counter[str] = field(default_factory=Counter)

    @property
    def app(self) -> Flask:
        """The application."""
        found: Flask = self.service.app
        return found

    def session_of(self, person: str) -> str:
        """Somebody's cookie, signed in once."""
        if person not in self.sessions:
            client = self.app.test_client()
            if person != NOBODY:
                self.world.given.sign_in(client, person)
            kept = client.get_cookie("visit")
            self.sessions[person] = kept.value if kept else ""
        return self.sessions[person]

    def status(self, path: str, person: str) -> tuple[int, str]:
        """What somebody is answered there, and what kind of thing it is."""
        client = self.app.test_client(use_cookies=False)
        answer = client.get(path, headers={"Cookie": f"visit={self.session_of(person)}"})
        return answer.status_code, answer.mimetype

    def endpoints(self) -> list[str]:
        """Everything that answers a GET."""
        return sorted({rule.endpoint for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())})

    def visits(self, endpoint: str) -> list[Visit]:
        """A page in each of its states, as one who may see it does (whoever saw most is tried first); and as others who see it differently."""
        found = []
        for path in self.paths(endpoint):
            likely = sorted(PEOPLE, key=lambda person: -self.shown[person])
            first = next((p for p in likely if self.status(path, p) == (200, "text/html")), None)
            if first is not None:
                self.shown[first] += 1
                found.append(Visit(endpoint, path, first))
        if endpoint == "desk.home":
            roles = TEAM_ROLES | HOUSING_ROLES
            return [
                Visit(endpoint, "/", who) for who in [*{role: who for who, role in roles.items()}.values(), "plain"]
            ]
        also = [Visit(endpoint, found[0].path, who) for what, who in AS_OTHERS if what == endpoint and found]
        return [*found, *also]

    def paths(self, endpoint: str) -> Iterator[str]:
        """The addresses of an endpoint with objects of this world."""
        rule = next(r for r in self.app.url_map.iter_rules() if r.endpoint == endpoint and "GET" in (r.methods or ()))
        for variant in _variants(endpoint):
            known = self._arguments(endpoint) | self.world.addresses.get(variant, {})
            if not rule.arguments <= known.keys():  # this one has nothing of the kind
                continue
            with self.app.test_request_context():
                path = self.app.url_map.bind("localhost").build(
                    endpoint, {name: known[name] for name in rule.arguments}
                )
            for query in QUERIES.get(endpoint, ("",)):
                yield path + query

    def _arguments(self, endpoint: str) -> dict[str, Any]:
        slug = "thornshire" if endpoint in SLUGS else "kelderby-housing"
        slug = "spare-agency" if endpoint == "agencies.leave" else slug
        return self.world.shared | {"slug": slug, "subject": "powers", "role": Role.COORDINATOR}

    def open(self, visit: Visit, *, javascript: bool) -> Page:
        """A page as it stands when the browser has it, with the script of the service or without."""
        page = self.page_of(visit.person, javascript=javascript)
        page.set_viewport_size({"width": DESK, "height": 800})
        answer = page.goto(visit.path)
        assert answer is not None
        assert answer.status == 200, visit
        if javascript:
            page.wait_for_selector(STARTED, state="attached")
        return page

    def page_of(self, person: str, *, javascript: bool) -> Page:
        """One browser with script and one without: everybody in turn, so that styles and scripts are fetched once."""
        if javascript not in self.pages:
            context = self.browser.new_context(base_url=self.service.url, locale="en-GB")
            if not javascript:
                context.route("**/*.js*", _without)
            self.pages[javascript] = context.new_page()
        page = self.pages[javascript]
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "visit", "value": self.session_of(person), "url": self.service.url}])
        return page

    def close(self) -> None:
        """Shut every browser."""
        for page in self.pages.values():
            page.context.close()


def _without(route: Route) -> None:
    """An empty script: axe needs script to run, the page as it was served has none."""
    route.fulfill(content_type="text/javascript", body="")


VARIANTS: dict[str, tuple[str, ...]] = {
    "cases.dismiss_match": ("ungranted",),
    "agreements.change": ("draft",),
    "alerts.answer_question": ("receipt of alert",),
    "alerts.receipt": ("receipt of alert",),
    "alerts.show": ("alert", "restricted alert"),
    "alerts.together": ("crowded alert",),
    "actions.connection": ("action alone",),
    "actions.new": ("case with actions",),
    "actions.on_case": ("case with actions",),
    "actions.settle": ("refused action",),
    "actions.show": ("action", "refused action", "action alone"),
    "cases.answer_police": ("asked",),
    "cases.restrict": ("granted", "restricted"),
    "cases.show": ("granted", "restricted"),
    "cases.team": ("granted", "restricted"),
    "closure.reopen": ("closed",),
    "closure.show": ("granted", "closed"),
    "desk.alert_log": ("alert",),
    "desk.case_log": ("granted",),
    "referrals.reply": ("alert",),
    "scoping.begin": ("ungranted",),
    "scoping.change": ("planned",),
    "scoping.check": ("planned",),
    "scoping.extend": ("sent request",),
    "scoping.override": ("planned request",),
    "scoping.plan": ("planned",),
    "scoping.plan_one": ("planned request",),
    "scoping.show": ("planned", "sent request"),
    "scoping.track_one": ("sent request",),
    "scoping.withdraw": ("sent request",),
    "scoping.asked": ("requested", "answered"),
    "scoping.connection": ("requested",),
    "scoping.disclosures": ("",),
    "scoping.hand_over": ("requested",),
    "scoping.reply": ("requested", "answered"),
    "scoping.requests": ("",),
    "scoping.scorecard": ("",),
    "scoping.shared": ("",),
    "scoping.shared_connection": ("shared",),
}
OF_FEATURE = {
    "actions": ("action",),
    "cases": ("granted",),
    "closure": ("granted",),
    "decisions": ("decided",),
    "referrals": ("granted",),
    "scoping": ("granted",),
    "alerts": ("alert",),
}


def _variants(endpoint: str) -> tuple[str, ...]:
    if endpoint.startswith("alerts.public_"):
        return ("",)
    return VARIANTS.get(endpoint) or OF_FEATURE.get(endpoint.split(".", maxsplit=1)[0], ("",))


def settle(service: Service, browser: Browser) -> Walk:
    """The world, built and lived in a little: notices, sessions, entries in the log, a waiting invitation."""
    world = build(service.given.services, service.clock)
    service.given = world.given
    walk = Walk(service, browser, world)
    for person in PEOPLE:
        walk.session_of(person)
    finish(world)
    for path, person in (("/cases", "tom"), (f"/cases/{world.addresses['granted']['reference']}", "amir")):
        assert walk.status(path, person)[0] == 200
    with world.given.operator() as unit:
        world.name("draft", reference=unit.session.get_one(Agreement, world.given.agreement()).reference)
    log = walk.app.test_client(use_cookies=False).get("/audit", headers={"Cookie": f"visit={walk.session_of('ruth')}"})
    found = re.search(r"/audit/entries/([^\"]+)", log.text)
    assert found
    world.shared["entry_id"] = found[1]
    return walk
