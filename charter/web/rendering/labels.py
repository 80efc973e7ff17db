"""The labels of roles, stages, choices and verbs, in one place, so that they are the same
everywhere."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from charter.content import marks

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
CHOICE_NAMES = {
    "for": _l("For"),
    "against": _l("Against"),
    "abstain": _l("Abstain"),
    "no_part": _l("Take no part"),
}
VERB_NAMES = {
    "journal.form_set": _l("form of the entries set"),
    "member.invited": _l("member invited"),
    "member.role_changed": _l("role changed"),
    "member.named_head": _l("head of delegation named"),
    "member.suspended": _l("member suspended"),
    "member.reinstated": _l("member reinstated"),
    "association.saved": _l("association recorded"),
    "charter.created": _l("charter started"),
    "charter.described": _l("charter described"),
    "charter.rights_set": _l("rights of the stages changed"),
    "charter.assembly_set": _l("assembly set"),
    "charter.stage_changed": _l("stage changed"),
    "section.added": _l("section added"),
    "section.renamed": _l("section renamed"),
    "section.moved": _l("section moved"),
    "section.removed": _l("section removed"),
    "clause.added": _l("clause added"),
    "clause.renamed": _l("clause renamed"),
    "clause.moved": _l("clause moved"),
    "clause.dropped": _l("clause taken out"),
    "clause.taken_back": _l("clause put back"),
    "clause.published": _l("version published"),
    "clause.repaired": _l("edits that could not be read set aside"),
    "clause.restored": _l("version restored"),
    "thread.resolved": _l("thread resolved"),
    "thread.reopened": _l("thread reopened"),
    "vote.prepared": _l("vote prepared"),
    "vote.changed": _l("prepared vote changed"),
    "vote.moved": _l("order of votes changed"),
    "vote.opened": _l("vote opened"),
    "vote.closed": _l("vote closed"),
    "vote.cancelled": _l("vote cancelled"),
    "vote.extended": _l("vote extended"),
    "vote.reminded": _l("reminder sent"),
    "vote.step_asked": _l("second moderator asked for"),
    "vote.item_taken_out": _l("objection: clause taken out of a block"),
    "vote.left_off": _l("associations left off the roll"),
    "urn.signed": _l("who votes on paper ticked"),
    "vote.over": _l("vote closed, urn to be counted"),
    "ballot.entered": _l("ballots entered in the room"),
    "proxy.given": _l("proxy given"),
    "proxy.revoked": _l("proxy revoked"),
    "proxy.cap_set": _l("limit of proxies set"),
    "presence.marked": _l("presence recorded"),
}
"""The label of every verb of the journal."""
AFTER_OBJECTION = _l("vote prepared for a clause taken out of a block")
"""The label of a vote that an objection prepared: its author did not."""
KINDS_OF_ENTRIES = {
    "journal": _l("the journal"),
    "member": _l("members"),
    "association": _l("associations"),
    "charter": _l("the charter"),
    "section": _l("sections"),
    "clause": _l("clauses"),
    "thread": _l("comments"),
    "vote": _l("the votes held"),
    "ballot": _l("ballots of the room"),
    "urn": _l("urns of the room"),
    "proxy": _l("proxies"),
    "presence": _l("presence"),
}


def install(app: Flask) -> None:
    """Give the templates of `app` the labels."""
    app.jinja_env.globals.update(
        ROLE_NAMES=ROLE_NAMES,
        STAGE_NAMES=STAGE_NAMES,
        CLAUSE_STAGE_NAMES=CLAUSE_STAGE_NAMES,
        RIGHT_NAMES=RIGHT_NAMES,
        CHOICE_NAMES=CHOICE_NAMES,
        VERB_NAMES=VERB_NAMES,
        AFTER_OBJECTION=AFTER_OBJECTION,
        KINDS_OF_ENTRIES=KINDS_OF_ENTRIES,
        MARKS_IN_TOOLBAR=marks.in_toolbar(),
    )
