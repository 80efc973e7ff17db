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
RANK_NAMES = {
    "head": _l("Head of the delegation"),
    "delegate": _l("Delegate"),
    "substitute": _l("Substitute"),
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
CLAUSE_STATE_NAMES = CLAUSE_STAGE_NAMES | {"rejected": _l("Rejected")}
"""Of a picture: the stage of a clause, or that its last vote rejected it."""
RIGHT_NAMES = {
    "edit": _l("Edit the text"),
    "comment": _l("Comment"),
    "amend": _l("Propose amendments"),
    "cosign": _l("Co-sign amendments"),
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
    "member.named_substitute": _l("substitute named"),
    "member.substitute_ended": _l("no longer a substitute"),
    "member.substitute_seated": _l("substitute seated"),
    "member.delegate_seated": _l("delegate back in their seat"),
    "member.term_set": _l("beginning or end of a mandate set"),
    "member.suspended": _l("member suspended"),
    "member.reinstated": _l("member reinstated"),
    "member.person_changed": _l("name or address changed"),
    "member.imported": _l("people imported from a table"),
    "association.saved": _l("association recorded"),
    "site.described": _l("presentation of the site changed"),
    "charter.created": _l("charter started"),
    "charter.imported": _l("text taken over into the charter"),
    "charter.described": _l("charter described"),
    "charter.rights_set": _l("rights of the stages changed"),
    "charter.assembly_set": _l("assembly set"),
    "charter.started_from": _l("charter started from another one"),
    "charter.settings_imported": _l("settings taken over from a file"),
    "charter.decisions_set": _l("decision settings changed"),
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
    "thread.reattached": _l("thread attached to other words"),
    "round.opened": _l("round of amendments opened"),
    "round.times_set": _l("times of a round of amendments changed"),
    "round.reminded": _l("delegates told that a round of amendments closes"),
    "round.closed": _l("round of amendments closed"),
    "amendment.submitted": _l("amendment submitted"),
    "amendment.rectified": _l("amendment rectified"),
    "amendment.withdrawn": _l("amendment withdrawn"),
    "amendment.taken_over": _l("amendment taken over by another association"),
    "amendment.carried": _l("amendment carried over to a new round"),
    "amendment.admitted": _l("amendment admitted again"),
    "amendment.decided": _l("amendment decided"),
    "amendment.reduced": _l("amendment satisfied in part"),
    "disposition.written": _l("advice on an amendment written"),
    "disposition.published": _l("advice on an amendment published"),
    "disposition.answered": _l("advice on an amendment answered"),
    "clause.incorporated": _l("adopted amendments put into the text"),
    "round.decided": _l("round of amendments decided"),
    "suggestion.accepted": _l("suggestion put into the text"),
    "suggestion.declined": _l("suggestion declined"),
    "amendment.support_asked": _l("other associations asked to co-sign"),
    "amendment.cosigned": _l("amendment co-signed"),
    "amendment.uncosigned": _l("co-signature taken back"),
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
    "vote.put_back": _l("associations put back on the roll"),
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
    "site": _l("the site"),
    "charter": _l("the charter"),
    "section": _l("sections"),
    "clause": _l("clauses"),
    "thread": _l("comments"),
    "round": _l("rounds of amendments"),
    "amendment": _l("amendments"),
    "disposition": _l("advice on amendments"),
    "suggestion": _l("suggestions"),
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
        RANK_NAMES=RANK_NAMES,
        STAGE_NAMES=STAGE_NAMES,
        CLAUSE_STAGE_NAMES=CLAUSE_STAGE_NAMES,
        CLAUSE_STATE_NAMES=CLAUSE_STATE_NAMES,
        RIGHT_NAMES=RIGHT_NAMES,
        CHOICE_NAMES=CHOICE_NAMES,
        VERB_NAMES=VERB_NAMES,
        AFTER_OBJECTION=AFTER_OBJECTION,
        KINDS_OF_ENTRIES=KINDS_OF_ENTRIES,
        MARKS_IN_TOOLBAR=marks.in_toolbar(),
    )
