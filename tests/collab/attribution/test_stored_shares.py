"""Shares of words are counted once for each version, and stored: never to differ from what is counted anew."""

from charter.clauses.versions import published
from charter.collab.attribution import share_counts, views
from charter.collab.attribution.share_counts import ShareCounts
from charter.collab.models import VersionShares
from charter.database import db


def shown(shares):
    return [(each.speaks_for, each.characters, each.part, each.start) for each in shares]


def test_what_is_stored_is_what_would_be_counted(app, charter):
    newest = published.newest_of_charter(charter.id)
    counted = {each.id: shown(views.shares(each)) for each in newest.values()}
    assert share_counts.store_missing() == len(newest)
    assert share_counts.store_missing() == 0
    app.extensions["collab"].share_counts = ShareCounts()
    read = views.shares_of_many(newest.values())
    assert {version_id: shown(shares) for version_id, shares in read.items()} == counted
    assert all(len(each) > 0 for each in counted.values())


def test_a_page_counts_a_few_at_most_and_says_of_the_others_that_they_are_being_counted(
    app, charter, monkeypatch, visitor
):
    monkeypatch.setattr(share_counts, "MAX_COUNTED_AT_ONCE", 3)
    page = f"/charters/{charter.slug}/clauses"
    assert visitor.get(page).text.count("Being counted") == 17 - 3
    share_counts.store_missing()
    assert db.session.query(VersionShares).count() == 17
    assert "Being counted" not in visitor.get(page).text
