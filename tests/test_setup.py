"""./run's set-up: made once, by one at a time, from what is pinned; nothing unknown is unpacked."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
# The script's own list: it runs before there is an environment, so it is read and not imported.
PIPELINE: tuple[str, ...] = next(
    ast.literal_eval(line.value)
    for line in ast.parse((ROOT / "scripts/environments.py").read_text()).body
    if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "PIPELINE"
)
# Stands for the engine's Python: "trains" slowly, and writes down that it did.
TRAINER = """#!/bin/sh
echo trained >> trainings.txt
sleep 0.5
while [ "$1" != --out ]; do shift; done
mkdir -p "$2"
cat config.yml > "$2/beforehand.tar.gz"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with our scripts and a trainer that is not Rasa."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    for folder in ("dialogues/nlu", "dialogues/rules", "dialogues/stories", "bot/engine"):
        (tmp_path / folder).mkdir(parents=True)
    pipeline = [f"bot/engine/{name}.py" for name in PIPELINE]
    for file in ("domain.yml", "config.yml", *pipeline):
        (tmp_path / file).write_text("one")
    (tmp_path / "requirements").mkdir()
    for name in ("core", "engine"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("# nothing\n")
    make_python(tmp_path / ".venv-engine", TRAINER)
    return tmp_path


def make_python(environment: Path, script: str) -> None:
    """Put a script in the place of an environment's Python."""
    python = environment / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(script)
    python.chmod(0o755)


def start(project: Path, *steps: str) -> subprocess.Popen[str]:
    command = [sys.executable, "scripts/environments.py", *steps]
    return subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> str:
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    return said


def trainings(project: Path) -> int:
    return len((project / "trainings.txt").read_text().splitlines())


def test_starts_at_once_train_once(project: Path) -> None:
    said = [finish(process) for process in [start(project, "model") for _ in range(4)]]
    assert trainings(project) == 1
    assert (project / "models" / "beforehand.tar.gz").read_text() == "one"
    assert sum("the model is ready" in one for one in said) == 1


@pytest.mark.parametrize(
    "changed", ["config.yml", "domain.yml", "dialogues/nlu/en.yml", "bot/engine/caution.py"]
)
def test_training_follows_its_inputs(project: Path, changed: str) -> None:
    finish(start(project, "model"))
    assert finish(start(project, "model")) == ""
    (project / changed).write_text("two")
    finish(start(project, "model"))
    assert trainings(project) == 2


def test_the_danger_screen_is_trained_once_and_again_after_a_new_sentence(project: Path) -> None:
    # Core's Python lays the sentences out; here there are none.
    make_python(project / ".venv", "#!/bin/sh\n")
    sentences = project / "dialogues" / "danger" / "examples" / "en"
    sentences.mkdir(parents=True)
    said = [finish(process) for process in [start(project, "danger") for _ in range(3)]]
    assert trainings(project) == 1
    assert sum("danger screen is ready" in one for one in said) == 1
    (sentences / "now.yml").write_text("now: {weapon: [he has a knife]}")
    finish(start(project, "danger"))
    assert trainings(project) == 2


def test_training_follows_every_part_of_the_pipeline_and_what_it_imports() -> None:
    config = YAML(typ="safe").load(ROOT / "config.yml")
    parts = [part for kind in ("importers", "pipeline", "policies") for part in config[kind]]
    named = {part["name"].split(".")[2] for part in parts if "." in part["name"]}
    assert named
    for name in list(named):
        source = (ROOT / "bot" / "engine" / f"{name}.py").read_text()
        named |= set(re.findall(r"^from bot\.engine\.(\w+) import", source, re.MULTILINE))
    assert named == set(PIPELINE)


def test_a_start_that_was_killed_leaves_nothing_in_the_way(project: Path) -> None:
    killed = start(project, "model")
    while not (project / "trainings.txt").exists():
        assert killed.poll() is None
    killed.kill()
    killed.communicate()
    finish(start(project, "model"))
    assert trainings(project) == 2
    assert (project / "models" / "beforehand.tar.gz").exists()


def test_a_failed_training_leaves_the_old_model_and_says_why(project: Path) -> None:
    finish(start(project, "model"))
    trainer = project / ".venv-engine" / "bin" / "python"
    trainer.write_text("#!/bin/sh\necho the rules contradict each other\nexit 3\n")
    (project / "config.yml").write_text("two")
    failed = start(project, "model")
    _, said = failed.communicate(timeout=60)
    assert failed.returncode == 1
    assert "the rules contradict each other" in said
    assert (project / "models" / "beforehand.tar.gz").read_text() == "one"


def test_an_environment_is_made_once_and_mended(project: Path) -> None:
    if (ROOT / ".uv").exists():
        shutil.copytree(ROOT / ".uv", project / ".uv")
    said = finish(start(project, "core"))
    assert "Making .venv" in said
    assert finish(start(project, "core")) == ""
    python = project / ".venv" / "bin" / "python"
    assert subprocess.run([python, "-c", ""], check=False).returncode == 0
    python.unlink()
    assert "Making .venv" in finish(start(project, "core"))
    assert subprocess.run([python, "-c", ""], check=False).returncode == 0


@pytest.fixture
def uv_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("uv_tool", ROOT / "scripts" / "uv_tool.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def index(tmp_path: Path, uv_tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index in a folder, with one wheel that holds a uv of our own."""
    name = f"uv-{uv_tool.VERSION}-py3-none-any.whl"
    files = tmp_path / "files"
    files.mkdir()
    with zipfile.ZipFile(files / name, "w") as wheel:
        wheel.writestr(f"uv-{uv_tool.VERSION}.data/scripts/uv", "#!/bin/sh\necho ours\n")
    page = tmp_path / "simple" / "uv"
    page.mkdir(parents=True)
    known = hashlib.sha256((files / name).read_bytes()).hexdigest()
    monkeypatch.setattr(uv_tool, "known_wheel", lambda: (name, known))
    for setting in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL", "SSL_CERT_FILE"):
        monkeypatch.delenv(setting, raising=False)
    monkeypatch.setattr(uv_tool, "page_address", lambda index: f"{index}/uv/index.html")
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "simple").as_uri())
    return page


@pytest.mark.parametrize("form", ["html", "json"])
def test_uv_comes_from_the_index_that_pip_uses(
    tmp_path: Path, uv_tool: ModuleType, index: Path, form: str
) -> None:
    name, known = uv_tool.known_wheel()
    link = f"../../files/{name}"
    page = f'<a href="{link}#sha256={known}">{name}</a>'
    if form == "json":
        page = json.dumps({"files": [{"url": link, "filename": name}]})
    (index / "index.html").write_text(page)
    program = uv_tool.fetch(tmp_path / "tools")
    assert subprocess.check_output([program], text=True) == "ours\n"


def test_another_file_of_that_name_is_not_unpacked(tmp_path: Path, uv_tool: ModuleType, index: Path) -> None:
    name, known = uv_tool.known_wheel()
    (index / "index.html").write_text(f'<a href="../../files/{name}#sha256={known}">{name}</a>')
    with zipfile.ZipFile(tmp_path / "files" / name, "a") as wheel:
        wheel.writestr("more", "more")
    with pytest.raises(uv_tool.UvNotFoundError, match="not the file we know"):
        uv_tool.fetch(tmp_path / "tools")
    assert not (tmp_path / "tools").exists()


def test_an_index_that_is_not_there_is_said_without_its_address(
    tmp_path: Path, uv_tool: ModuleType, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://me:secret@127.0.0.1:9/simple")
    with pytest.raises(uv_tool.UvNotFoundError) as refusal:
        uv_tool.fetch(tmp_path / "tools")
    assert "secret" not in str(refusal.value)
    assert "put it on PATH" in str(refusal.value)


def test_requirements_hold_hashes_and_no_address() -> None:
    for name in ("core", "engine", "stock"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert len(pinned) > 80
        assert all(line.endswith("\\") for line in pinned)
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text
        assert "index-url" not in text
