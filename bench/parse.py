"""What the real engine's NLU makes of texts. Runs in .venv-engine, where Rasa is.

`python -m bench.parse MODEL IN OUT`: IN holds one JSON object a line, {"language", "text"}; OUT gets one
a line, {"intent", "suggestion", "confidence", "ranking": [[name, confidence], ...]}, in the same order.
"""

from __future__ import annotations

import asyncio
import json
import sys
import warnings
from pathlib import Path
from typing import Any

from bot.engine import stand_in


async def parsed(model: str, rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return what the model and `caution` say of each row."""
    from rasa.core.agent import Agent  # noqa: PLC0415 - Rasa only after the stand-in
    from rasa.core.channels.channel import UserMessage  # noqa: PLC0415

    agent = Agent.load(model)
    if agent.processor is None:
        message = f"no model could be loaded from {model}"
        raise RuntimeError(message)
    found = []
    for row in rows:
        message = UserMessage(row["text"], metadata={"language": row["language"]})
        result = await agent.processor.parse_message(message)
        suggestions = [e["value"] for e in result["entities"] if e["entity"] == "suggestion"]
        found.append(
            {
                "intent": result["intent"]["name"],
                "suggestion": suggestions[0] if suggestions else None,
                "confidence": result["intent"]["confidence"],
                "ranking": [[r["name"], r["confidence"]] for r in result["intent_ranking"]],
            }
        )
    return found


def main(model: str, given: Path, out: Path) -> None:
    """Read `given`, write `out`."""
    rows = [json.loads(line) for line in given.read_text(encoding="utf-8").splitlines()]
    found = asyncio.run(parsed(model, rows))
    out.write_text("".join(json.dumps(entry) + "\n" for entry in found), encoding="utf-8")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    stand_in.install()
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
