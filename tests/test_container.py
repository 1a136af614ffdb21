"""The image's parts agree with each other and with the program; building it needs a container engine, this does not."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import yaml

from glossary import cli
from glossary.config import Settings, variable

ROOT = Path(__file__).resolve().parent.parent
STAGES = [
    [instruction.partition(" ")[::2] for instruction in stage.splitlines() if instruction]
    for stage in re.split(
        r"^(?=FROM )",
        re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)),
        flags=re.MULTILINE,
    )
    if stage.strip()
]
FINAL = dict(STAGES[-1])
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]


def requirements(name: str) -> dict[str, str]:
    """Return the packages of a lock with their versions and hashes."""
    text = re.sub(r"^#.*\n", "", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    return {part.partition("==")[0]: part.strip() for part in re.split(r"\n(?=\S)", text) if part.strip()}


def test_it_runs_as_a_user_without_rights() -> None:
    assert FINAL["USER"] == "10001:10001"
    assert "--uid 10001" in FINAL["RUN"]
    assert FINAL["VOLUME"] == "/data"
    assert re.search(r"--owner glossary .*/data", FINAL["RUN"])


def test_what_is_run_is_a_command_of_the_program() -> None:
    group, *rest = [*json.loads(FINAL["ENTRYPOINT"]), *json.loads(FINAL["CMD"])]
    name, *options = rest
    assert group == "glossary"
    with cli.main.commands[name].make_context(name, options) as context:
        assert context.params["host"] == "0.0.0.0"
        assert str(context.params["port"]) == FINAL["EXPOSE"]
    assert f"'127.0.0.1', {FINAL['EXPOSE']}" in FINAL["HEALTHCHECK"]
    assert "'/readyz'" in FINAL["HEALTHCHECK"]
    compile(json.loads(FINAL["HEALTHCHECK"].partition("CMD ")[2])[2], "HEALTHCHECK", "exec")


def test_the_database_is_in_the_volume() -> None:
    environment = dict(pair.split("=", 1) for pair in shlex.split(FINAL["ENV"]))
    settings = Settings.from_env({name: value for name, value in environment.items() if name.startswith("GLOSSARY_")})
    assert settings.database_url == f"sqlite:///{FINAL['VOLUME']}/glossary.db"


def test_packages_come_from_the_lock_and_only_in_the_first_stage() -> None:
    (build, final) = STAGES
    installs = [line for name, line in build if name == "RUN" and " install " in line]
    assert len(installs) == 2
    assert "--require-hashes -r requirements-postgres.lock" in installs[0]
    assert "--no-deps --no-index" in installs[1]
    assert not any("pip" in line or "apt" in line for name, line in final if name == "RUN")


def test_the_locks_agree() -> None:
    plain, postgres = requirements("requirements.lock"), requirements("requirements-postgres.lock")
    assert {name: postgres.get(name) for name in plain} == plain
    assert {"psycopg", "psycopg-binary"} <= postgres.keys() - plain.keys() <= {"psycopg", "psycopg-binary", "tzdata"}
    assert postgres["psycopg"] == requirements("requirements-test.lock")["psycopg"]


def test_everything_that_is_copied_reaches_the_builder() -> None:
    copied = [word for name, line in STAGES[0] if name == "COPY" for word in line.split()[:-1]]
    reaching = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert set(copied) == reaching
    assert all((ROOT / name).exists() for name in copied)


def test_compose_gives_what_the_service_needs() -> None:
    service, database = SERVICES["glossary"], SERVICES["database"]
    assert set(service["environment"]) == {variable("database_url")}
    assert all(port.endswith(f":{FINAL['EXPOSE']}") for port in service["ports"])
    assert service["depends_on"]["database"]["condition"] == "service_healthy"
    for one in (service, database):
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert any(mount.startswith("/tmp") for mount in one["tmpfs"])
    assert "healthcheck" in database
