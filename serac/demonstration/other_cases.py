"""The other cases that agencies were asked about: one each way, from a draft to one that was closed and came back."""

from collections.abc import Sequence

from serac.demonstration import asking, deciding, doing
from serac.demonstration.asking import NOTHING, answer
from serac.demonstration.scene import Beat
from serac.demonstration.virtual_team import ADULTS, CHILDREN, FAIR_WORK, FIRE, HOUSING, POLICE, TRADING, beats

HOMES, LANDLORD = "brackenford-homes", "hillgate-homes"

CUCKOOING = beats(
    "cuckooing",
    (1.5, "", asking.plan(
        "Please check this flat on Tannery Row and its tenant tonight: calls, visits, tenancies, benefits, anybody who stays there.",
        HOUSING, POLICE, FIRE, ADULTS, CHILDREN, TRADING, FAIR_WORK, days=1, purpose="safeguard_adult", urgency="urgent",
    )),
    (1.45, "", asking.send),
    (1.4, "", asking.withdraw(FAIR_WORK, "Nobody works there; asked by mistake.")),
    (1.3, "gwen.ferris", answer(
        HOUSING,
        {"text": "Two complaints about noise at night since the first of the month, and a new lock that is not ours.", "about": ("place",)},
        risk="high", risk_words="He lets them in because he is afraid.", offers="A welfare visit with the police.",
    )),
    (1.2, "hannah.cole", answer(
        POLICE, answer="cannot_share", reason="live_investigation", words="We watch the flat. Ring before anybody goes near it.",
    )),
    (1.1, "jo.hartley", answer(FIRE, **NOTHING)),
    (1.0, "", deciding.open_to("fay.norton", "safeguard_adult")),
    (0.9, "", asking.remind(CHILDREN)),
    (0.8, "", asking.extend(TRADING, "Their records are open again tomorrow.", 2)),
    (0.7, "", asking.extend(ADULTS, "The worker who knows him is back tomorrow.", 2)),
    (0.6, "ellie.stone", asking.begin_to_answer(
        ADULTS, answer="information_held", item_1_text="He stopped his carers in September. His brother rang to ask why.",
    )),
    (0.25, "", asking.also(LANDLORD, days=0.9)),
    (0.24, "", asking.override(LANDLORD, "Only the landlord can say who holds keys, and the tenant may be hurt tonight.")),
)  # fmt: skip
"""A round that runs: held, nothing, cannot share, begun, late and reminded, more time, withdrawn, and one on an override."""

CARAVANS = beats(
    "caravans",
    (24.0, "", asking.plan(
        "Please check the yard off Quarry Lane, its owner and the men who live there.", HOUSING, POLICE, ADULTS, HOMES, days=5,
    )),
    (23.9, "", asking.send),
    (22.0, "hannah.cole", answer(
        POLICE, {"text": "The yard’s owner was warned twice for unpaid day labour.", "about": ("place",)}, risk="medium",
    )),
    (21.0, "ellie.stone", answer(
        ADULTS, {"text": "One of the men was known to us until last year; he left with nobody’s knowledge.", "not_for_immigration": True},
        risk="high", risk_words="He cannot manage money by himself.",
    )),
    (20.5, "gwen.ferris", answer(HOUSING, **NOTHING)),
    (16.0, "", asking.end),
    (2.5, "", asking.plan(
        "A man was hurt. Who has seen the other men since Sunday, and where could they sleep?", HOUSING, POLICE, ADULTS, FIRE, FAIR_WORK,
        days=5, purpose="safeguard_adult",
    )),
    (2.4, "", asking.send),
    (1.7, "jo.hartley", answer(FIRE, **NOTHING)),
)  # fmt: skip
"""A first round that ended, with an agency that stayed silent and had nobody there; a second that runs."""

RESTAURANT = beats(
    "restaurant",
    (0.3, "", asking.plan("Please check who works and sleeps at the Harbour Grill.", TRADING, FAIR_WORK, LANDLORD)),
)
"""A round that is planned: no agreement covers one of those chosen."""

CARE = beats(
    "care-agency",
    (40.0, "", asking.plan(
        "Please check the agency, its owners and the house at Station Approach.", FAIR_WORK, TRADING, "dales-nhs-trust",
        joins=(POLICE, HOUSING), days=6,
    )),
    (39.9, "", asking.send),
    (37.0, "dev.rao", answer(
        FAIR_WORK, {"text": "Thirty-one carers paid the same fee in cash before they came.", "how_known": "our_records"},
        risk="medium", powers=("labour.agency_standards",),
    )),
    (36.0, "hannah.cole", answer(POLICE, {"text": "The owner runs two more agencies in other counties."}, risk="medium")),
    (35.0, "kit.mercer", answer(TRADING, **NOTHING)),
    (34.0, "gwen.ferris", answer(HOUSING, {"text": "Five to a room at Station Approach.", "about": ("place",), "how_known": "saw_it"})),
    (30.0, "", asking.end),
    (2.0, "", deciding.put_to("judith.lavery")),
    (2.0, "", deciding.put_to("marcus.bell")),
    (1.0, "", deciding.decide(
        "significant_planning", POLICE, (POLICE, HOUSING), criteria=["public_confidence", "unusual_numbers"],
        information="Thirty-one carers, one fee, three agencies with one owner; forty people depend on their care.",
        risk="If it closes in a day the carers lose their visas and those they care for lose their care.",
        policy="Each agency on its own power; the council keeps the care going.",
        options="Withdraw the contract: forty people without care. Wait: more are recruited.", wishes="Two carers want to stay and be paid.",
        rationale="Nobody can act here alone without hurting somebody.",
    )),
    (0.5, "gwen.ferris", deciding.dissent(HOUSING, "spoc", "The house cannot wait for the meeting: two of the rooms have no window.")),
)  # fmt: skip
"""A decision that waits for the chair's confirmation, with a dissent."""

MILL = beats(
    "mill",
    (349.0, "", asking.plan("Please check the mill, its supervisor and the bank cards.", FAIR_WORK, TRADING, joins=(POLICE,), days=6)),
    (348.9, "", asking.send),
    (347.0, "dev.rao", answer(FAIR_WORK, {"text": "Forty workers, wages for twenty hours each.", "about": ("place",)}, risk="high")),
    (346.5, "kit.mercer", answer(TRADING, **NOTHING)),
    (346.0, "hannah.cole", answer(POLICE, {"text": "The supervisor holds three tenancies in other names."}, risk="medium")),
    (342.0, "", asking.end),
    (325.0, "", deciding.decide(
        "joint_agency", FAIR_WORK, (FAIR_WORK, POLICE), information="Forty workers, one supervisor, their cards.", risk="Debt and blows.",
        options="Wages alone: the supervisor stays.", rationale="The wages and the supervisor are dealt with on one day.",
        wishes="They want their cards and what they are owed.",
    )),
    (324.0, "", deciding.team("pursue", POLICE, "The supervisor answers for the cards.", "Charged, or a reasoned decision not to.")),
    (324.0, "", deciding.team("support", FAIR_WORK, "Everybody is paid what they are owed.", "Each claim is settled.")),
    (323.0, "", doing.ask_for("claims", FAIR_WORK, "dev.rao", "Claim the wages of the forty.", "They were paid for half.", -280)),
    (322.0, "dev.rao", doing.accept("claims")),
    (190.0, "dev.rao", doing.finish("claims", "done", "Thirty-eight were paid in full; two could not be found. Our file 4417.")),
    (120.0, "", deciding.end_teams("The supervisor was sentenced; the claims are settled.")),
    (110.0, "", deciding.close("Thirty-eight were paid, and the supervisor was sentenced.", "pursued", "supported", "disrupted")),
    (108.0, "", deciding.feed_back(
        "What you gave was part of why the workers were paid and the man was sentenced. Thank you.",
        "What you told us counted. Thank you for it.",
    )),
)  # fmt: skip
"""Closed, with feedback; the concern "mill-again" brings it back within twelve months."""

OTHERS: Sequence[Beat] = (*CUCKOOING, *CARAVANS, *RESTAURANT, *CARE, *MILL)
