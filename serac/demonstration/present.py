"""What is on the desk today: alerts that wait, and the cases of the last weeks. The car wash and its van are met again."""

from serac.demonstration.concerns import Concern

LUNGU = {"name": "Andrei Lungu", "role": "potential_victim", "age_band": "from_18_to_24"}
PEAKE = {"name": "Walter Peake", "role": "potential_victim", "age_band": "from_55_to_64"}

PRESENT = (
    Concern(
        "car-wash", "rosa.lind", 18, area="kelderby", kinds=("labour.forced", "labour.wages_taken"), place_kind="car_wash",
        what="Five or six men work at the car wash every day from eight until it is dark, in wet clothes. One told me he sleeps in the "
        "back room and has not been paid since he came. Another man answers for all of them.",
        where="Kelderby Hand Car Wash, Foundry Street, ZZ9 1AB", when="Most days since the spring", people=(LUNGU,), plate="ZZ19 KLM",
        business="Kelderby Hand Car Wash", ends="opened", title="Car wash and house",
        items=("Men work from eight until dark every day in wet clothes.", "One of them sleeps in the back room and has not been paid."),
        question="Which days did you see the van?", answer="Mondays and Thursdays, before seven in the morning.",
    ),
    Concern(
        "car-wash-van", "jo.hartley", 12, area="kelderby", kinds=("labour.forced",), place_kind="car_wash", how_known="saw_it",
        what="At a fire check the van of the car wash brought four men. They sleep above the unit next door: mattresses, one heater, "
        "no second way out.", where="Unit 2, Foundry Street, Kelderby, ZZ9 1AB", when="Tuesday morning", plate="ZZ19 KLM",
        people=({"name": "Andrej Lungo", "role": "potential_victim", "age_band": "not_known"},),
        ends="joined", into="car-wash", items=("Four men sleep above the next unit, with no second way out.",),
    ),
    Concern(
        "car-wash-neighbour", "", 1.4, source="public", area="kelderby", kinds=("labour.forced",), place_kind="car_wash",
        what="The lads at the car wash never have a day off. I gave one of them food and he hid it.",
        where="Car wash on Foundry Street", when="Every time I pass", business="Kelderby Hand Carwash Ltd", claimed=True,
        may_return="only_so", contact="Text 01632 960344 in the evening, say it is about the gardening.",
    ),
    Concern(
        "packhouse-plate", "kit.mercer", 2, area="brackenford", kinds=("labour.forced",), place_kind="farm", how_known="saw_it",
        what="A white van set down eight people at the packhouse gate at five in the morning. The driver collected their phones.",
        where="Packhouse near Sallowby, ZZ8 4QD", when="Wednesday, five in the morning", plate="ZZ19 KLN",
    ),
    Concern(
        "cuckooing", "gwen.ferris", 9, area="ostbury", kinds=("criminal.cuckooing",), place_kind="dwelling", how_known="was_told",
        what="A tenant who lives alone has three young men staying. He says they are friends but cannot say their names. He has lost weight "
        "and no longer opens the door himself.", where="Flat on Tannery Row", when="Since about three weeks ago", people=(PEAKE,),
        ends="opened", title="Home taken over",
        items=("Three young men have been staying with a tenant who lives alone for about three weeks.",),
    ),
    Concern(
        "cuckooing-again", "sofia.marchetti", 1.2, area="ostbury", kinds=("criminal.cuckooing",), place_kind="dwelling", how_known="was_told",
        what="Mr Peake rang to say that he cannot have visitors any more. Somebody was telling him what to say.",
        where="Tannery Row", when="Yesterday", people=({"name": "Wally Peake", "role": "potential_victim", "age_band": "adult"},),
        question="Did he say when he could be rung safely?",
        claimed=True,
    ),
    Concern(
        "mill-again", "kit.mercer", 6, area="brackenford", kinds=("labour.forced", "financial.fraud"), place_kind="factory",
        what="The mill is at work again under another name, with some of the same workers. One says that his card was taken.",
        where="Dale Mill, Brackenford, ZZ8 2LD", when="Since the first of the month", how_known="was_told",
        people=({"name": "Marek Dudek", "role": "potential_victim", "age_band": "from_35_to_44"},), ends="opened", title="Mill, again",
        items=("The mill is at work again under another name, with some of the same workers.", "A worker’s card was taken on his first day."),
    ),
    Concern(
        "farm", "dev.rao", 5, area="brackenford", kinds=("labour.forced",), place_kind="farm", how_known="our_records", claimed=True,
        what="Two workers at a packhouse have asked whether an employer may keep their passports. Their payslips show the same deduction for "
        "a room every week.", where="Packhouse near Sallowby, ZZ8 4QD", when="Calls on Monday and Thursday",
    ),
    Concern(
        "child", "mina.okoro", 0.25, area="ostbury", kinds=("criminal.county_lines",), child=True, how_known="our_records",
        what="A boy of fifteen was missing from his placement for two nights and came back with a second telephone and new trainers. He "
        "will not say where he was.", where="Ostbury", when="Friday to Sunday",
        people=({"name": "", "description": "Boy of fifteen", "role": "potential_victim", "age_band": "from_13_to_15"},),
    ),
    Concern(
        "house", "amir.siddiqui", 0.016, area="brackenford", danger=True, place_kind="dwelling",
        what="At an inspection two people upstairs would not come down and a man stood in front of the stairs. One of them shook her head at "
        "me. I have called 999 and left.", where="House on Mill Lane, Brackenford", when="Just now",
    ),
    Concern(
        "nails", "jo.hartley", 0.8, area="kelderby", kinds=("labour.forced", "sexual.prostitution"), place_kind="nail_bar",
        what="Mattresses behind a curtain at the back of a nail bar; the fire door was screwed shut. Two young women did not speak when I "
        "asked their names and looked at the owner.", where="Nail bar in the arcade, Kelderby", when="Yesterday afternoon",
    ),
    Concern(
        "officer", "ellie.stone", 1.25, area="kelderby", kinds=("sexual.prostitution",), how_known="was_told", position_of_trust=True,
        what="A woman we support says that a man who works for a public body comes to the flat and is told before any visit.",
        where="Kelderby", when="Over the last two months",
    ),
    Concern(
        "me", "", 0.5, source="public", about_me=True, area="kelderby", kinds=("domestic.servitude",), place_kind="dwelling",
        what="I live in the house where I work. They keep my passport. I may go out on Sundays for one hour.",
        when="Two years", may_return="only_so", contact="Sunday between two and three, 01632 960355, do not say who you are.",
        wishes="To have my passport back and to see a doctor.",
        people=({"name": "", "description": "Whoever sent this", "role": "potential_victim", "age_band": "from_25_to_34"},),
    ),
    Concern(
        "helpline", "priya.nair", 0.3, source="helpline", own_reference="H-40417", area="kelderby", kinds=("labour.forced",),
        place_kind="restaurant", how_known="was_told", what="A caller says that a kitchen porter sleeps in the store room and is locked in "
        "at night.", where="Restaurant near Kelderby station", when="For some months",
    ),
    Concern(
        "begging", "", 0.15, source="public", area="kelderby", kinds=("criminal.begging",), place_kind="street",
        what="The same woman is set down with a baby outside the shops each morning and fetched at night by a car.",
        where="Market Street, Kelderby", when="Every day this week",
    ),
    Concern(
        "bulk-hotel", "rosa.lind", 0.1, area="ostbury", kinds=("sexual.prostitution",), place_kind="hotel",
        what="Three rooms paid in cash, many visitors, and a woman who asked the cleaner what town this is.",
        where="Guest house by the ring road, Ostbury", when="Since Monday",
    ),
)  # fmt: skip
