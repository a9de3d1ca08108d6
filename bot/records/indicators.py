"""Figures about a whole council that a manager types in: dated, never changed, followed by newer ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert, select

from bot.records import audit
from bot.records.access import nothing
from bot.records.database import Tx
from bot.records.ids import new_id
from bot.records.scopes import Role, WorkerScope
from bot.records.tables import IndicatorRow, StaffRow

MAY_ENTER = frozenset({Role.MANAGER})
MAY_READ = frozenset({Role.MANAGER, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Entered:
    """A figure for the year that ends on 31 March of `year`; who typed it in, and when."""

    name: str
    year: int
    value: Decimal
    entered_at: datetime
    by: str


def enter(tx: Tx, scope: WorkerScope, name: str, year: int, value: Decimal | None, now: datetime) -> None:
    """Keep a figure, or take it back with None. Raises NotFound for anybody but a manager."""
    if scope.role not in MAY_ENTER:
        raise nothing()
    row_id = new_id()
    tx.connection.execute(
        insert(IndicatorRow).values(
            id=row_id,
            council=scope.council,
            name=name,
            year=year,
            value=None if value is None else str(value),
            entered_at=now,
            entered_by=scope.staff_id,
        )
    )
    audit.by_worker(tx, scope, "indicator.entered", row_id, now)


def standing(tx: Tx, scope: WorkerScope) -> list[Entered]:
    """The figures that count now, by name and year. Raises NotFound for who may not read them."""
    if scope.role not in MAY_READ:
        raise nothing()
    row = IndicatorRow
    rows = tx.connection.execute(
        select(row.__table__, StaffRow.name_box)
        .join(StaffRow, StaffRow.id == row.entered_by)
        .where(row.council == scope.council)
        .order_by(row.entered_at, row.id)
    ).all()
    newest = {(one.name, one.year): one for one in rows}
    return [
        Entered(
            one.name,
            one.year,
            Decimal(one.value),
            one.entered_at,
            tx.keys.decrypt_text("staff.name", one.entered_by, one.name_box),
        )
        for _, one in sorted(newest.items())
        if one.value is not None
    ]
