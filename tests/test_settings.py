"""Settings come from the environment; production starts with safe ones only, and says all that is wrong at once."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from serac.settings import KEY_NAMES, NAMES, Mode, Settings, UnsafeSettings, well_known_key

OPERATING = Path(__file__).parent.parent / "docs/operating.md"


def key(seed: int) -> str:
    return base64.b64encode(bytes((seed * 31 + place * 7) % 256 for place in range(32))).decode()


SAFE = {
    "SERAC_MODE": "production",
    "SERAC_DATABASE_URL": "postgresql+psycopg://serac:word@db.internal/serac",
    "SERAC_SECRET_KEY": "qX7v2Lr9Tn4Wb8Zk1Mp6Hs3Dd5Gf0JcYaUeIoRt",
    "SERAC_DATA_KEY": key(1),
    "SERAC_INDEX_KEY": key(2),
    "SERAC_AUDIT_KEY": key(3),
    "SERAC_AUDIT_ANCHOR": "/srv/anchor/serac.anchor",
    "SERAC_TRUSTED_HOSTS": "serac.example.gov.uk",
    "SERAC_BASE_URL": "https://serac.example.gov.uk",
}


def problems_with(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(UnsafeSettings) as refused:
        Settings.from_environment(environ)
    return refused.value.problems


def test_production_starts_with_safe_settings():
    settings = Settings.from_environment(SAFE | {"PATH": "/usr/bin", "SERAC_TEST_FULL": "1"})
    assert settings.mode is Mode.PRODUCTION
    assert settings.trusted_hosts == ("serac.example.gov.uk",)
    assert (settings.cookie_secure, settings.debug, settings.smtp_starttls) == (True, False, True)
    assert (settings.idle_minutes, settings.session_hours, settings.upload_megabytes) == (30, 12, 10)
    assert (settings.port, settings.proxies) == (8000, 0)


def test_no_mode_means_production():
    without = {name: value for name, value in SAFE.items() if name != "SERAC_MODE"}
    assert Settings.from_environment(without).mode is Mode.PRODUCTION


UNSAFE = [
    # setting, value (None takes it away), what the problem says, what the remedy says
    ("SERAC_SECRET_KEY", None, "is missing", "openssl rand -base64 48"),
    ("SERAC_SECRET_KEY", "qX7v2Lr9Tn4Wb8", "shorter than 32", "openssl"),
    ("SERAC_SECRET_KEY", "please-changeme-before-you-go-live-0123", "guessable", "openssl"),
    ("SERAC_SECRET_KEY", "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf", "well-known", "openssl"),
    ("SERAC_SECRET_KEY", "abababababababababababababababababab", "guessable", "openssl"),
    ("SERAC_DATA_KEY", None, "is missing", "openssl rand -base64 32"),
    ("SERAC_DATA_KEY", "not base64!", "is not 32 bytes", "openssl rand -base64 32"),
    ("SERAC_INDEX_KEY", base64.b64encode(bytes(31)).decode(), "is not 32 bytes", "openssl rand -base64 32"),
    ("SERAC_INDEX_KEY", base64.b64encode(bytes(32)).decode(), "guessable", "openssl rand -base64 32"),
    ("SERAC_INDEX_KEY", key(1), "the same as SERAC_DATA_KEY", "Give each its own"),
    ("SERAC_AUDIT_KEY", base64.b64encode(well_known_key("audit_key")).decode(), "the demonstration's", "openssl"),
    ("SERAC_AUDIT_KEY", base64.b64encode(well_known_key("data_key")).decode(), "the demonstration's", "openssl"),
    ("SERAC_SECRET_KEY", key(3), "", "Give each its own"),
    ("SERAC_AUDIT_ANCHOR", None, "is missing", "apart from the database"),
    ("SERAC_AUDIT_ANCHOR", "serac.anchor", "not an absolute path", "apart from the database"),
    ("SERAC_DATABASE_URL", None, "is missing", "postgresql+psycopg://"),
    ("SERAC_DATABASE_URL", "mysql://db/serac", "not an address of PostgreSQL or SQLite", "postgresql+psycopg://"),
    ("SERAC_DATABASE_URL", "just words", "not an address", "postgresql+psycopg://"),
    ("SERAC_DATABASE_URL", "sqlite:///serac.db", "no absolute path", "sqlite:////"),
    ("SERAC_DATABASE_URL", "sqlite://", "no absolute path", "sqlite:////"),
    ("SERAC_TRUSTED_HOSTS", None, "is missing", "serac.example.gov.uk"),
    ("SERAC_TRUSTED_HOSTS", "*", "must name hosts", "serac.example.gov.uk"),
    ("SERAC_TRUSTED_HOSTS", "*.gov.uk", "must name hosts", "serac.example.gov.uk"),
    ("SERAC_TRUSTED_HOSTS", " , ", "must name hosts", "serac.example.gov.uk"),
    ("SERAC_TRUSTED_HOSTS", "other.example.gov.uk", "SERAC_BASE_URL is at", "Add it there"),
    ("SERAC_BASE_URL", None, "is missing", "https://"),
    ("SERAC_BASE_URL", "http://serac.example.gov.uk", "not https", "https://"),
    ("SERAC_COOKIE_SECURE", "0", "is off", "set it to 1"),
    ("SERAC_DEBUG", "1", "is on", "Take it away"),
    ("SERAC_DEBUG", "perhaps", "is 'perhaps'", "Set it to 1 or 0"),
    ("SERAC_LOG_LEVEL", "debug", "people's details", "Set it to INFO"),
    ("SERAC_LOG_LEVEL", "loud", "is 'LOUD'", "INFO"),
    ("SERAC_CLOCK_FILE", "/srv/clock", "move the clock", "Take it away"),
    ("SERAC_MAIL_FOLDER", "/srv/mail", "instead of sending", "SERAC_SMTP_HOST"),
    ("SERAC_MODE", "prodction", "is 'prodction'", "production"),
    ("SERAC_PORT", "80a", "is '80a'", "1 to 65535"),
    ("SERAC_PORT", "0", "is '0'", "1 to 65535"),
    ("SERAC_IDLE_MINUTES", "1440", "is '1440'", "5 to 120"),
    ("SERAC_SESSION_HOURS", "-1", "is '-1'", "1 to 24"),
    ("SERAC_SMTP_USER", "serac", "go together", "Set both, or neither"),
    ("SERAC_MAIL_FROM", "nobody", "is 'nobody'", "the address that messages come from"),
    ("SERAC_QUIET_SITE", "javascript:alert(1)", "is 'javascript", "https://"),
    ("SERAC_TRUSTED_HOST", "serac.example.gov.uk", "is not a setting", "Did you mean SERAC_TRUSTED_HOSTS?"),
    ("SERAC_ELEPHANTS_AND_OTHER_ANIMALS", "1", "is not a setting", "docs/operating.md"),
]


@pytest.mark.parametrize(("name", "value", "problem", "remedy"), UNSAFE)
def test_production_refuses_an_unsafe_setting_and_names_the_remedy(name, value, problem, remedy):
    environ = {each: given for each, given in SAFE.items() if each != name}
    if value is not None:
        environ[name] = value
    (found,) = problems_with(environ)
    assert found.startswith("SERAC_")
    assert name in found
    assert problem in found
    assert remedy in found


def test_mail_over_the_network_is_encrypted():
    smtp = {"SERAC_SMTP_HOST": "mail.example.gov.uk", "SERAC_SMTP_STARTTLS": "0"}
    (found,) = problems_with(SAFE | smtp)
    assert "SERAC_SMTP_STARTTLS is off" in found
    Settings.from_environment(SAFE | smtp | {"SERAC_SMTP_HOST": "localhost"})


def test_every_problem_is_named_at_once():
    problems = problems_with({})
    required = {name for name in SAFE if name != "SERAC_MODE"}
    assert {problem.split()[0] for problem in problems} == required
    assert all("is missing" in problem for problem in problems)


def test_the_demonstration_s_settings_never_pass_for_production():
    demonstration = Settings.from_environment({"SERAC_MODE": "demonstration"})
    keys = {f"SERAC_{name.upper()}": base64.b64encode(well_known_key(name)).decode() for name in KEY_NAMES}
    problems = problems_with(SAFE | keys | {"SERAC_SECRET_KEY": demonstration.secret_key})
    assert {problem.split()[0] for problem in problems} == {*keys, "SERAC_SECRET_KEY"}


@pytest.mark.parametrize("mode", ["demonstration", "test"])
def test_the_demonstration_and_the_tests_need_no_setting(mode):
    settings = Settings.from_environment({"SERAC_MODE": mode, "SERAC_PORT": "8123", "SERAC_CLOCK_FILE": ""})
    assert settings.mode == mode
    assert settings.base_url == "http://localhost:8123"
    assert settings.clock_file is None
    assert len({settings.data_key, settings.index_key, settings.audit_key}) == 3
    assert settings.warnings == ()


def test_the_demonstration_may_move_its_clock_and_catch_its_mail():
    given = {"SERAC_MODE": "demonstration", "SERAC_CLOCK_FILE": "/tmp/clock", "SERAC_MAIL_FOLDER": "/tmp/mail"}
    settings = Settings.from_environment(given)
    assert (settings.clock_file, settings.mail_folder) == (Path("/tmp/clock"), Path("/tmp/mail"))


@pytest.mark.parametrize("mode", [*Mode])
def test_a_misspelt_setting_is_refused_in_every_mode(mode):
    (found,) = problems_with(SAFE | {"SERAC_MODE": mode, "SERAC_PROT": "8001"})
    assert "Did you mean SERAC_PORT?" in found


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg_however_it_is_written(scheme):
    settings = Settings.from_environment(SAFE | {"SERAC_DATABASE_URL": f"{scheme}://serac@db/serac"})
    assert settings.database_url == "postgresql+psycopg://serac@db/serac"


def test_production_warns_of_what_it_allows():
    settings = Settings.from_environment(SAFE | {"SERAC_DATABASE_URL": "sqlite:////srv/serac/serac.db"})
    assert [warning.split()[0] for warning in settings.warnings] == [
        "SERAC_DATABASE_URL",
        "SERAC_MAIL_FROM",
        "SERAC_SMTP_HOST",
    ]


def test_no_secret_is_printed():
    password = "a-word-nobody-should-see"
    settings = Settings.from_environment(SAFE | {"SERAC_SMTP_USER": "serac", "SERAC_SMTP_PASSWORD": password})
    for secret in (password, settings.secret_key, repr(settings.data_key), "serac:word"):
        assert secret not in repr(settings)
    wrong = SAFE | {"SERAC_DATA_KEY": password, "SERAC_DATABASE_URL": f"nowhere://{password}"}
    assert password not in " ".join(problems_with(wrong))


def test_the_operating_guide_names_every_setting_and_no_other():
    named = set(re.findall(r"^\| `(SERAC_\w+)` \|", OPERATING.read_text(encoding="utf-8"), re.MULTILINE))
    assert named == set(NAMES)


NOTIFY = {
    "SERAC_NOTIFY_KEY": "live-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0",
    "SERAC_NOTIFY_TEMPLATE": "0f3b6c1e-5d0e-4c50-9a4b-6f1f2b7b9f10",
}


def test_notify_is_set_whole_or_not_at_all():
    settings = Settings.from_environment(SAFE | NOTIFY)
    assert settings.notify_url == "https://api.notifications.service.gov.uk"
    assert NOTIFY["SERAC_NOTIFY_KEY"] not in repr(settings)
    assert not any("SERAC_SMTP_HOST" in warning for warning in settings.warnings)
    for wrong, named in (
        ({"SERAC_NOTIFY_TEMPLATE": ""}, "SERAC_NOTIFY_KEY and SERAC_NOTIFY_TEMPLATE"),
        ({"SERAC_NOTIFY_KEY": ""}, "SERAC_NOTIFY_KEY and SERAC_NOTIFY_TEMPLATE"),
        ({"SERAC_NOTIFY_KEY": "live-123"}, "SERAC_NOTIFY_KEY is not a key"),
        ({"SERAC_SMTP_HOST": "mail.example.gov.uk"}, "SERAC_NOTIFY_KEY and SERAC_SMTP_HOST"),
        ({"SERAC_NOTIFY_URL": "http://notify.example.gov.uk"}, "SERAC_NOTIFY_URL"),
    ):
        (problem,) = problems_with(SAFE | NOTIFY | wrong)
        assert problem.startswith(named)
