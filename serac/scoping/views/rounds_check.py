"""The last page before a round is sent: who by name would see what, under which agreement; leaving somebody out; overrides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from serac.access import commands as access
from serac.access.queries import find_compartment
from serac.cases.contact import only_records_checks
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.views.frame import case_page
from serac.core.answers import Answers
from serac.core.clock import LONDON, moment_in_words
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs
from serac.reference import current
from serac.scoping import policy
from serac.scoping.commands.rounds import due_by_clock, rules_of
from serac.scoping.commands.rounds_sending import send_on_override, send_round
from serac.scoping.models import Request, Round
from serac.scoping.queries.rounds import agencies_of, briefs_of, case_of, find_planned, find_round, named_in
from serac.scoping.queries.rounds_checks import Checked, check_requests, covers, fingerprint, readers_of
from serac.scoping.schemas.rounds import GroundsAnswers, LeaveOutAnswers, OverrideAnswers
from serac.scoping.views.blueprint import bp
from serac.scoping.words import ASKS, URGENCIES, WISHES

CHANGED = "Who would see it, or what they would see, has changed since you looked. Look again before you send it."


@dataclass(frozen=True)
class Linked:
    """Somebody who may be connected to the case. `url`: leaves them out, silently."""

    id: str
    name: str
    why: str


@dataclass(frozen=True)
class Asking:
    """One request as this page shows it."""

    id: str
    agency: str
    people: tuple[str, ...]
    sees: tuple[str, ...]
    words: str
    meta: str
    under: str
    stopped: str
    linked: tuple[Linked, ...]
    kept_out: str
    note: str
    change_url: str
    override_url: str
    drop_url: str


@bp.route("/cases/<reference>/scoping/round/check", methods=["GET", "POST"])
@needs(policy.send_round, on=find_round)
def check(row: Round) -> ResponseReturnValue:
    """Look at who would see what, say why it is necessary, and send it."""
    unit, case = current_unit(), case_of(current_unit(), row)
    seen = fingerprint(check_requests(unit, case, row))
    form = Form(GroundsAnswers(), initial={"seen": seen}, version=row.version)
    if form.sent_well():
        facts = {name: form.data[name] for name in ("why", "wishes", "wishes_words")}
        if form.data["seen"] != seen:
            form.errors = {"_form": CHANGED}
        elif form.attempt(lambda: send_round(unit, row, seen_version=form.version, **facts)):
            return go("scoping.show", reference=case.reference)
    return _check_page(row, form)


def _check_page(row: Round, form: Form) -> ResponseReturnValue:
    """The page as it stands now, with what is wrong with the form."""
    unit, case = current_unit(), case_of(current_unit(), row)
    checked = check_requests(unit, case, row)
    form.values["seen"], form.version = fingerprint(checked), row.version
    due = due_by_clock(rules_of(unit, case), row.urgency, unit.now)
    ready = [one for one in checked if one.sharing.allowed]
    return case_page(
        "scoping/check.html",
        case,
        form=form,
        round={"number": row.number, "urgency": URGENCIES[row.urgency], "due": moment_in_words(due)},
        purpose=current().sharing_purposes.label(row.purpose),
        asking=[_asking(case, one) for one in checked],
        can_send=bool(ready) and len(ready) == len(checked),
        reach={"people": len({p.id for one in ready for p in one.readers}), "agencies": len(ready)},
        strict=only_records_checks(case, unit.now),
        wishes=_wishes(),
        leave_out=Form(Answers()).key,
        shown=[*(one.request.id for one in checked), *(person.id for one in checked for person in one.readers)],
    )


def _wishes() -> list[tuple[str, str, str]]:
    return [(code, wish.label, wish.hint) for code, wish in WISHES.items()]


def _asking(case: Case, one: Checked) -> Asking:
    row, categories = one.request, current().information_categories
    where: dict[str, Any] = {"reference": case.reference, "request_reference": row.reference}
    holds = ", ".join(categories.label(code).lower() for code in row.categories)
    due = f" By {moment_in_words(row.due_at)}." if row.due_at else ""
    joins = " Once they have stated no connection they read the shared picture too." if row.joins_team else ""
    controls = " Immigration control: a separate purpose." if row.purpose == policy.IMMIGRATION_CONTROL else ""
    off = f"Not on this restricted case’s list: {', '.join(one.off_list)}." if one.off_list else ""
    nobody = "" if one.readers else "Nobody there could open it now."
    return Asking(
        id=row.reference.lower(),
        agency=one.agency.name,
        people=tuple(person.name for person in one.readers) or ("Nobody",),
        sees=one.names or ("Nobody and nothing is named",),
        words=one.words,
        meta=f"{ASKS[row.asks]}. Holds: {holds}.{due}{joins}{controls}",
        under=one.sharing.why,
        stopped="" if one.sharing.allowed else one.sharing.why,
        linked=tuple(Linked(str(person.id), person.name, person.linked) for person in one.readers if person.linked),
        kept_out=f"Kept out: {', '.join(one.kept_out)}." if one.kept_out else "",
        note=" ".join(filter(None, (f"{one.agency.name}: {one.linked}." if one.linked else "", off, nobody))),
        change_url=url_for("scoping.plan_one", **where),
        override_url="" if controls else url_for("scoping.override", **where),
        drop_url=url_for("scoping.drop_one", **where),
    )


@bp.route("/cases/<reference>/scoping/round/leave-out", methods=["POST"])
@needs(policy.send_round, on=find_case)
def leave_out(case: Case) -> ResponseReturnValue:
    """Keep somebody out of the whole case, silently, before anything is sent."""
    unit, form = current_unit(), Form(LeaveOutAnswers())
    if form.sent_well():
        compartment = find_compartment(unit, case.compartment_id)
        facts = {"grantee_id": form.data["grantee"], "reason": form.data["reason"]}
        if form.attempt(lambda: access.exclude(unit, compartment, **facts)):
            return go("scoping.check", reference=case.reference)
    refused = Form(GroundsAnswers())
    refused.errors = {"_form": next(iter(form.errors.values()), "Choose who to keep out")}
    return _check_page(find_round(unit, case.reference), refused)


@bp.route("/cases/<reference>/scoping/requests/<request_reference>/override", methods=["GET", "POST"])
@needs(policy.override_request, on=find_planned)
def override(row: Request) -> ResponseReturnValue:
    """Send to one agency that no agreement covers: on a ground, with a reason and an end, told to governance."""
    unit, case = current_unit(), case_of(current_unit(), row)
    form = Form(OverrideAnswers(), version=row.version)
    if form.sent_well():
        facts = form.data | {"seen_version": form.version}
        if form.attempt(lambda: send_on_override(unit, row, **facts)):
            return go("scoping.show", reference=case.reference)
    day = unit.now.astimezone(LONDON).date()
    agency = agencies_of(unit, [row])[row.agency_id]
    readers = readers_of(unit, case, [agency.id]).get(agency.id)
    grounds = [
        (ground.code, ground.label, f"{ground.explain}. Up to {ground.longest_hours} hours.")
        for ground in current().override_grounds.offered(day)
    ]
    return case_page(
        "scoping/override.html",
        case,
        form=form,
        agency=agency.name,
        people=[person.name for person in readers.people] if readers else [],
        sees=_sees(unit, row),
        words=briefs_of(unit, [row])[row.id].words,
        stopped=covers(unit, row).why,
        grounds=grounds,
        wishes=_wishes(),
        shown=[row.id],
    )


def _sees(unit: Unit, row: Request) -> Sequence[str]:
    return [one.words for one in named_in(unit, [row])[row.id]] or ["Nobody and nothing is named"]
