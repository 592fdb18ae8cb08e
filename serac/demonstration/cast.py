"""The fictional county of Thornshire: its partnerships, agencies and people. Nobody here exists."""

from dataclasses import dataclass

from serac.agencies.roles import Role

PASSWORD = "thornshire-demonstration"  # nosec B105: known to everybody on purpose
COUNTY = "thornshire"


@dataclass(frozen=True)
class Place:
    """A partnership of the demonstration."""

    slug: str
    name: str
    parent: str | None


@dataclass(frozen=True)
class Body:
    """An agency of the demonstration, and the partnerships it is in."""

    slug: str
    name: str
    kind: str
    partnerships: tuple[str, ...] = (COUNTY,)
    own_team: bool = False
    first_responder: bool = False
    duty_to_notify: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Colleague:
    """Somebody with an account. `key` begins their address; roles are held in their agency or the county."""

    key: str
    name: str
    agency: str
    job: str
    roles: tuple[Role, ...]
    phone: str


PLACES = (
    Place(COUNTY, "Thornshire Anti-Slavery Partnership", None),
    Place("kelderby", "Kelderby District Partnership", COUNTY),
    Place("brackenford", "Brackenford District Partnership", COUNTY),
    Place("ostbury", "Ostbury District Partnership", COUNTY),
)

_ALL = (COUNTY, "kelderby", "brackenford", "ostbury")

BODIES = (
    Body(
        "modern-slavery-team", "Thornshire Council modern slavery team", "council.modern_slavery", _ALL,
        own_team=True, first_responder=True, duty_to_notify=True,
    ),
    Body("thornshire-police", "Thornshire Police", "police", _ALL, first_responder=True, duty_to_notify=True),
    Body("fair-work-agency", "Fair Work Agency, Northern region", "fair_work_agency", first_responder=True, duty_to_notify=True),
    Body("kelderby-housing", "Kelderby housing standards", "council.housing_standards", (COUNTY, "kelderby"), duty_to_notify=True),
    Body("brackenford-homes", "Brackenford homelessness service", "council.homelessness", (COUNTY, "brackenford")),
    Body("adult-social-care", "Thornshire adult social care", "council.adult_social_care", first_responder=True, duty_to_notify=True),
    Body(
        "childrens-social-care", "Thornshire children’s social care", "council.children_social_care",
        first_responder=True, duty_to_notify=True,
    ),
    Body("trading-standards", "Thornshire trading standards", "council.trading_standards"),
    Body("emergency-duty-team", "Thornshire emergency duty team", "council.duty_team"),
    Body("fire-and-rescue", "Thornshire Fire and Rescue", "fire"),
    Body("dales-nhs-trust", "Thornshire Dales NHS Trust", "nhs.trust", aliases=("Dales Hospitals",)),
    Body("probation", "Probation Service, Thornshire", "probation"),
    Body("jobcentre", "Department for Work and Pensions, Kelderby", "dwp"),
    Body("harbour-lane-trust", "Harbour Lane Trust", "anti_slavery_charity"),
    Body("salter-house", "Salter House support service", "support_contract", first_responder=True),
    Body("lantern-guardians", "Lantern child guardians", "child_guardian"),
    Body("hillgate-homes", "Hillgate Homes", "housing_association", (COUNTY, "ostbury")),
    Body("legal-and-governance", "Thornshire Council legal and information governance", "council.legal"),
)  # fmt: skip

COLLEAGUES = (
    Colleague("priya.nair", "Priya Nair", "modern-slavery-team", "Co-ordinator", (Role.COORDINATOR,), "01632 960101"),
    Colleague("tom.ashdown", "Tom Ashdown", "modern-slavery-team", "Co-ordinator, nights", (Role.COORDINATOR,), "01632 960117"),
    Colleague("judith.lavery", "Judith Lavery", "modern-slavery-team", "Head of community safety", (Role.CHAIR,), "01632 960102"),
    Colleague("marcus.bell", "Marcus Bell", "thornshire-police", "Detective inspector", (Role.DEPUTY_CHAIR,), "01632 960103"),
    Colleague("hannah.cole", "Hannah Cole", "thornshire-police", "Detective sergeant", (Role.SPOC,), "01632 960104"),
    Colleague(
        "owen.price", "Owen Price", "thornshire-police", "Senior investigating officer", (Role.INVESTIGATING_OFFICER,), "01632 960105"
    ),
    Colleague("gwen.ferris", "Gwen Ferris", "kelderby-housing", "Team leader", (Role.SPOC,), "01632 960106"),
    Colleague("amir.siddiqui", "Amir Siddiqui", "kelderby-housing", "Housing officer", (Role.HANDLER,), "01632 960107"),
    Colleague("rosa.lind", "Rosa Lind", "kelderby-housing", "Housing officer", (Role.REPORTER,), "01632 960108"),
    Colleague("dev.rao", "Dev Rao", "fair-work-agency", "Investigator", (Role.SPOC,), "01632 960109"),
    Colleague("ellie.stone", "Ellie Stone", "adult-social-care", "Safeguarding lead", (Role.SPOC,), "01632 960110"),
    Colleague("noah.birch", "Noah Birch", "childrens-social-care", "Service manager", (Role.SPOC,), "01632 960111"),
    Colleague("mina.okoro", "Mina Okoro", "childrens-social-care", "Social worker", (Role.DEPUTY_SPOC,), "01632 960112"),
    Colleague("sofia.marchetti", "Sofia Marchetti", "harbour-lane-trust", "Key worker", (Role.SUPPORT_WORKER,), "01632 960113"),
    Colleague("ben.tully", "Ben Tully", "modern-slavery-team", "Business support", (Role.MINUTE_TAKER,), "01632 960114"),
    Colleague("fay.norton", "Fay Norton", "emergency-duty-team", "Duty social worker", (Role.EMERGENCY_DUTY,), "01632 960115"),
    Colleague("alan.whitlow", "Alan Whitlow", "modern-slavery-team", "Assistant director", (Role.MANAGER,), "01632 960116"),
    Colleague(
        "ruth.caddick", "Ruth Caddick", "legal-and-governance", "Information governance officer", (Role.GOVERNANCE_OFFICER,),
        "01632 960118",
    ),
    Colleague("idris.kane", "Idris Kane", "dales-nhs-trust", "Caldicott guardian", (Role.CALDICOTT_GUARDIAN,), "01632 960119"),
    Colleague("nadia.wells", "Nadia Wells", "dales-nhs-trust", "Safeguarding nurse", (Role.REPORTER,), "01632 960125"),
    Colleague("lena.frost", "Lena Frost", "legal-and-governance", "Solicitor", (Role.LEGAL_ADVISER,), "01632 960120"),
    Colleague("sam.holt", "Sam Holt", "modern-slavery-team", "Systems administrator", (Role.ADMINISTRATOR,), "01632 960121"),
    Colleague("kit.mercer", "Kit Mercer", "trading-standards", "Officer", (Role.SPOC,), "01632 960122"),
    Colleague("jo.hartley", "Jo Hartley", "fire-and-rescue", "Station manager", (Role.SPOC,), "01632 960123"),
    Colleague("vera.quist", "Vera Quist", "hillgate-homes", "Neighbourhood manager", (Role.SPOC,), "01632 960124"),
)  # fmt: skip

PARTIES = (
    "thornshire-police", "fair-work-agency", "kelderby-housing", "brackenford-homes", "adult-social-care", "childrens-social-care",
    "trading-standards", "emergency-duty-team", "fire-and-rescue", "dales-nhs-trust", "probation", "jobcentre",
    "harbour-lane-trust", "salter-house", "lantern-guardians",
)  # fmt: skip
"""Who signed the county's agreement. Hillgate Homes signed only the one that has lapsed."""


def address_of(colleague: Colleague) -> str:
    """A colleague's address."""
    return f"{colleague.key}@{colleague.agency}.example.org"
