"""Make the environments and the model, once: `environments.py core|engine|stock|model|compile ...`.

Standard library only, for any Python from 3.8: it runs before there is an environment. What is up
to date is left alone: each environment holds a stamp with the hash of what it was made from, and
the model a stamp with the hash of what it was trained on. Two starts at once wait for each other.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uv_tool

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".uv"
CORE_PYTHONS = ("3.11", "3.12", "3.13")
ENVIRONMENTS = {
    "core": (".venv", CORE_PYTHONS),
    "engine": (".venv-engine", ("3.10",)),
    "stock": (".venv-stock", ("3.10",)),
    "supply": (".venv-supply", CORE_PYTHONS),
}
MODEL = ROOT / "models" / "beforehand.tar.gz"
TRAINED_ON = ("dialogues/nlu", "dialogues/rules", "dialogues/stories", "domain.yml", "config.yml")
# Of our own code, only the parts of the pipeline go into a model.
PIPELINE = (
    "importer",
    "sentence_counts",
    "intent_classifier",
    "weights",
    "caution",
    "question_form",
    "rule_policy",
)
TRAINED_ON += tuple(f"bot/engine/{name}.py" for name in PIPELINE)
# Which languages are offered stands there.
TRAINED_ON += ("requirements/engine.txt", "dialogues/content/languages.yml")
# Not what the limits are chosen from, and not what is written about it all.
DANGER_TRAINED_ON = ("dialogues/danger/examples", "dialogues/danger/meanings", "dialogues/nlu")
DANGER_TRAINED_ON += ("scripts/danger_sentences.py",)
DANGER_TRAINED_ON += ("scripts/train_danger.py", "bot/language/features.py", "bot/language/fold.py")
DANGER_TRAINED_ON += ("bot/language/feature_table.py", "bot/language/meanings.py")
DANGER_TRAINED_ON += ("bot/language/danger", "requirements/engine.txt", "dialogues/content/languages.yml")


class SetupError(Exception):
    """Setting up cannot go on; the message says what to do."""


def say(text: str) -> None:
    """Print one line of progress on standard error."""
    print(text, file=sys.stderr, flush=True)


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder; SetupError with its last lines when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-25:])
        raise SetupError(f"{tail}\n{Path(command[0]).name} stopped with {done.returncode}")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the set-up lock; it goes with the process, so a killed start leaves nothing locked."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is setting up here: waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def works(program: str, version: str) -> bool:
    """Say whether this Python runs, is of that version and has the modules we need."""
    test = "import sys, ssl, sqlite3, ctypes; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [program, "-c", test], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.decode().strip() == version


def places(version: str, uv: Path) -> Iterator[str]:
    """Give the places where a Python of this version may be, nearest first."""
    yield sys.executable
    on_path = shutil.which("python" + version)
    if on_path:
        yield on_path
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    pyenv = shutil.which("pyenv")
    if pyenv:
        asked = subprocess.run([pyenv, "root"], stdout=subprocess.PIPE, check=False)
        roots.append(asked.stdout.decode().strip())
    for root in roots:
        if root:
            for folder in sorted(Path(root, "versions").glob(version + ".*"), reverse=True):
                yield str(folder / "bin" / "python")
    found = subprocess.run(
        [str(uv), "python", "find", version], env=uv_tool.uv_environment(), cwd="/",
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    if found.returncode == 0:
        yield found.stdout.decode().strip()


def find_python(versions: tuple[str, ...], uv: Path) -> str:
    """Return a Python of the first of these versions that is here; fetch one as a last resort."""
    for version in versions:
        for program in places(version, uv):
            if works(program, version):
                return program
    say(f"  no Python {versions[0]} here: fetching one with uv ...")
    environment = uv_tool.uv_environment()
    environment["UV_PYTHON_DOWNLOADS"] = "manual"
    try:
        run([str(uv), "python", "install", versions[0]], environment)
    except SetupError as fault:
        raise SetupError(
            f"{fault}\nPython {versions[0]} is not on this machine and could not be fetched: "
            "install it (Debian, pyenv or uv) so that it is on PATH"
        ) from fault
    for program in places(versions[0], uv):
        if works(program, versions[0]):
            return program
    raise SetupError(f"the Python {versions[0]} that uv fetched does not run")


def digest(paths: list[Path]) -> str:
    """Return one hash over the names and bytes of these files, and of all files in the folders."""
    total = hashlib.sha256()
    for path in paths:
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                total.update(str(file.relative_to(ROOT)).encode() + b"\0")
                total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def read(path: Path) -> str:
    """Return a small text file's content, or nothing where there is no such file."""
    return path.read_text() if path.is_file() else ""


def make_environment(name: str) -> None:
    """Make or renew one environment from its hashed requirements."""
    folder_name, versions = ENVIRONMENTS[name]
    folder = ROOT / folder_name
    requirements = ROOT / "requirements" / f"{name}.txt"
    stamp = folder / ".beforehand"
    made_from = digest([requirements])
    program = folder / "bin" / "python"
    if read(stamp) == made_from and program.exists():
        return
    with one_at_a_time():
        if read(stamp) == made_from and program.exists():
            return
        began = time.monotonic()
        uv = uv_tool.find(TOOLS)
        environment = uv_tool.uv_environment()
        if not any(works(str(program), version) for version in versions):
            chosen = find_python(versions, uv)
            say(f"Making {folder_name} ({name}) ...")
            run([str(uv), "venv", "--clear", "--python", chosen, str(folder)], environment)
        stamp.unlink(missing_ok=True)
        count = sum(1 for line in read(requirements).splitlines() if "==" in line)
        say(f"  installing {count} packages into {folder_name} ...")
        sync = [str(uv), "pip", "sync", "--python", str(program), "--require-hashes"]
        run([*sync, "--compile-bytecode", str(requirements)], environment)
        stamp.write_text(made_from)
        say(f"  {folder_name} ready after {time.monotonic() - began:.0f} s")


def train() -> None:
    """Train the model when what it is trained on has changed."""
    stamp = ROOT / "models" / ".stamp"
    trained_on = digest([ROOT / name for name in TRAINED_ON])
    if read(stamp) == trained_on and MODEL.exists():
        return
    with one_at_a_time():
        if read(stamp) == trained_on and MODEL.exists():
            return
        began = time.monotonic()
        say("Training the model (one to three minutes) ...")
        new = TOOLS / "training"
        shutil.rmtree(new, ignore_errors=True)
        python = str(ROOT / ".venv-engine" / "bin" / "python")
        command = [python, "-m", "bot.engine", "rasa", "train", "--out", str(new)]
        # What validation says the tests say too, and it takes as long as the rest of Rasa's own work.
        run([*command, "--fixed-model-name", "beforehand", "--force", "--skip-validation"])
        MODEL.parent.mkdir(exist_ok=True)
        (new / MODEL.name).replace(MODEL)
        stamp.write_text(trained_on)
        say(f"  the model is ready after {time.monotonic() - began:.0f} s")


def train_danger() -> None:
    """Train the danger screen's small models when a sentence that they learn from has changed."""
    stamp = ROOT / "models" / ".stamp-danger"
    patterns = sorted((ROOT / "dialogues/danger").glob("??.yml"))
    trained_on = digest([*patterns, *(ROOT / name for name in DANGER_TRAINED_ON)])
    with one_at_a_time():
        if read(stamp) == trained_on:
            return
        began = time.monotonic()
        say("Training the danger screen (two to five minutes) ...")
        new, known = TOOLS / "danger", TOOLS / "danger-known"
        for folder in (new, known):
            shutil.rmtree(folder, ignore_errors=True)
        # What the patterns see is core's to say; the models are trained where scikit-learn is.
        run([str(ROOT / ".venv/bin/python"), "scripts/danger_sentences.py", str(known)])
        trainer = str(ROOT / ".venv-engine/bin/python")
        # A process for each language: more threads in each only wait for one another.
        alone = {**os.environ, "OMP_NUM_THREADS": "1"}
        run([trainer, "scripts/train_danger.py", str(known), "--out", str(new)], alone)
        (ROOT / "models").mkdir(exist_ok=True)
        for path in new.iterdir():
            path.replace(ROOT / "models" / path.name)
        stamp.write_text(trained_on)
        say(f"  the danger screen is ready after {time.monotonic() - began:.0f} s")


def compile_requirements() -> None:
    """Compile requirements/*.txt again from the groups in pyproject.toml, newest that fit."""
    uv = uv_tool.find(TOOLS)
    common = [str(uv), "pip", "compile", "--quiet", "--no-header", "--generate-hashes"]
    common += ["--no-emit-index-url", "--upgrade"]
    core = [*common, "--universal", "--python-version", "3.11", "--group", "core"]
    core += ["--group", "test", "--group", "lint", "-o", "requirements/core.txt"]
    old = [*common, "--python", find_python(("3.10",), uv)]
    engine = [*old, "--group", "engine", "--override", "requirements/engine-overrides.txt"]
    commands = [core, [*engine, "-o", "requirements/engine.txt"]]
    commands += [[*old, "--group", "stock", "-o", "requirements/stock.txt"]]
    supply = [*common, "--universal", "--python-version", "3.11", "--group", "supply"]
    commands += [[*supply, "-o", "requirements/supply.txt"]]
    for command in commands:
        say(f"Compiling {command[-1]} ...")
        run(command, uv_tool.uv_environment())


def main(wanted: list[str]) -> int:
    """Do each step asked for, in order; 1 and one clear message when one cannot be done."""
    others = {"model": train, "danger": train_danger, "compile": compile_requirements}
    try:
        for step in wanted:
            if step in ENVIRONMENTS:
                make_environment(step)
            else:
                others[step]()
    except (SetupError, uv_tool.UvNotFoundError) as fault:
        say(f"Setting up stopped: {fault}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
