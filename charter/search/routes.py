"""The page of the search, for everyone: each person finds what they may read."""

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.search import indexing, queries, results
from charter.search.queries import Wanted
from charter.search.rules import asked, kinds
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("search", __name__)
Page = str | Response
KIND_NAMES = {
    kinds.CHARTER: _l("Charters"),
    kinds.TEXT: _l("Published articles"),
    kinds.DRAFT: _l("Texts being drafted"),
    kinds.AMENDMENT: _l("Amendments"),
    kinds.VOTE: _l("Votes"),
    kinds.COMMENT: _l("Comments"),
    kinds.PERSON: _l("People"),
    kinds.ASSOCIATION: _l("Associations"),
    kinds.ENTRY: _l("Journal"),
}


@bp.get("/search")
@allows("site.read")
def search() -> Page:
    """What holds the words of `q`: of one `kind`, or the first of each; in one `charter`, or in all."""
    member, typed = current.voter(), parsing.words(request.args, "q")
    is_complete = indexing.before_search()
    readable = charters.visible(member)
    within = next((each for each in readable if each.slug == request.args.get("charter")), None)
    kind = parsing.known(request.args, "kind", kinds.KINDS)
    wanted = Wanted(asked.read(typed), kind, within.id if within else None)
    among = [within] if within else readable
    found = queries.find(member, [each.id for each in readable], wanted, parsing.page(request.args))
    return render_template(
        "search/page.html",
        typed=typed,
        asked=wanted.asked,
        kind=wanted.kind,
        within=within,
        readable=readable,
        is_complete=is_complete,
        kind_names=KIND_NAMES,
        numbered=results.numbered(asked.article_number(typed), among)
        + results.numbered_amendments(asked.amendment_number(typed), among, member),
        results=results.by_kind(found.rows, wanted.asked),
        found=found,
        kept={name: value for name, value in (("q", typed), ("charter", within and within.slug)) if value},
    )
