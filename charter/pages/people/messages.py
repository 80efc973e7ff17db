"""What the page of people calls a standing."""

from flask_babel import lazy_gettext as _l

from charter.pages.people.listing import AWAY, PRESENT, PROXY, REPLACED, SITS, WAITS

STANDING_NAMES = {
    SITS: _l("Sit now"),
    PRESENT: _l("Present"),
    PROXY: _l("With a proxy"),
    REPLACED: _l("Replaced by their substitute"),
    WAITS: _l("Substitutes who do not sit"),
    AWAY: _l("Mandate not in force"),
}
