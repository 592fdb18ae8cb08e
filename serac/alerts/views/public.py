"""The form anybody can fill in, without an account: about somebody else, or about themselves (domain 5.11)."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from serac.agencies.models import Partnership
from serac.alerts.asked import CHECK, CONCERN, ME, concern_facts, me_facts, noticed, says_something
from serac.alerts.queries.places import area_codes, rules_of
from serac.alerts.queries.public import find_open_to_the_public, list_open_to_the_public
from serac.alerts.queries.reading_hours import who_reads
from serac.alerts.views.blueprint import bp
from serac.alerts.views.public_check import about_me_rows, concern_rows
from serac.alerts.views.public_guard import public
from serac.alerts.views.public_pages import Filling, first_wrong, move, read, slots
from serac.alerts.views.public_sending import clean_uploads, send
from serac.alerts.words import area_name
from serac.cases.schemas import pairs
from serac.core.clock import LONDON, moment_in_words
from serac.core.problems import Invalid, NotFound
from serac.core.web import current_unit, page, services
from serac.reference import current

NOT_SENT = "This could not be sent just now. Everything you wrote is still here. Press Send again in a moment."

AT_WORK = "The team is at work and reads this. Nobody is on duty now: if it cannot wait, ring one of these numbers."


@bp.route("/report")
@public()
def public_places() -> ResponseReturnValue:
    """Whom to tell: every partnership that takes alerts from the public."""
    places = [(one.slug, one.name) for one in list_open_to_the_public(current_unit())]
    return _show("alerts/public_places.html", places=places)


@bp.route("/report/<place>")
@public()
def public_start(place: str) -> ResponseReturnValue:
    """Where it begins: what not to do, 999, when this is read, whom to ring tonight."""
    partnership = find_open_to_the_public(current_unit(), place)
    return _show("alerts/public_start.html", reads=_reads(partnership), **_about(partnership))


@bp.route("/report/<place>/privacy")
@public()
def public_privacy(place: str) -> ResponseReturnValue:
    """What happens to what is sent."""
    return _show("alerts/public_privacy.html", **_about(find_open_to_the_public(current_unit(), place)))


@bp.route("/report/<place>/thanks/<language>")
@public()
def public_thanks(place: str, language: str) -> ResponseReturnValue:
    """The same page for everybody, whatever became of what they sent: it opens nothing."""
    partnership = find_open_to_the_public(current_unit(), place)
    return _show("alerts/public_thanks.html", **_in_language(language), **_about(partnership))


@bp.route("/report/<place>/concern", methods=["GET", "POST"])
@public(files=True)
def public_concern(place: str) -> ResponseReturnValue:
    """About somebody else: five short pages, a check, sent."""
    unit = current_unit()
    filling = read(CONCERN, unit)
    partnership = find_open_to_the_public(unit, place, sending=_is_to_be_sent(filling))
    areas = area_codes(partnership)
    if _is_to_be_sent(filling):
        facts = partial(concern_facts, filling.answers, areas)
        done = None if first_wrong(filling) else _send(filling, partnership, facts, "en", NOT_SENT)
        if done is not None:
            return done
    elif request.method == "POST":
        move(filling)
    day, reference = unit.now.astimezone(LONDON).date(), current()
    return _show(
        "alerts/public_concern.html",
        filling=filling,
        rows=concern_rows(filling.answers, areas) if filling.is_at(CHECK) else [],
        kinds=pairs(reference.exploitation_kinds, day),
        indicators=[(one.code, one.label) for one in reference.indicators.offered(day) if one.code in noticed()],
        place_kinds=pairs(reference.place_kinds, day),
        areas=[(code, area_name(reference, code)) for code in areas],
        slots=slots(filling),
        status=422 if filling.errors else 200,
        **_uploads(partnership),
        **_about(partnership),
    )


@bp.route("/report/<place>/me/<language>", methods=["GET", "POST"])
@public(files=True)
def public_me(place: str, language: str) -> ResponseReturnValue:
    """About themselves, safe contact first, in their language."""
    unit = current_unit()
    partnership, words = find_open_to_the_public(unit, place), _in_language(language)
    filling = read(ME, unit)
    if _is_to_be_sent(filling) and not says_something(filling.answers):
        filling.step, filling.errors = "about", {"what": "empty"}
    elif _is_to_be_sent(filling):
        facts = partial(me_facts, filling.answers, language)
        done = None if first_wrong(filling) else _send(filling, partnership, facts, language, "not_sent")
        if done is not None:
            return done
    elif request.method == "POST":
        move(filling)
    _translate(filling, words["t"])
    return _show(
        "alerts/public_me.html",
        filling=filling,
        rows=about_me_rows(filling.answers, words["t"]) if filling.is_at(CHECK) else [],
        reads=_reads(partnership, words["t"]),
        status=422 if filling.errors else 200,
        **words,
        **_uploads(partnership),
        **_about(partnership),
    )


def _is_to_be_sent(filling: Filling) -> bool:
    return filling.step == CHECK and filling.go == "send" and filling.fresh and not filling.lost


def _send(
    filling: Filling, partnership: Partnership, facts: Callable[[], dict[str, Any]], language: str, sorry: str
) -> ResponseReturnValue | None:
    """Away to the thanks; or None, with what is wrong."""
    try:
        files = clean_uploads(rules_of(partnership).number("intake.most_files"))
        send(partnership, filling.key, filling.answers, facts(), files)
    except Invalid as problem:
        known = {"files", "attachment", "attachments"} & problem.errors.keys()
        filling.errors = {"files": problem.errors[next(iter(known))]} if known else {"_form": sorry}
        return None
    except DBAPIError:
        filling.errors = {"_form": sorry}
        return None
    return redirect(url_for("alerts.public_thanks", place=partnership.slug, language=language), 303)


def _translate(filling: Filling, words: Any) -> None:
    """Each mistake in the language of the page."""
    told = {}
    for name, sentence in filling.errors.items():
        if name == "_form":
            told[name] = words["not_sent" if sentence == "not_sent" else "expired" if not filling.fresh else "again"]
        elif name == "files":
            told[name] = words["file_wrong"]
        else:
            told[name] = words[
                "too_long" if sentence.startswith("Use ") else "empty" if sentence == "empty" else "choose"
            ]
    filling.errors = told


def _show(template: str, **words: Any) -> ResponseReturnValue:
    return page(template, leave_url=services().extra["settings"].quiet_site, **words)


def _about(partnership: Partnership) -> dict[str, Any]:
    """What stands around every page of one partnership's form."""
    rules = rules_of(partnership)
    return {
        "place": partnership.slug,
        "partnership": partnership.name,
        "child": (rules.text("public.child_service"), rules.text("public.child_phone")),
        "helpline": (rules.text("public.helpline"), rules.text("public.helpline_phone")),
        "languages": [(one.code, one.label) for one in _languages()],
    }


def _uploads(partnership: Partnership) -> dict[str, Any]:
    most = rules_of(partnership).number("intake.most_files")
    return {
        "most_files": most,
        "megabytes": services().extra["settings"].upload_megabytes,
        "file_chosen_before": any(file.filename for file in request.files.values()),
    }


def _languages() -> Any:
    return current().public_languages.offered(current_unit().now.astimezone(LONDON).date())


def _in_language(code: str) -> dict[str, Any]:
    found = next((one for one in _languages() if one.code == code), None)
    if found is None:
        raise NotFound
    return {"lang": found.code, "dir": found.direction, "t": found.words}


def _reads(partnership: Partnership, words: Any = None) -> str:
    """When this is read, as the duty rota and the hours of the team say."""
    reads = who_reads(current_unit(), partnership)
    opens: dt.datetime | None = reads.next_opening
    if words is not None:
        when = opens.astimezone(LONDON).strftime("%d.%m.%Y, %H:%M") if opens else ""
        if opens is None:
            return str(words["read_now" if reads.on_duty else "read_at_work"])
        return str(words["read_from" if reads.on_duty else "read_closed"]).format(when=when)
    if reads.on_duty and opens is not None:
        return f"Somebody is on duty now and reads what cannot wait. Everything else is read from {moment_in_words(opens)}."
    if opens is None:
        return "Somebody is on duty and reads this now." if reads.on_duty else AT_WORK
    return f"Nobody is on duty now, and nobody reads this before {moment_in_words(opens)}. If it cannot wait, ring one of these numbers."
