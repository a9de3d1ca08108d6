"""Find uv, or take its wheel from the package index this machine is set up to use.

A bare Debian Python has neither pip nor venv, so this needs the standard library only.
"""

import base64
import configparser
import hashlib
import html
import io
import json
import os
import platform
import re
import shutil
import ssl
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.13.9"
PUBLIC_INDEX = "https://pypi.org/simple"

# From the index itself on 2026-11-23; a wheel that differs is not unpacked.
WHEELS = {
    ("manylinux", "x86_64"): (
        f"uv-{VERSION}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("manylinux", "aarch64"): (
        f"uv-{VERSION}-py3-none-manylinux_2_28_aarch64.whl",
        "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
    ),
    ("musllinux", "x86_64"): (
        f"uv-{VERSION}-py3-none-musllinux_1_1_x86_64.whl",
        "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
    ),
    ("macosx", "x86_64"): (
        f"uv-{VERSION}-py3-none-macosx_10_12_x86_64.whl",
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
    ("macosx", "aarch64"): (
        f"uv-{VERSION}-py3-none-macosx_11_0_arm64.whl",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
}


class UvNotFoundError(Exception):
    """No uv on PATH and none could be fetched; the message says what to do."""


def pip_settings() -> dict[str, str]:
    """Return pip's own `index-url` and `cert` (environment first, then its files), if set."""
    found: dict[str, str] = {}
    home = Path.home()
    files = ["/etc/xdg/pip/pip.conf", "/etc/pip.conf", home / ".pip/pip.conf"]
    files += [home / ".config/pip/pip.conf", os.environ.get("PIP_CONFIG_FILE") or os.devnull]
    for name in files:
        parser = configparser.RawConfigParser()
        try:
            parser.read(name)
        except configparser.Error:
            continue
        for key in ("index-url", "cert"):
            for section in ("global", "install"):
                if parser.has_option(section, key):
                    found[key] = parser.get(section, key).strip()
    for key in ("index-url", "cert"):
        value = os.environ.get("PIP_" + key.upper().replace("-", "_"))
        if value:
            found[key] = value
    return found


def uv_environment() -> dict[str, str]:
    """Return this process's environment with pip's index and certificate handed on to uv.

    What is already set for uv wins. Downloads of Python are off; one caller turns them on.
    """
    environment = dict(os.environ)
    environment.setdefault("UV_PYTHON_DOWNLOADS", "never")
    environment.setdefault("UV_NO_PROGRESS", "1")
    # An activated environment of another project must not be the one that is filled.
    environment.pop("VIRTUAL_ENV", None)
    pip = pip_settings()
    own_index = any(os.environ.get(k) for k in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"))
    if "index-url" in pip and not own_index:
        environment["UV_DEFAULT_INDEX"] = pip["index-url"]
    if "cert" in pip:
        environment.setdefault("SSL_CERT_FILE", pip["cert"])
    return environment


def known_wheel() -> tuple[str, str]:
    """Return name and sha256 of uv's wheel for this machine; UvNotFoundError for an unknown one."""
    machine = platform.machine().lower()
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(machine, machine)
    system = "manylinux" if platform.libc_ver()[0] else "musllinux"
    if sys.platform == "darwin":
        system = "macosx"
    if (system, machine) not in WHEELS:
        raise UvNotFoundError(f"no uv wheel is known for {system} {machine}: put uv on PATH")
    return WHEELS[system, machine]


def open_url(url: str, accept: str, cafile: str | None) -> bytes:
    """Return the body at an http(s) or file URL; a name and password in it become a header."""
    parts = urllib.parse.urlsplit(url)
    headers = {"Accept": accept, "User-Agent": "beforehand-setup"}
    if parts.username:
        pair = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        url = urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    if parts.scheme not in ("https", "http", "file"):
        raise UvNotFoundError("the package index must be an https, http or file address")
    context = ssl.create_default_context(cafile=cafile)
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - scheme checked above
    with urllib.request.urlopen(request, timeout=180, context=context) as answer:  # noqa: S310
        return bytes(answer.read())


def page_address(index: str) -> str:
    """Return the address of the index's page for uv."""
    return index.rstrip("/") + "/uv/"


def wheel_address(index: str, name: str, cafile: str | None) -> str:
    """Return the address of one file as the index's own page for uv gives it."""
    page = page_address(index)
    accept = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
    body = open_url(page, accept, cafile).decode()
    if body.lstrip().startswith("{"):
        links = [entry["url"] for entry in json.loads(body)["files"]]
    else:
        links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', body)]
    for link in links:
        if urllib.parse.unquote(link.partition("#")[0]).endswith("/" + name):
            return urllib.parse.urljoin(page, link.partition("#")[0])
    raise UvNotFoundError(f"the package index has no {name}: install uv and put it on PATH")


def fetch(folder: Path) -> Path:
    """Fetch, check and unpack uv into the folder; return the program's path."""
    name, known_hash = known_wheel()
    pip = pip_settings()
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL")
    index = index or pip.get("index-url") or PUBLIC_INDEX
    cafile = os.environ.get("SSL_CERT_FILE") or pip.get("cert")
    print(f"  fetching uv {VERSION} from the package index ...", file=sys.stderr, flush=True)
    try:
        wheel = open_url(wheel_address(index, name, cafile), "*/*", cafile)
    except OSError as fault:
        raise UvNotFoundError(
            f"uv could not be fetched ({type(fault).__name__}): check pip's index settings, "
            "or install uv and put it on PATH"
        ) from fault
    if hashlib.sha256(wheel).hexdigest() != known_hash:
        raise UvNotFoundError(f"{name} from the package index is not the file we know: not used")
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        member = next(m for m in archive.namelist() if m.endswith(".data/scripts/uv"))
        part = folder / "uv.part"
        part.write_bytes(archive.read(member))
    part.chmod(0o755)
    program = folder / f"uv-{VERSION}"
    part.replace(program)
    return program


def find(folder: Path) -> Path:
    """Return a uv to use: the one on PATH, the one fetched before, or one fetched now."""
    on_path = shutil.which("uv")
    if on_path:
        return Path(on_path)
    fetched = folder / f"uv-{VERSION}"
    return fetched if fetched.exists() else fetch(folder)
