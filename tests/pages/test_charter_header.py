"""The header that stands on every page inside a charter."""

import re

import pytest

from charter.pages import charter_header
from charter.web.access import PERMISSIONS
from tests.journeys.pages.addresses import PAGES
from tests.votes.views.test_pages import USUAL

INSIDE = sorted({path for _role, path in PAGES if path.startswith(("/charters/charte", "/votes/"))})


def tabs(page: str) -> list[str]:
    bar = page.partition('id="charter-tabs"')[2].partition("</nav>")[0]
    return [re.sub(r"<[^>]*>", "", link).strip() for link in re.findall(r"<a [^>]*>(.*?)</a>", bar)]


def test_every_page_inside_a_charter_stands_in_a_tab(app):
    """A new page of a charter or a vote must say where it stands."""
    rules = [each for each in app.url_map.iter_rules() if "GET" in each.methods]
    inside = {each.endpoint for each in rules if {"slug", "vote_id"} & set(each.arguments)}
    assert {each for each in inside if not charter_header.tab_of(each)} <= {"pages.mark"}


def test_each_page_has_the_header_with_one_tab_lit_and_its_charter_in_the_title(app, sign_in):
    moderator, looked_at = sign_in("moderation"), 0
    for path in INSIDE:
        answer = moderator.get(path)
        if answer.status_code != 200 or "/export/" in path:
            continue
        looked_at += 1
        bar = answer.text.partition('class="charter-bar"')[2].partition("<main")[0]
        assert len(re.findall(r'id="charter-tabs".*', bar)) == 1, path
        assert len(re.findall("aria-current", bar.partition("charter-tabs")[2].partition("</nav>")[0])) == 1, path
        assert re.search(r"<title>.+ · Charte pour .+ · Charter</title>", answer.text), path
    assert looked_at > 20


def test_the_present_stage_is_named_among_all_of_them(visitor, charter):
    page = visitor.get(f"/charters/{charter.slug}/files").text
    assert re.search(r'<li class="present" aria-current="step">Drafting <span class="step-number">2/6<', page)
    assert page.count('<li class="to-come">') == 4


def test_counts_are_those_of_what_the_reader_may_see(app, visitor, sign_in, charter):
    moderator = sign_in("moderation")
    at = f"/charters/{charter.slug}"
    before = tabs(visitor.get(f"{at}/files").text)
    assert moderator.post(f"{at}/votes/new", data=USUAL | {"kind": "clause", "clauses": "7"}).status_code == 303
    assert tabs(visitor.get(f"{at}/files").text) == before
    assert "Votes 3" in tabs(moderator.get(f"{at}/files").text)


def test_a_vote_cancelled_before_it_opened_is_counted_where_it_is_listed(visitor, sign_in, charter):
    moderator, at = sign_in("moderation"), f"/charters/{charter.slug}/votes"
    prepared = moderator.post(f"{at}/new", data=USUAL | {"kind": "clause", "clauses": "7"}).location
    assert moderator.post(f"{prepared}/cancellation", data={"reason": "Not now."}).status_code == 303
    page = visitor.get(at).text
    listed = page.count('<th scope="row">')
    assert f"Votes {listed}" in tabs(page)


@pytest.mark.parametrize("mailbox, is_offered", [("namur", False), ("mediation", False), ("moderation", True)])
def test_setting_up_is_offered_to_those_who_may(sign_in, charter, mailbox, is_offered):
    offered = tabs(sign_in(mailbox).get(f"/charters/{charter.slug}").text)
    assert ("Set up" in offered) == is_offered


def test_every_page_of_setting_up_names_a_permission():
    assert {permission for permission, _endpoint, _name in charter_header._SETUP_PAGES} <= set(PERMISSIONS)


def test_the_menus_of_a_phone_need_no_script(visitor, charter):
    """A button names the popover that it opens."""
    page = visitor.get(f"/charters/{charter.slug}").text
    for menu in ("site-menu", "charter-tabs"):
        assert page.count(f'popovertarget="{menu}"') == page.count(f'id="{menu}" popover') == 1


def test_who_is_lost_inside_a_charter_is_led_back_to_it(visitor, charter):
    lost = visitor.get(f"/charters/{charter.slug}/clauses/9999")
    assert lost.status_code == 404
    assert f'<a href="/charters/{charter.slug}">Back to the charter</a>' in lost.text
    for unknown in ("/charters/no-such-charter", "/charters/no-such-charter/votes"):
        assert "Back to the charter" not in visitor.get(unknown).text
