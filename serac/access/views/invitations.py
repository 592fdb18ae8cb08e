"""Setting up an account from an invitation's letter."""

from flask.typing import ResponseReturnValue

from serac.access.authority import sign_in_unit
from serac.access.commands import accept_invitation
from serac.access.credentials import address_for_app, in_groups, secret_of_token, square_code
from serac.access.queries import find_invitation_by_token
from serac.access.schemas import AcceptAnswers
from serac.access.views.blueprint import bp
from serac.agencies.models import Agency, Member
from serac.core.problems import Invalid
from serac.core.web import Form, current_unit, go, open_to_all, page, services


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@open_to_all
def invitation(token: str) -> ResponseReturnValue:
    """Choose a password, scan the square, confirm with a code. Any token that opens nothing gets the one 404."""
    unit = current_unit()
    found = find_invitation_by_token(unit, token)
    member = unit.session.get_one(Member, found.member_id)
    agency_name = unit.session.get_one(Agency, found.agency_id).name
    name, email, again = member.name, member.email, found.purpose == "reset"
    form = Form(AcceptAnswers())
    if form.sent_well():
        unit.rollback()
        form.errors = _accept(token, **form.data)
        if not form.errors:
            return go("access.sign_in", ready=1)
    secret = secret_of_token(services().secrets.secret_key, token)
    return page(
        "access/invitation.html",
        form=form,
        name=name,
        email=email,
        agency=agency_name,
        again=again,
        square=square_code(address_for_app(secret, email)),
        secret=in_groups(secret),
    )


def _accept(token: str, *, password: str, code: str) -> dict[str, str]:
    """Accept it under the authority of signing in. Gives what was wrong with the answers."""
    with sign_in_unit(services()) as looking:
        member_id = find_invitation_by_token(looking, token).member_id
    with sign_in_unit(services(), member_id) as unit:
        try:
            accept_invitation(unit, find_invitation_by_token(unit, token), password=password, code=code)
        except Invalid as problem:
            return problem.errors
    return {}
