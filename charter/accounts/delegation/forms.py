"""The form of a mandate."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from charter.accounts.delegation import queries
from charter.accounts.delegation.actions import Mandate
from charter.accounts.models import SUBSTITUTE, Member
from charter.web.input.form_fields import DayField, row_or_none


class MandateForm(FlaskForm):  # type: ignore[misc]
    """From the start of one day to the end of another, in the time zone of the site; whose
    substitute."""

    begins = DayField(_l("First day of the mandate"), [Optional()])
    ends = DayField(_l("Last day of the mandate"), [Optional()])
    substitute_for = SelectField(_l("Substitute of"), coerce=row_or_none)

    @classmethod
    def of(cls, member: Member) -> "MandateForm":
        """The form with what holds now; the delegates of the same association are the choices."""
        form = cls(
            data={
                "begins": member.begins_at and member.begins_at.astimezone(_zone()).date(),
                "ends": member.last_moment and member.last_moment.astimezone(_zone()).date(),
                "substitute_for": member.substitute_for_id,
            }
        )
        form.substitute_for.choices = [SelectChoice("", _l("nobody")), *_delegates(member)]
        return form

    def mandate(self) -> Mandate:
        """The mandate that the form describes."""
        ends = self.ends.data and self.ends.data + timedelta(days=1)
        return Mandate(_midnight(self.begins.data), _midnight(ends), self.substitute_for.data)


def _delegates(member: Member) -> list[SelectChoice]:
    if member.association_id is None:
        return []
    others = [each for each, _sits in queries.delegation(member.association_id) if each.id != member.id]
    return [SelectChoice(str(each.id), each.name) for each in others if each.rank != SUBSTITUTE]


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), _zone()) if day else None


def _zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"])
