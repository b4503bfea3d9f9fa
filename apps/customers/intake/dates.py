"""Days as lists write them (section 6): real dates, serial numbers, many ways of text. Never guessed."""

import dataclasses
import datetime
import re
import zoneinfo

from apps.customers.intake.cell_text import DITTO, half_width, is_nothing, tidy
from apps.customers.intake.findings import Checked, Finding, error, warning
from apps.customers.intake.sheet import Cell

ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: \d\d:\d\d:\d\d)?")
CLOCK = (
    r"(?:[T ]*(?:[上下]午|[AP]M)?\s*\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?\s*分?\s*(?:[AP]M)?)?"
)
ZONE = r"(Z|[+-]\d{2}:?\d{2})?"
WEEKDAY = r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
YEAR_FIRST = re.compile(
    rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[日号]?{WEEKDAY}\s*{CLOCK}{ZONE}"
)
COMPACT = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}})(?:\s*{CLOCK}|\d{{4}}|\d{{6}})")
SHORT_YEAR = re.compile(rf"(\d{{2}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[日号]?\s*{CLOCK}")
NO_YEAR = re.compile(rf"\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}\s*[日号]?\s*{CLOCK}")
YEAR_LAST = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{4}.*")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
OFFSET_TEXT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)")
# Day 0 of the serial numbers as text; Excel's invented 29 February 1900 is behind all of them.
EPOCH = datetime.date(1899, 12, 30)
EPOCH_1904 = datetime.date(1904, 1, 1)
EARLIEST_SERIAL, LATEST_SERIAL = 20_000, 80_000
SMALL_NUMBER = 1_000
BIRTHDAYS_FROM = 1901
DOCUMENTS_FROM = 1980
OLD = datetime.timedelta(days=365)
SHORT_YEAR_SPAN = 12


@dataclasses.dataclass(frozen=True)
class DayReader:
    """Reads the cells of one date column. `today` is the store's day, `tz` its zone; `date_1904` as the file says.

    `birthday` takes days long past without a warning and refuses the future.
    """

    column: str
    today: datetime.date
    tz: zoneinfo.ZoneInfo
    date_1904: bool = False
    birthday: bool = False

    def check(self, cell: Cell) -> Checked:
        """The day as a date, None for an empty cell; an error where it cannot be known for certain."""
        if isinstance(cell, str) and (match := ISO.fullmatch(cell)):
            return self._judge(_day(match), cell)
        if not isinstance(cell, str) and cell < SMALL_NUMBER:
            # Excel stores an emptied or miscalculated date as a very small number.
            return Checked(None, (error("date_1900", self.column, cell),))
        text = half_width(tidy(cell)).upper()
        if is_nothing(text):
            return Checked(None)
        if text in DITTO:
            return Checked(None, (error("ditto", self.column, cell),))
        found = self._read(text)
        if isinstance(found, str):
            return Checked(None, (error(found, self.column, cell),))
        return self._judge(found, cell)

    def _read(self, text: str) -> datetime.date | str | None:
        """A day, None for a day that does not exist, or the code of what is wrong."""
        if OFFSET_TEXT.fullmatch(text):
            return self._in_zone(text)
        if SERIAL.fullmatch(text):
            return self._from_serial(text)
        for pattern in (YEAR_FIRST, COMPACT):
            if match := pattern.fullmatch(text):
                return _day(match)
        if match := SHORT_YEAR.fullmatch(text):
            return self._short_year(match)
        if NO_YEAR.fullmatch(text):
            return "date_without_year"
        if YEAR_LAST.fullmatch(text):
            return "date_ambiguous"
        return "date"

    def _in_zone(self, text: str) -> datetime.date | None:
        try:
            moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            return None
        return moment.astimezone(self.tz).date()

    def _from_serial(self, text: str) -> datetime.date | str:
        serial = int(text.partition(".")[0])
        if not EARLIEST_SERIAL <= serial <= LATEST_SERIAL:
            return "date"
        return (EPOCH_1904 if self.date_1904 else EPOCH) + datetime.timedelta(days=serial)

    def _short_year(self, match: re.Match[str]) -> datetime.date | str | None:
        year = 2000 + int(match[1])
        if self.birthday or not self.today.year - SHORT_YEAR_SPAN <= year <= self.today.year + 1:
            return "date_ambiguous"
        return _day(match, year=year)

    def _judge(self, day: datetime.date | None, cell: Cell) -> Checked:
        if day is None:
            # 1900-01-00 is how an empty date cell is shown.
            code = "date_1900" if str(cell).strip().startswith(("1899", "1900")) else "date_impossible"
            return Checked(None, (error(code, self.column, cell),))
        if day.year < (BIRTHDAYS_FROM if self.birthday else DOCUMENTS_FROM):
            code = "date_1900" if day.year <= 1904 else "date_too_early"
            return Checked(None, (error(code, self.column, cell),))
        if self.birthday:
            return (
                Checked(day)
                if day <= self.today
                else Checked(None, (error("date_future", self.column, cell),))
            )
        return Checked(day, self._doubts(day, cell))

    def _doubts(self, day: datetime.date, cell: Cell) -> tuple[Finding, ...]:
        if day > self.today:
            return (warning("date_future", self.column, cell),)
        return (warning("date_old", self.column, cell),) if self.today - day > OLD else ()


def _day(match: re.Match[str], *, year: int | None = None) -> datetime.date | None:
    try:
        return datetime.date(year or int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
