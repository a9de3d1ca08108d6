"""`/health` and `/metrics`, on a loopback port of their own that no proxy passes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import CollectorRegistry
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.counts import REGISTRY
from bot.errors import BeforehandError
from bot.records.database import Database
from bot.records.figures import Figures, figures

LATE_SECONDS = 120.0
LEAST_FREE_BYTES = 200 * 1024 * 1024
MEANING = {
    "inbox_waiting": "Messages kept and not yet answered.",
    "inbox_oldest_seconds": "How long the oldest of them has waited.",
    "outbox_waiting": "Replies not yet delivered.",
    "outbox_oldest_seconds": "How long the oldest of them has waited.",
    "outbox_given_up": "Replies that no provider would take.",
    "alerts_unseen": "Alerts that nobody has opened.",
    "alerts_oldest_unseen_seconds": "How long the oldest of them has waited for somebody.",
    "alerts_nobody_told": "Unseen alerts of which no notice could be sent.",
    "parked": "Messages that could not be placed and wait for a worker.",
    "keys_broken": "People with a damaged or missing wrap when their keys were last looked at.",
    "keys_checked_seconds": "How long ago that was; more than two hours means that nobody looks.",
    "under_older_key": "Entries that are still under the service key before this one.",
    "nobody_can_open": "People without a live holder of their key, or without a recovery wrap.",
    "bulk_openings": "Times in a day that one worker opened very many people's words within an hour.",
}


@dataclass(frozen=True, slots=True)
class Health:
    """Each check and whether it holds. `reachable` is false when the database did not answer."""

    checks: dict[str, bool]

    @property
    def is_well(self) -> bool:
        return all(self.checks.values())


@dataclass(frozen=True, slots=True)
class Operations:
    """`engine_listens` is None in a process that talks to no engine, `anchored` where no anchor is set."""

    database: Database
    state: Path
    clock: Callable[[], datetime]
    engine_listens: Callable[[], bool] | None = None
    anchored: Callable[[], bool] | None = None

    def health(self) -> Health:
        """Look now. Never raises: a check that cannot be made does not hold."""
        found = self.figures()
        checks = {
            "database": found is not None,
            "disk": shutil.disk_usage(self.state).free >= LEAST_FREE_BYTES,
            "messages_in_time": found is not None and found.inbox_oldest_seconds < LATE_SECONDS,
            "somebody_can_open": found is not None and found.nobody_can_open == 0,
            "keys_whole": found is not None and found.keys_broken == 0,
        }
        if self.engine_listens is not None:
            checks["engine"] = self.engine_listens()
        if self.anchored is not None:
            checks["audit_anchored"] = self.anchored()
        return Health(checks)

    def figures(self) -> Figures | None:
        """What waits now, None while the database is away."""
        try:
            with self.database.read() as tx:
                return figures(tx, self.clock())
        except BeforehandError:
            return None

    def metrics(self) -> bytes:
        """Everything in Prometheus' text format."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Waiting(self))
        return generate_latest(REGISTRY) + generate_latest(registry)


class _Waiting:
    """Collects the figures of the database at the moment they are asked for."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = self._operations.figures()
        yield GaugeMetricFamily(
            "beforehand_database_up", "Whether the database answers.", value=found is not None
        )
        for name, value in asdict(found).items() if found else ():
            yield GaugeMetricFamily(f"beforehand_{name}", MEANING[name], value=value)


def create_app(operations: Operations) -> Starlette:
    """Return the app. Serve it on loopback only."""

    async def health(request: Request) -> Response:  # noqa: ARG001 - Starlette's signature
        found = await run_in_threadpool(operations.health)
        body = {"well": found.is_well, "checks": found.checks}
        return JSONResponse(body, status_code=200 if found.is_well else 503)

    async def metrics(request: Request) -> Response:  # noqa: ARG001 - Starlette's signature
        return Response(await run_in_threadpool(operations.metrics), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/health", health), Route("/metrics", metrics)])
