"""The configuration that is shipped: whole, unambiguous, and careful about what it offers."""

from __future__ import annotations

import re
import shutil
import time
from datetime import date

import pytest

from serac.reference import LISTS, BadReference, Confidence, Status, UnknownCode, current, load, use
from serac.reference.shapes import CODE
from serac.reference.subjects import TELLING, Basis
from tests.reference.given_files import CONFIG, reference

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_entries(name):
    assert len(reference().list(name)) > 0


@pytest.mark.parametrize("name", LISTS)
def test_every_code_is_unique_in_its_list_and_of_the_right_shape(name):
    codes = [entry.code for entry in reference().list(name)]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not CODE.fullmatch(code)] == []


def test_every_key_is_unique_in_all_the_reference_data():
    keys = [entry.key for entry in reference().everything()]
    assert len(keys) == len(set(keys))


def test_every_entry_says_where_it_comes_from():
    assert [
        entry.key for entry in reference().everything() if len(entry.source) < 8 and entry.source != "Fictional"
    ] == []


def test_no_source_points_at_a_file_that_is_not_here():
    assert [entry.key for entry in reference().everything() if ".md" in entry.source + (entry.note or "")] == []


def test_nothing_unverified_is_offered():
    offered = [entry for name in LISTS for entry in reference().list(name).offered(TODAY)]
    assert [entry.key for entry in offered if entry.confidence is Confidence.UNVERIFIED] == []
    assert [entry.key for entry in offered if entry.status is not Status.IN_FORCE] == []


def test_what_is_not_offered_for_want_of_a_check_is_listed_to_check():
    listed = {entry.key for entry in reference().to_check()}
    assert listed == {entry.key for entry in reference().everything() if entry.confidence is Confidence.UNVERIFIED}
    assert "clocks:clock.exit_negative_rg" in listed
    assert "steps:pathway.adult_nrm.capacity" in listed


def test_a_person_s_check_puts_an_entry_on_offer_until_the_entry_changes():
    offences = reference().offences
    entry = next(e for e in offences if e.confidence is Confidence.UNVERIFIED and e.in_force(TODAY))
    checked = frozenset({entry.check_key})
    assert entry not in offences.offered(TODAY)
    assert entry in offences.offered(TODAY, checked)
    assert entry not in reference().to_check(checked)
    assert entry not in offences.offered(TODAY, frozenset({f"{entry.key}@0000000000000000"}))


def test_no_check_brings_a_rule_into_force_that_has_not_started():
    pending = [entry for entry in reference().powers if entry.status is not Status.IN_FORCE]
    checked = frozenset(entry.check_key for entry in pending)
    assert pending
    assert not set(pending) & set(reference().powers.offered(TODAY, checked))


def test_a_retired_code_is_readable_but_not_offered():
    kinds = reference().agency_kinds
    assert kinds.label("glaa") == "Gangmasters and Labour Abuse Authority"
    assert "glaa" in kinds
    assert "glaa" not in {kind.code for kind in kinds.offered(TODAY)}
    assert "glaa" in {kind.code for kind in kinds.offered(date(2026, 4, 6))}
    assert "fair_work_agency" not in {kind.code for kind in kinds.offered(date(2026, 4, 6))}
    assert "fair_work_agency" in {kind.code for kind in kinds.offered(date(2026, 4, 7))}


def test_an_unknown_code_is_refused_by_name():
    with pytest.raises(UnknownCode, match="'nonsense' is not a code of powers"):
        reference().powers.get("nonsense")
    with pytest.raises(UnknownCode):
        reference().list("texts")
    with pytest.raises(UnknownCode):
        reference().partnership("nowhere")


def test_each_agency_kind_of_powers_and_pathways_exists():
    kinds = reference().agency_kinds
    named = {code for power in reference().powers for code in (power.lead, *power.also, *power.lead_before)}
    named |= {code for pathway in reference().pathways for step in pathway.steps for code in step.who}
    assert {code for code in named if code not in kinds} == set()


def test_the_home_office_clocks_raise_no_alarm_and_law_cannot_be_set_locally():
    clocks = reference().clocks
    assert not clocks.get("clock.rg_decision").alarm
    assert not clocks.get("clock.cg_decision").alarm
    assert clocks.get("clock.recovery_period").basis is Basis.LAW


def test_the_old_recovery_period_holds_for_decisions_before_30_january_2023():
    def recovery(on):
        found = [c for c in reference().clocks.offered(on) if c.code.startswith("clock.recovery_period")]
        return [clock.value for clock in found]

    assert recovery(date(2023, 1, 29)) == [45]
    assert recovery(date(2023, 1, 30)) == [30]


def test_there_are_ten_pathways_and_an_unverified_step_is_not_shown():
    assert len(reference().pathways) == 10
    adult = reference().pathways.get("pathway.adult_nrm")
    shown = adult.steps_offered(TODAY)
    assert 0 < len(shown) < len(adult.steps)


def test_abolished_councils_keep_their_codes_and_name_what_replaced_them():
    areas = reference().areas
    offered = {area.code for area in areas.offered(TODAY)}
    for gone, now in (
        ("wycombe", "buckinghamshire"),
        ("eden", "westmorland_and_furness"),
        ("corby", "north_northamptonshire"),
    ):
        assert gone not in offered
        assert areas.get(gone).successor == (now,)
        assert now in offered


def test_no_area_on_offer_lies_within_an_abolished_one():
    areas = reference().areas
    offered = {area.code for area in areas.offered(TODAY)}
    assert [area.code for area in areas.offered(TODAY) if area.within and area.within not in offered] == []


def test_age_in_doubt_is_treated_as_a_child_and_every_age_falls_in_one_band():
    bands = reference().age_bands
    assert bands.get("in_doubt").treated_as == "child"
    narrow = [b for b in bands if b.least is not None and b.code not in ("child", "adult")]
    for age in range(131):
        (band,) = [b for b in narrow if b.least <= age <= b.most]
        assert band.treated_as == ("child" if age < 18 else "adult")


def test_immigration_control_is_a_separate_purpose_off_by_default():
    purposes = reference().sharing_purposes
    assert [p.code for p in purposes if p.immigration_control] == ["immigration_control"]
    assert not purposes.get("immigration_control").on_by_default
    for category in ("identity", "whereabouts", "account", "immigration_status"):
        assert reference().information_categories.get(category).never_to_immigration
    for gateway in reference().gateways:
        assert gateway.purposes == ("immigration_control",) or "immigration_control" not in gateway.purposes


def test_letters_say_nothing():
    for letter in reference().letters:
        text = f"{letter.subject} {letter.body}"
        assert not TELLING.search(text), letter.code
        assert not re.search(r"modern|council|meeting about|partnership|\bname\b", text, re.IGNORECASE), letter.code
        assert set(re.findall(r"\{.*?\}", text)) <= {"{link}", "{count}" if letter.code == "digest" else "{link}"}


def test_how_somebody_knows_gives_the_grades_of_the_code_list():
    letters = {
        how.code: reference().intelligence_grades.get(how.intelligence_grade).letter
        + reference().source_grades.get(how.source_grade).letter
        for how in reference().how_known
    }
    assert letters == {"saw_it": "A2", "was_told": "C2", "our_records": "C2", "not_sure": "D2"}
    assert [rule.code for rule in reference().handling if rule.default] == ["ask_me_first"]


def test_no_retention_period_is_used_until_a_partnership_has_set_it():
    national = {rule.code for rule in reference().national.retention.offered(TODAY)}
    assert "case.adult" not in national
    assert "case.adult" in {rule.code for rule in reference().partnership("kelderby").retention.offered(TODAY)}


def test_the_acknowledgements_name_both_licences():
    text = " ".join(reference().attributions())
    assert "Open Government Licence v3.0" in text
    assert "CC BY 4.0" in text


def test_a_fingerprint_is_the_file_s_and_changes_with_it(tmp_path):
    copy = tmp_path / "config"
    shutil.copytree(CONFIG, copy)
    power_file = copy / "powers.yaml"
    power_file.write_text(power_file.read_text(encoding="utf-8") + "\n# a note\n", encoding="utf-8")
    changed = load(copy)
    assert changed.fingerprint("powers") != reference().fingerprint("powers")
    assert changed.fingerprint("power_groups") == changed.fingerprint("powers.yaml")
    assert changed.fingerprint("clocks") == reference().fingerprint("clocks")
    with pytest.raises(UnknownCode):
        changed.fingerprint("nonsense")


def test_a_file_that_is_missing_or_not_text_is_named(tmp_path):
    copy = tmp_path / "config"
    shutil.copytree(CONFIG, copy)
    (copy / "risk.yaml").unlink()
    (copy / "people.yaml").write_bytes(b"compiled: '2026-11-23'\nabout: \xff\n")
    with pytest.raises(BadReference) as caught:
        load(copy)
    found = {(problem.file, problem.line) for problem in caught.value.problems}
    assert {("risk.yaml", 1), ("people.yaml", 2)} <= found


def test_loading_takes_well_under_a_second_on_a_quiet_machine():
    begun = time.process_time()
    load(CONFIG)
    assert time.process_time() - begun < 2


def test_the_process_has_one_reference_once_it_is_put_in_place():
    use(reference())
    assert current() is reference()
