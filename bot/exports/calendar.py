"""A meeting for somebody's calendar: a neutral title, the time, the place only if wanted, and nothing else.

A calendar is seen by whoever picks up the phone, and often copied to other machines.
"""

from __future__ import annotations

from datetime import datetime

from icalendar import Calendar, Event

from bot.records.meetings import Meeting

TITLE = "Appointment"
MEDIA_TYPE = "text/calendar; charset=utf-8"
FILE = "appointment.ics"


def calendar_of(meeting: Meeting, now: datetime, *, with_place: bool) -> bytes:
    """One event. Its id is the meeting's random one: a later file moves it instead of adding another."""
    event = Event()
    event.add("summary", TITLE)
    event.add("uid", f"{meeting.id}@appointment")
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at)
    # A later file must count as newer wherever the first was taken in.
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("class", "PRIVATE")
    if with_place and meeting.place:
        event.add("location", meeting.place)
    calendar = Calendar()
    calendar.add("prodid", "-//appointment//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
