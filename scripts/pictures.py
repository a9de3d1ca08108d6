"""The PNG copies of the pictures, for Telegram, which shows no SVG: `python scripts/pictures.py`.

Chromium draws each SVG on the paper of its own page and Pillow brings it down to few colours, so that a
picture is a few kilobytes. The copies are kept in git: no family's machine needs a browser to send them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).parents[1] / "bot/web/static/pictures"
WIDTH, HEIGHT, SCALE = 320, 200, 2
PAPER, COLOURS = "#ffffff", 64
PAGE = """<!doctype html><style>
html, body {{ margin: 0; background: {paper}; }}
img {{ display: block; width: {width}px; height: {height}px; object-fit: contain; }}
</style><img src="{address}">"""


def draw(browser: str, picture: Path) -> None:
    """Write the PNG beside one SVG. Raises CalledProcessError when the browser fails."""
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder, "page.html"), Path(folder, "shot.png")
        address = picture.as_uri()
        page.write_text(PAGE.format(paper=PAPER, width=WIDTH, height=HEIGHT, address=address))
        subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--force-device-scale-factor={SCALE}",
                f"--window-size={WIDTH},{HEIGHT}",
                f"--screenshot={shot}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
        small = Image.open(shot).convert("RGB").quantize(COLOURS)
        small.save(picture.with_suffix(".png"), optimize=True)


def main() -> int:
    """Draw them all; 1 when there is no Chromium."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.stderr.write("Install Chromium: apt-get install chromium\n")
        return 1
    for picture in sorted(PICTURES.glob("*.svg")):
        draw(browser, picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
