"""Time zones both ways; R's local zone has no name, and must come back without one."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.tz import tzlocal

__all__ = ["LocalZone", "named_zone", "zone_name"]


class LocalZone(tzlocal):
    """R's local time zone: unlike a named one it comes back as "whatever is local".

    A `tzlocal` because pandas then asks the methods below for every single time. dateutil's own know one offset for
    all years, and the zone in which Python started.

    Parameters
    ----------
    name : str
        The environment variable TZ as R sees it; empty where it is not set.
    tzone : str or None
        R's attribute ``tzone``: "", or None where there was none, as in ``Sys.time()``.
    """

    def __init__(self, name: str, tzone: str | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.name = name
        self.tzone = tzone
        self._zone = _local_zone(name.removeprefix(":"))

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return the distance from UTC at a moment."""
        return self._zone.utcoffset(None if moment is None else moment.replace(tzinfo=self._zone))

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Return what summer time adds at a moment."""
        return self._zone.dst(None if moment is None else moment.replace(tzinfo=self._zone))

    def tzname(self, moment: datetime | None) -> str | None:
        """Return the zone's abbreviation at a moment."""
        return self._zone.tzname(None if moment is None else moment.replace(tzinfo=self._zone))

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local clock's time of a moment given in UTC."""
        return self._zone.fromutc(moment.replace(tzinfo=self._zone)).replace(tzinfo=self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LocalZone) and (self.name, self.tzone) == (other.name, other.tzone)

    def __hash__(self) -> int:  # type: ignore[override]
        return hash((self.name, self.tzone))

    def __reduce__(self) -> tuple[Any, ...]:
        return LocalZone, (self.name, self.tzone)

    def __repr__(self) -> str:
        return "R's local zone"


def _local_zone(name: str) -> tzinfo:
    if name:
        return named_zone(name)
    try:
        with Path("/etc/localtime").open("rb") as file:
            return ZoneInfo.from_file(file)
    except OSError:  # Windows; or a bare Linux, where it means UTC
        return tzlocal()  # type: ignore[no-untyped-call]


def named_zone(name: str) -> ZoneInfo:
    """Return the time zone of a name.

    Raises
    ------
    ValueError
        Python knows none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"the time zone {name!r} is not known to Python; give the times another one first, "
            'as with attr(x, "tzone") <- "UTC"'
        ) from None


def zone_name(zone: tzinfo) -> str | None:
    """Return a time zone's name for R: "" is the local one, None stands for no attribute at all."""
    if isinstance(zone, LocalZone):
        return zone.tzone
    if isinstance(zone, tzlocal):
        return ""
    name = getattr(zone, "key", None) or getattr(zone, "zone", None)  # zoneinfo's, pytz's
    if isinstance(name, str):
        return name
    hours = (zone.utcoffset(None) or timedelta()) / timedelta(hours=1)
    # R knows whole hours by a name, with the sign turned round; any other offset keeps the moment, not the clock.
    return f"Etc/GMT{-int(hours):+d}" if hours and hours.is_integer() else "UTC"
