"""A missing, weak or contradictory setting: one line, a remedy, never the value (S-01 in part)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest

from bot.errors import SettingsRefused
from bot.secret_files import KEY_NAMES, make_secrets
from bot.settings import Settings

KEYS = [f"BEFOREHAND_{name.upper()}_FILE" for name in KEY_NAMES]
OPTIONAL = ["TELEGRAM_TOKEN", "TELEGRAM_SECRET", "SMTP_URL", "ALERT_WEBHOOK"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    make_secrets(tmp_path)
    return {"BEFOREHAND_STATE": str(tmp_path), "BEFOREHAND_MODE": "test"}


def refusal(environ: dict[str, str], *secret: str) -> str:
    with pytest.raises(SettingsRefused) as found:
        Settings.load(environ)
    line = str(found.value)
    assert "\n" not in line
    assert "Remedy: " in line
    assert found.value.remedy
    for value in secret:
        assert value not in line
    return line


def secret_file(folder: Path, text: str, mode: int = 0o600) -> str:
    path = folder / secrets.token_hex(4)
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def test_what_init_makes_is_accepted(environ: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.load(environ)
    assert settings.mode == "test"
    assert (settings.family_port, settings.portal_port) == (8000, 8001)
    assert settings.database_url == f"sqlite:///{tmp_path}/records.db"
    assert settings.keyring == tmp_path / "keyring"
    assert len(settings.service_key) == len(settings.index_key) == 32
    assert settings.engine_key == settings.engine_key_file.read_bytes().strip()
    assert settings.telegram_token is None
    for path in (tmp_path / "secrets").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.read_text().strip() not in repr(settings)
    assert make_secrets(tmp_path) == []


def test_espeak_is_found_on_the_path_or_where_it_is_said_to_be(
    environ: dict[str, str], tmp_path: Path
) -> None:
    assert Settings.load(environ).espeak is None
    assert Settings.load({**environ, "PATH": str(tmp_path)}).espeak is None
    program = tmp_path / "espeak-ng"
    program.touch(mode=0o700)
    assert Settings.load({**environ, "PATH": str(tmp_path)}).espeak == program
    assert Settings.load({**environ, "BEFOREHAND_ESPEAK": str(program)}).espeak == program
    assert "BEFOREHAND_ESPEAK" in refusal({**environ, "BEFOREHAND_ESPEAK": str(tmp_path / "gone")})


def test_serving_is_what_nothing_said_means(environ: dict[str, str]) -> None:
    del environ["BEFOREHAND_MODE"]
    assert Settings.load(environ).mode == "serve"


@pytest.mark.parametrize("setting", KEYS)
def test_a_missing_key_refuses(environ: dict[str, str], tmp_path: Path, setting: str) -> None:
    environ[setting] = str(tmp_path / "nowhere")
    assert setting in refusal(environ)


@pytest.mark.parametrize("setting", KEYS)
@pytest.mark.parametrize(
    "weak", ["", " \n", "a" * 64, "00" * 32, secrets.token_hex(31), "not hexadecimal " * 8, "ab" * 2100]
)
def test_a_weak_key_refuses(environ: dict[str, str], tmp_path: Path, setting: str, weak: str) -> None:
    environ[setting] = secret_file(tmp_path, weak)
    line = refusal(environ)
    assert setting in line
    assert not weak.strip() or weak.strip() not in line


@pytest.mark.parametrize("setting", [*KEYS, *(f"BEFOREHAND_{name}_FILE" for name in OPTIONAL)])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o700, 0o644])
def test_a_secret_open_to_others_refuses(
    environ: dict[str, str], tmp_path: Path, setting: str, mode: int
) -> None:
    value = secrets.token_hex(32)
    environ[setting] = secret_file(tmp_path, value, mode)
    assert setting in refusal(environ, value)


@pytest.mark.parametrize("setting", [f"BEFOREHAND_{name}_FILE" for name in OPTIONAL])
def test_optional_secrets_are_read_from_files(environ: dict[str, str], tmp_path: Path, setting: str) -> None:
    environ[setting] = secret_file(tmp_path, " the value \n", 0o400)
    name = setting.removeprefix("BEFOREHAND_").removesuffix("_FILE").lower()
    settings = Settings.load(environ)
    assert getattr(settings, name) == "the value"
    assert "the value" not in repr(settings)


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_secret_in_the_environment_itself_refuses(environ: dict[str, str], name: str) -> None:
    environ[f"BEFOREHAND_{name}"] = "a-secret-value"
    refusal(environ, "a-secret-value")


def test_two_equal_secrets_refuse(environ: dict[str, str], tmp_path: Path) -> None:
    value = secrets.token_hex(32)
    for setting in KEYS[:2]:
        environ[setting] = secret_file(tmp_path, value)
    line = refusal(environ, value)
    assert KEYS[0] in line
    assert KEYS[1] in line


def test_a_folder_is_no_secret(environ: dict[str, str], tmp_path: Path) -> None:
    environ[KEYS[0]] = str(tmp_path)
    refusal(environ)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "production"),
        ("FAMILY_URL", "ftp://families.example"),
        ("FAMILY_URL", "families.example"),
        ("PORTAL_URL", "https://staff.example/portal"),
        ("PORTAL_URL", "https://user:pass@staff.example"),
        ("PORTAL_URL", "http://localhost:9000"),
        ("FAMILY_PORT", "eighty"),
        ("PORTAL_PORT", "0"),
        ("ENGINE_PORT", "65536"),
        ("ACTION_PORT", "-1"),
        ("TRUSTED_PROXY", "proxy"),
        ("TRUSTED_PROXY", "0.0.0.0/0"),
        ("DATABASE_URL", "postgresql://user:hunter22@host/name"),
        ("DATABASE_URL", "postgresql://user@host/name?password=hunter22"),
        ("AUDIT_ANCHOR", "heads.txt"),
    ],
)
def test_a_setting_that_makes_no_sense_refuses(environ: dict[str, str], name: str, value: str) -> None:
    environ[f"BEFOREHAND_{name}"] = value
    assert f"BEFOREHAND_{name}" in refusal(environ, "hunter22", "user:pass")


@pytest.mark.parametrize("name", ["FAMILY_URL", "PORTAL_URL"])
@pytest.mark.parametrize("host", ["families.example", "10.0.0.7", "127.0.0.1.example", "localhost.example"])
def test_serving_in_clear_refuses_but_on_this_machine(environ: dict[str, str], name: str, host: str) -> None:
    environ |= {"BEFOREHAND_MODE": "serve", f"BEFOREHAND_{name}": f"http://{host}"}
    assert f"BEFOREHAND_{name}" in refusal(environ)
    environ[f"BEFOREHAND_{name}"] = f"https://{host}"
    assert host in repr(Settings.load(environ))


def test_a_database_address_with_a_password_comes_from_a_file(
    environ: dict[str, str], tmp_path: Path
) -> None:
    url = "postgresql://user:hunter22@host/name"
    environ["BEFOREHAND_DATABASE_URL_FILE"] = secret_file(tmp_path, url)
    settings = Settings.load(environ)
    assert settings.database_url == url
    assert "hunter22" not in repr(settings)


def test_settings_cannot_be_changed(environ: dict[str, str]) -> None:
    settings = Settings.load(environ)
    with pytest.raises(AttributeError):
        settings.mode = "serve"  # type: ignore[misc]


def test_secrets_are_made_closed_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = make_secrets(tmp_path / "new")
    finally:
        os.umask(before)
    assert len(made) == 3
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    assert made[0].parent.stat().st_mode & 0o777 == 0o700


def test_the_audits_head_is_not_written_beside_the_database(environ: dict[str, str], tmp_path: Path) -> None:
    environ["BEFOREHAND_AUDIT_ANCHOR"] = str(tmp_path / "log" / "heads")
    assert "BEFOREHAND_AUDIT_ANCHOR" in refusal(environ)
    environ["BEFOREHAND_AUDIT_ANCHOR"] = "/elsewhere/heads"
    assert Settings.load(environ).audit_anchor == Path("/elsewhere/heads")
    del environ["BEFOREHAND_AUDIT_ANCHOR"]
    settings = Settings.load(environ)
    assert (settings.audit_anchor, settings.audit_anchor_mail) == (None, None)
