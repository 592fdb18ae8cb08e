"""What each reader may see, in SQL written apart from the service: no code of the rule, the walk or the queries is used here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

VISIBLE = """
create temporary table visible on commit drop as
with me as (
  select id from member where id = :member and disabled_at is null),
handled as (
  select distinct a.agency_id as id
  from appointment a
  join me on me.id = a.member_id
  join membership w on w.member_id = a.member_id and w.agency_id = a.agency_id
  where a.role in ('spoc', 'deputy_spoc', 'handler') and a.approved_at is not null
    and a.since <= :now and a.until > :now and w.since <= :now and w.until > :now),
team as (
  select distinct a.partnership_id as id
  from appointment a join me on me.id = a.member_id
  where a.role = 'coordinator' and a.approved_at is not null and a.since <= :now and a.until > :now),
mine as (
  select id from me union select h.id from handled h),
opened as (
  select c.id from compartment c where c.partnership_id in (select id from team)
  union
  select g.compartment_id
  from access_grant g
  left join agreement_party p on p.id = g.party_id
  where g.grantee_id in (select id from mine) and g.since <= :now and g.until > :now
    and (g.party_id is null or (p.since <= :now and p.until > :now and exists (
      select 1 from membership w join me on me.id = w.member_id
      where w.agency_id = p.agency_id and w.since <= :now and w.until > :now))))
select c.id as compartment_id, c.partnership_id in (select id from team) as of_own_team
from compartment c
where c.id in (select id from opened)
  and c.id not in (select compartment_id from exclusion where grantee_id in (select id from mine))
  and (not c.restricted
       or c.id in (select r.compartment_id from restricted_reader r join me on me.id = r.member_id))
"""
NEWEST = "a.compartment_id desc"
BY_DANGER = "a.danger desc, a.due_at, a.id"


@dataclass(frozen=True)
class Seen:
    """What one reader may see, for as long as its transaction lasts."""

    connection: Connection

    def alerts(self, filters: Mapping[str, str], most: int) -> list[tuple[uuid.UUID, str]]:
        """Compartment and reference of the newest alerts under some filters (state, area, kind)."""
        return self._alerts("true", filters, NEWEST, most)

    def queue(self, filters: Mapping[str, str], most: int) -> list[tuple[uuid.UUID, str]]:
        """Alerts of the reader's own teams that wait: danger first, then by the clock."""
        return self._alerts("v.of_own_team and a.state in ('received', 'in_triage')", filters, BY_DANGER, most)

    def cases(self, filters: Mapping[str, str], most: int) -> list[tuple[uuid.UUID, str]]:
        """Compartment and reference of the newest cases."""
        where = "".join(f" and c.{name} = :{name}" for name in filters)
        asked = text(
            "select c.compartment_id, c.reference from case_file c join visible v on v.compartment_id = c.compartment_id "
            f"where true{where} order by c.compartment_id desc limit {most}"
        )
        return [(row[0], row[1]) for row in self.connection.execute(asked, dict(filters))]

    def count(self) -> int:
        """How many alerts in all."""
        asked = text("select count(*) from alert a join visible v on v.compartment_id = a.compartment_id")
        return int(self.connection.execute(asked).scalar() or 0)

    def _alerts(self, which: str, filters: Mapping[str, str], order: str, most: int) -> list[tuple[uuid.UUID, str]]:
        where = "".join(f" and a.{name} = :{name}" for name in filters if name != "kind")
        if "kind" in filters:
            where += (
                " and exists (select 1 from alert_kind k where k.compartment_id = a.compartment_id and k.code = :kind)"
            )
        asked = text(
            "select a.compartment_id, a.reference from alert a join visible v on v.compartment_id = a.compartment_id "
            f"where {which}{where} order by {order} limit {most}"
        )
        return [(row[0], row[1]) for row in self.connection.execute(asked, dict(filters))]


@contextmanager
def seen_by(engine: Engine, member_id: uuid.UUID, now: dt.datetime) -> Iterator[Seen]:
    """What a member may see at a moment (aware, UTC)."""
    values: dict[str, Any] = {"member": member_id, "now": now.replace(tzinfo=None)}
    with engine.connect() as connection:
        connection.execute(text(VISIBLE), values)
        connection.execute(text("create index on visible (compartment_id)"))
        connection.execute(text("analyze visible"))
        yield Seen(connection)
        connection.rollback()
