"""What was reported over the past year and is finished: opened, joined, signposted or closed. Nobody here exists."""

from serac.demonstration.concerns import Concern


def _signposted(
    key: str, reporter: str, days_ago: float, what: str, reason: str, outcome: str, **more: object
) -> Concern:
    return Concern(key, reporter, days_ago, what, ends="signposted", reason=reason, outcome=outcome, **more)  # type: ignore[arg-type]


def _closed(
    key: str, reporter: str, days_ago: float, what: str, reason: str, outcome: str = "", **more: object
) -> Concern:
    return Concern(key, reporter, days_ago, what, ends="no_action", reason=reason, outcome=outcome, **more)  # type: ignore[arg-type]


def _joined(key: str, reporter: str, days_ago: float, what: str, into: str, item: str, **more: object) -> Concern:
    return Concern(key, reporter, days_ago, what, ends="joined", into=into, items=(item,), **more)  # type: ignore[arg-type]


def _opened(key: str, reporter: str, days_ago: float, what: str, title: str, item: str, **more: object) -> Concern:
    return Concern(key, reporter, days_ago, what, ends="opened", title=title, items=(item,), **more)  # type: ignore[arg-type]


MAREK = {"name": "Marek Dudek", "role": "potential_victim", "age_band": "from_35_to_44"}
THUY = {"name": "Nguyen Thi Thuy", "role": "potential_victim", "age_band": "in_doubt"}

PAST = (
    _opened(
        "mill", "dev.rao", 352, "Forty workers at a cushion mill are paid for half their hours. A supervisor keeps their bank cards.",
        "Cushion mill", "A supervisor keeps the workers’ bank cards.", area="brackenford", kinds=("labour.forced", "financial.fraud"),
        place_kind="factory", where="Dale Mill, Brackenford, ZZ8 2LD", how_known="our_records", business="Dale Bedding Ltd", people=(MAREK,),
    ),
    _joined(
        "mill-bank", "kit.mercer", 338, "One telephone number and one address on eleven wage accounts.", "mill",
        "Eleven wage accounts share one telephone number.", area="brackenford", kinds=("financial.fraud",), how_known="our_records",
        people=({"name": "", "description": "Holder of the number", "phone": "01632 960401", "role": "suspect"},),
    ),
    _joined(
        "mill-clinic", "nadia.wells", 330, "A worker with a crushed hand was brought in by a man who would not let him speak.", "mill",
        "A worker with a crushed hand was not allowed to speak for himself.", area="brackenford", kinds=("labour.forced",),
        people=({"name": "Marek Dutek", "role": "potential_victim", "age_band": "adult"},),
    ),
    _signposted(
        "wages", "jo.hartley", 322, "Two weeks’ wages were not paid when a building firm closed.", "employment_rights",
        "Advice line for pay at work; Jo tells them.", area="kelderby", kinds=("labour.wages_taken",), place_kind="building_site",
    ),
    _closed(
        "noise", "", 315, "Foreign voices late at night next door.", "not_exploitation", "A family with a new baby; housing had visited.",
        source="public", area="kelderby", place_kind="dwelling",
    ),
    _opened(
        "brothel", "gwen.ferris", 300, "Different women every fortnight, a card machine in the hall, and one woman who cried at the door.",
        "Flat above the arcade", "Different women every fortnight, and one who cried at the door.", area="kelderby",
        kinds=("sexual.prostitution",), place_kind="brothel", where="Flat 3, Arcade Chambers, Kelderby, ZZ9 5RT",
    ),
    _joined(
        "brothel-advert", "hannah.cole", 294, "The same flat is advertised under four names with one telephone number.", "brothel",
        "One telephone number advertises the flat under four names.", area="kelderby", kinds=("sexual.online",), place_kind="online",
        where="Arcade Chambers, Kelderby, ZZ9 5RT", how_known="our_records",
    ),
    _closed(
        "lorry", "", 281, "A lorry stood in the lay-by for two days.", "not_enough", "No plate, no description; the lay-by was looked at.",
        source="public", place_kind="transport_hub",
    ),
    _opened(
        "cannabis", "vera.quist", 270, "Foil on the windows and a lad who waters plants and has no key to the door.", "House on Cinder Hill",
        "A lad waters the plants and has no key to the door.", area="ostbury", kinds=("criminal.cannabis",), place_kind="cannabis_site",
        where="18 Cinder Hill, Ostbury, ZZ7 3DD", child=True, people=(THUY,),
        released="What you told us helped somebody to safety. Thank you.",
    ),
    _joined(
        "cannabis-electric", "jo.hartley", 262, "The meter at the house was bypassed, and there are bars inside the back door.", "cannabis",
        "There are bars inside the back door.", area="ostbury", kinds=("criminal.cannabis",), place_kind="cannabis_site",
        where="18 Cinder Hill, Ostbury, ZZ7 3DD",
    ),
    _signposted(
        "rough-sleeper", "ellie.stone", 255, "A man sleeps in a tent by the canal and says he is owed work.", "housing",
        "Homelessness service; Ellie goes with him.", area="kelderby", place_kind="street",
    ),
    _closed(
        "helpline-repeat", "tom.ashdown", 247, "A caller repeats what was reported about the flat above the arcade.", "already_known",
        source="helpline", own_reference="H-38822", area="kelderby", kinds=("sexual.prostitution",),
    ),
    _opened(
        "domestic", "sofia.marchetti", 231, "A woman who works in a house has not been out alone for a year.", "House in Upper Kelderby",
        "She has not been out alone for a year.", area="kelderby", kinds=("domestic.servitude",), place_kind="dwelling", how_known="was_told",
        people=({"name": "Grace Adeyemi", "role": "potential_victim", "age_band": "from_35_to_44"},),
    ),
    _closed(
        "grudge", "", 219, "My neighbour is a trafficker and should be deported.", "malicious", "The third of its kind.",
        source="public", area="ostbury",
    ),
    _signposted(
        "visa", "noah.birch", 208, "A student asks whether her work hours break the rules of her stay.", "immigration_advice",
        "A regulated adviser; Noah gives her the number.", kinds=("other",),
    ),
    _opened(
        "county-lines", "mina.okoro", 190, "Two boys carry drugs to Ostbury by train. One was cut on the arm.", "Two boys and a train",
        "Two boys carry drugs by train; one was cut on the arm.", area="ostbury", kinds=("criminal.county_lines",), child=True,
        place_kind="transport_hub", how_known="was_told",
        people=({"name": "", "description": "Boy of fourteen, scar on the left arm", "role": "potential_victim", "age_band": "from_13_to_15"},),
    ),
    _joined(
        "county-lines-flat", "amir.siddiqui", 184, "Scales, burner telephones and a boy who said he was a cousin.", "county-lines",
        "Scales and several telephones in a flat, with a boy who said he was a cousin.", area="ostbury", kinds=("criminal.county_lines",),
        child=True, place_kind="dwelling", where="4 Limekiln Court, Ostbury, ZZ7 1TR",
    ),
    _closed(
        "moved-away", "gwen.ferris", 171, "The men at the rented house have left in the night.", "left_area",
        "The landlord does not know where; told the neighbouring force.", area="brackenford", kinds=("labour.forced",), still_happening="no",
        place_kind="shared_house",
    ),
    _signposted(
        "fruit", "kit.mercer", 160, "Piece rates below the minimum at a fruit farm; everybody free to leave.", "employment_rights",
        "Fair Work Agency’s pay line; Kit tells the farm workers.", area="brackenford", kinds=("labour.wages_taken",), place_kind="farm",
    ),
    _opened(
        "nail-bar-first", "", 148, "The girls at the nail bar sleep there.", "Nail bar, Bridge Street", "The girls sleep at the nail bar.",
        source="public", area="kelderby", kinds=("labour.forced",), place_kind="nail_bar", where="Bridge Street Nails, Kelderby, ZZ9 2NB",
        business="Bridge Street Nails",
    ),
    _joined(
        "nail-bar-fire", "jo.hartley", 141, "Two beds behind the treatment room, and a heater on an extension lead.", "nail-bar-first",
        "There are two beds behind the treatment room.", area="kelderby", kinds=("labour.forced",), place_kind="nail_bar",
        where="Bridge Street, Kelderby, ZZ9 2NB", business="Bridge St Nails Limited",
    ),
    _closed(
        "adult-wish", "ellie.stone", 129, "A woman was made to work in a shop by her brother-in-law. She has left and is with friends.",
        "persons_wish", "She wants no more now and knows whom to ring.", area="ostbury", kinds=("labour.forced",), still_happening="no",
        place_kind="shop",
    ),
    _signposted(
        "theft", "rosa.lind", 117, "Tools go missing from garages in one street.", "crime", "Reported to the police on 101.", area="kelderby",
        kinds=("criminal.theft_other",), place_kind="street",
    ),
    _opened(
        "care-agency", "ellie.stone", 101, "Carers from abroad pay the agency back twelve thousand pounds each and sleep five to a room.",
        "Care agency", "Carers pay the agency back twelve thousand pounds each.", area="brackenford", kinds=("labour.forced", "financial.other"),
        place_kind="care", business="Sunnydale Homecare", where="11 Station Approach, Brackenford, ZZ8 6PP",
    ),
    _joined(
        "care-agency-nurse", "nadia.wells", 94, "A carer fell asleep on her feet at a patient’s house after a third shift in a row.",
        "care-agency", "A carer fell asleep on her feet after three shifts in a row.", area="brackenford", kinds=("labour.forced",),
        place_kind="care", business="Sunny Dale Home Care Ltd",
    ),
    _closed(
        "boundary", "hannah.cole", 83, "A car wash over the county boundary.", "outside_area", "Passed to the next county’s team, who have it.",
        kinds=("labour.forced",), place_kind="car_wash",
    ),
    _signposted(
        "health", "sofia.marchetti", 71, "A man with a bad chest who left a packhouse last year and has no doctor.", "health",
        "Walk-in clinic; Sofia goes with him.", area="brackenford", still_happening="no",
    ),
    _opened(
        "restaurant", "priya.nair", 57, "A waiter says that the cook is locked in at night and owes the owner money.", "Restaurant kitchen",
        "The cook is locked in at night.", source="caller", may_return="yes", contact="Ring 01632 960366 after four.", area="ostbury",
        kinds=("labour.forced",), place_kind="restaurant", where="Harbour Grill, Ostbury, ZZ7 8AA", how_known="was_told",
        business="Harbour Grill",
    ),
    _joined(
        "restaurant-plate", "amir.siddiqui", 49, "A car brings new kitchen staff to the Harbour Grill on Sundays.", "restaurant",
        "A car brings new staff on Sundays.", area="ostbury", kinds=("labour.forced",), place_kind="restaurant", plate="ZZ22 HBG",
        where="Harbour Grill, Ostbury, ZZ7 8AA",
    ),
    _closed(
        "film", "", 38, "Shouting in a warehouse at night.", "not_exploitation", "A film crew with the council’s leave.", source="public",
        area="kelderby", place_kind="factory",
    ),
    _opened(
        "caravans", "amir.siddiqui", 27, "Men with learning difficulties lay drives and live in a caravan without water.", "Caravans",
        "The men live in a caravan without water.", area="brackenford", kinds=("labour.forced",), place_kind="caravan_site",
        where="Yard off Quarry Lane, Brackenford, ZZ8 9XX", plate="ZZ70 DRV",
        people=({"name": "Colin Marsh", "role": "potential_victim", "age_band": "from_45_to_54"},),
    ),
)  # fmt: skip
