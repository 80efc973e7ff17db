"""Form fields with bounded values."""

from typing import Any

from wtforms import DateField, IntegerField
from wtforms.validators import NumberRange

from charter.core.errors import Invalid
from charter.web.input import parsing


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A whole number in a range, in ASCII digits."""

    def __init__(self, label: object, least: int, most: int, **options: Any) -> None:
        super().__init__(label, [NumberRange(least, most)], **options)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        """The number that was sent; the default for an empty field."""
        if not valuelist:
            return
        self.data = None
        try:
            self.data = parsing.number({"": valuelist[0]}, "", self.default, self.least, self.most)
        except Invalid as no:
            raise ValueError(str(no)) from None


class DayField(DateField):  # type: ignore[misc]
    """A day within those that have neighbours in every time zone (`parsing.day`)."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """The day that was sent; None for an empty field."""
        self.raw_data = valuelist
        self.data = None
        try:
            self.data = parsing.day({"": valuelist[0]} if valuelist else {}, "")
        except Invalid as no:
            raise ValueError(str(no)) from None


def row_or_none(sent: object) -> int | None:
    """Coerce the value of a choice of rows: an id, or 0 or nothing for none."""
    try:
        return (parsing.row_number(sent) or None) if sent not in ("", None) else None
    except Invalid as no:
        raise ValueError(str(no)) from None
