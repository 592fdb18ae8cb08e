"""The car wash from its first round to its decisions and a dozen actions: one case in which everything can be looked at."""

from collections.abc import Sequence

from serac.demonstration import asking, deciding, doing
from serac.demonstration.asking import NOTHING, answer
from serac.demonstration.scene import Beat, Work

COORDINATOR = "priya.nair"
HOUSING, POLICE, FAIR_WORK, FIRE = "kelderby-housing", "thornshire-police", "fair-work-agency", "fire-and-rescue"
ADULTS, CHILDREN, TRADING = "adult-social-care", "childrens-social-care", "trading-standards"


def beats(concern: str, *acts: tuple[float, str, Work]) -> Sequence[Beat]:
    """What is done on one case: how many days ago, by whom, what."""
    return [Beat(concern, days, by or COORDINATOR, work) for days, by, work in acts]


_FIRST_ROUND = beats(
    "car-wash",
    (16.5, "", asking.plan(
        "Please check the car wash on Foundry Street, the unit next door and whoever is named: visits, complaints, tenancies, licences, "
        "wages, vehicles.", HOUSING, POLICE, FAIR_WORK, TRADING, CHILDREN, "jobcentre", joins=(FIRE, ADULTS), days=4,
    )),
    (16.4, "", asking.send),
    (15.9, "gwen.ferris", answer(
        HOUSING,
        {"text": "Nine people sleep above Unit 2. The lease is in the name of the man who answers for them.", "about": ("place",),
         "how_known": "saw_it", "happened_from": -21, "source": "Officer’s visit for a leak", "own_reference": "HS/2207"},
        {"text": "One of the men asked our officer twice whether the council tells the Home Office.", "about": ("person",),
         "how_known": "was_told", "not_for_immigration": True},
        risk="high", risk_words="One way out, locked at night, and a heater beside the mattresses.",
        powers=("place.emergency_prohibition", "entry.housing"), offers="An inspector on any morning of next week.",
    )),
    (15.5, "jo.hartley", answer(
        FIRE,
        {"text": "The rooms above Unit 2 were empty at our check: no bedding, no people.", "about": ("place",), "how_known": "saw_it",
         "happened_from": -40},
        risk="medium", risk_words="No second way out if anybody sleeps there.", powers=("place.fire_prohibition",),
    )),
    (15.2, "hannah.cole", answer(
        POLICE,
        {"text": "The man who answers for them was met at two other addresses with workers who spoke as if rehearsed.",
         "audience": "named", "agencies": (FAIR_WORK,), "about": ("person",), "handling": "action_covert",
         "sanitised": "The same man is known at other addresses with workers."},
        {"text": "Somebody who lives opposite rings the owner when officials come. Do not use this.", "audience": "coordinators",
         "how_known": "was_told", "source": "Named source, held by us"},
        {"text": "No calls to the car wash in two years; three to the unit next door, all about noise.", "about": ("place",)},
        risk="high", risk_words="They may be moved within the hour if they learn of us.", powers=("entry.warrant",),
        offers="An hour’s notice before anybody goes, and officers with whoever goes in.",
    )),
    (14.5, "dev.rao", answer(
        FAIR_WORK,
        {"text": "Two names on the payroll; six men at work. Those two are paid into one account.", "about": ("person", "place"),
         "not_for_immigration": True},
        risk="high", powers=("labour.minimum_wage", "entry.fair_work"), offers="A wage calculation for each of them.",
    )),
    (14.0, "kit.mercer", answer(TRADING, **NOTHING)),
    (13.9, "noah.birch", answer(CHILDREN, **NOTHING)),
    (13.5, "ellie.stone", answer(
        ADULTS, answer="cannot_share", reason="persons_objection",
        words="A man we know asked us to say nothing while he still lives there. We see him on Thursday and ask again.",
    )),
    (11.0, "", asking.end),
)  # fmt: skip

_SECOND_ROUND = beats(
    "car-wash",
    (10.8, "", asking.plan("The van: who drives it, where else is it seen, and when?", POLICE, FAIR_WORK, days=2)),
    (10.7, "", asking.send),
    (10.2, "hannah.cole", answer(
        POLICE, {"text": "The van is seen at a packhouse near Sallowby before six, three days a week.", "how_known": "our_records",
                 "happened_from": -16},
        risk="high", risk_words="As before.",
    )),
    (9.9, "dev.rao", answer(FAIR_WORK, **NOTHING)),
    (9.6, "", asking.end),
    (9.5, "", asking.contradict(
        "Nine people sleep", "The rooms above Unit 2", "Whether anybody sleeps above Unit 2. The fire check is the older of the two.",
    )),
)  # fmt: skip

_DECISIONS = beats(
    "car-wash",
    (9.0, "", deciding.decide(
        "joint_agency", HOUSING, (HOUSING, POLICE, FAIR_WORK, FIRE),
        information="Six men at work, nine asleep above the unit, two on the payroll, one van, one man who answers for all.",
        risk="Fire tonight; being moved if they learn of us.", policy="Housing goes in on its own power, the police lead on contact.",
        options="Wait for the wages to be worked out: too long above a locked door. A visit by one agency: they would be moved.",
        wishes="One of them wants his papers back and to be paid. Nobody has spoken to the others.",
        rationale="Fire is the nearest danger and housing can end it; the others begin at once beside it.",
        powers=["place.emergency_prohibition", "labour.minimum_wage"],
    )),
    (8.8, "dev.rao", deciding.dissent(
        FAIR_WORK, "spoc", "A prohibition before the wages are secured sends nine people into the street unpaid.",
    )),
    (8.7, "dev.rao", deciding.disagree(
        FAIR_WORK, HOUSING, "Whether the rooms are closed before there is a bed for each of them. We propose the same morning, not before.",
    )),
    (8.5, "", deciding.team(
        "support", ADULTS, "Each man has somewhere safe to sleep, a doctor and somebody who speaks his language.",
        "Everybody found has been seen alone and has a plan they agreed to.",
    )),
    (8.5, "", deciding.team(
        "disrupt", HOUSING, "Nobody sleeps above the unit, and nobody is put out into the street by it.",
        "The rooms are closed and everybody is housed.",
    )),
    (8.0, "", deciding.put_to("judith.lavery")),
    (6.0, "", deciding.decide(
        "significant_planning", POLICE, (HOUSING, POLICE, FAIR_WORK, FIRE, ADULTS), criteria=["unusual_numbers", "special_arrangements"],
        information="The van is at a packhouse before six three days a week: this is one of several places, and of more than nine people.",
        risk="People at the other places are moved when we go to this one.", policy="Each agency on its own power, on one morning.",
        options="Go on as before: it would empty the other places.", wishes="As before; the man who spoke to us wants it done at once.",
        rationale="Several places on one morning need beds, interpreters and officers that no agency has by itself.",
        why="The second round showed more places than one.", powers=["entry.warrant", "place.emergency_prohibition"],
    )),
    (5.4, "judith.lavery", deciding.confirm("Agreed. Beds first, then the day.")),
    (5.3, "", deciding.open_to("owen.price", "prevent_detect_crime")),
    (5.2, "", deciding.team(
        "pursue", POLICE, "Whoever holds their papers and wages answers for it.", "Charged, or a reasoned decision not to.",
    )),
)  # fmt: skip

_ACTIONS = beats(
    "car-wash",
    (8.4, "", doing.ask_for(
        "notice", HOUSING, "amir.siddiqui", "Prepare an emergency prohibition for the rooms above Unit 2.",
        "So that it can be served on the morning, and not before.", 3, "enforce", "urgent",
    )),
    (8.1, "amir.siddiqui", doing.accept("notice")),
    (4.2, "amir.siddiqui", doing.progress("notice", "Drafted; the plan of the building is with our solicitor.")),
    (8.4, "", doing.ask_for(
        "licence", TRADING, "kit.mercer", "Find who holds the trade waste contract of the car wash.", "It may show who owns it.", -1,
        purpose="disrupt", categories=["businesses"],
    )),
    (7.9, "kit.mercer", doing.without_connection("licence")),
    (7.8, "kit.mercer", doing.accept("licence")),
    (2.6, "", doing.ask_for(
        "wages", FAIR_WORK, "dev.rao", "Work out what each of the six is owed, from the day he came.", "To be claimed with the first order.", 6,
    )),
    (8.3, "", doing.ask_for("check", FIRE, "jo.hartley", "Send the record of the check at Unit 2.", "Two of us say opposite things.", -4)),
    (8.0, "jo.hartley", doing.accept("check")),
    (5.8, "jo.hartley", doing.finish("check", "done", "Sent: the check was in the week before they moved in. Our record FR/118.")),
    (8.2, "", doing.ask_for("watch", POLICE, "hannah.cole", "Say when the van is at the packhouse.", "To choose the morning.", -2)),
    (8.0, "hannah.cole", doing.accept("watch")),
    (3.1, "", doing.carry("watch", 4, "The camera on Sallowby Road is repaired on Monday.")),
    (8.2, "", doing.ask_for("tenancy", HOUSING, "gwen.ferris", "Ring the landlord’s agent about the lease.", "Who may let us in?", -3, "other")),
    (7.5, "gwen.ferris", doing.finish("tenancy", "overtaken", "The decision of this week covers it: nobody rings the agent now.")),
    (8.1, "", doing.ask_for("bank", FAIR_WORK, "dev.rao", "Ask the bank who opened the account.", "Two wages go into it.", -3)),
    (7.6, "dev.rao", doing.accept("bank")),
    (3.4, "dev.rao", doing.finish("bank", "not_done", "The bank wants an order of the court. We ask for one with the warrant.")),
    (7.0, "", doing.ask_for("posters", HOUSING, "gwen.ferris", "Put up posters of the helpline there.", "Somebody may ring.", 5, "other")),
    (6.2, "", doing.withdraw("posters", "It would tell them that we are near.")),
    (5.0, "", doing.ask_for(
        "beds", ADULTS, "ellie.stone", "Find nine beds for two nights from the chosen morning.", "Nobody is put out into the street.", 2,
        "safeguard", "urgent",
    )),
    (1.6, "ellie.stone", doing.refuse("beds", "no_capacity", "We have four, and only for people with care needs.")),
    (1.2, "", doing.escalate("beds", "Without beds there is no morning. The partnership may have to pay for a hotel.")),
    (4.8, "", doing.ask_for("screen", POLICE, "hannah.cole", "Find two interpreters from outside the county.", "None with a local link.", 2)),
    (4.4, "hannah.cole", doing.refuse("screen", "another_agency", "The council holds the contract for interpreters.")),
    (4.1, "", doing.give("screen", "modern-slavery-team", "tom.ashdown", "Ours after all: through the council’s contract.")),
    (4.6, "", doing.ask_for("phones", POLICE, "hannah.cole", "Look up the two telephones named by housing.", "Who rings whom?", 5)),
    (0.2, "hannah.cole", doing.refuse("phones", "would_harm", "Not before the day: the request would be noticed.")),
    (4.0, "", doing.ask_for(
        "day", HOUSING, "gwen.ferris", "Arrange the room for the briefing and the coach for those who leave.", "For the morning.", 5, "meet",
    )),
    (3.6, "", doing.split(
        "day", HOUSING, ("Book the depot’s hall for the briefing.", "amir.siddiqui", 4), ("Arrange the coach.", "gwen.ferris", 5),
    )),
    (3.0, "", doing.ask_for(
        "agenda", "modern-slavery-team", COORDINATOR, "Write to those who come to the planning meeting.", "It is decided.", 0, "meet", "today",
    )),
)  # fmt: skip

CAR_WASH: Sequence[Beat] = (*_FIRST_ROUND, *_SECOND_ROUND, *_DECISIONS, *_ACTIONS)
