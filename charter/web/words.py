"""The field's words as they are shown: roles, stages, choices. One place, so that they read the same everywhere."""

from flask import Flask
from flask_babel import lazy_gettext as _l

ROLE_NAMES = {
    "delegate": _l("Delegate"),
    "moderator": _l("Moderator"),
    "secretary": _l("Secretary"),
    "observer": _l("Observer"),
}
STAGE_NAMES = {
    "preparing": _l("In preparation"),
    "drafting": _l("Drafting"),
    "amending": _l("Amending"),
    "voting": _l("Voting"),
    "adopted": _l("Charter adopted"),
    "signed": _l("Charter signed"),
}
CLAUSE_STAGE_NAMES = {
    "drafting": _l("Drafting"),
    "frozen": _l("In vote"),
    "adopted": _l("Adopted"),
    "dropped": _l("Dropped"),
}
RIGHT_NAMES = {
    "edit": _l("Edit the text"),
    "comment": _l("Comment"),
    "vote": _l("Vote"),
}
CHOICE_NAMES = {"for": _l("For"), "against": _l("Against"), "abstain": _l("Abstain")}


def install(app: Flask) -> None:
    """Give the templates of `app` the words."""
    app.jinja_env.globals.update(
        ROLE_NAMES=ROLE_NAMES,
        STAGE_NAMES=STAGE_NAMES,
        CLAUSE_STAGE_NAMES=CLAUSE_STAGE_NAMES,
        RIGHT_NAMES=RIGHT_NAMES,
        CHOICE_NAMES=CHOICE_NAMES,
    )
