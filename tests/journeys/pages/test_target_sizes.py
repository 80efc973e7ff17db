"""On a phone, what is to be pressed is high enough, or stands alone (WCAG 2.2, 2.5.8)."""

from charter.accounts.models import Member
from charter.database import db
from charter.votes.lifecycle import preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.conftest import make_app
from tests.journeys.conftest import CHARTER, accessible
from tests.verifier.assembly import member

LOW = """() => [...document.querySelectorAll("a[href], button, summary, select, textarea")]
  .filter((each) => each.textContent.trim() === each.parentElement.textContent.trim() || !each.closest("p, dd, li, td"))
  .map((each) => [each.getBoundingClientRect(), each.outerHTML.slice(0, 150)])
  .filter(([box]) => box.height > 1 && box.height < 24)
  .map(([box, html]) => `${box.height} ${html}`)"""
"""What is low and stands alone: a link in a sentence is as high as the sentence."""


COVERED = """() => {
  const it = document.activeElement;
  const tops = [...it.getClientRects()].map((box) =>
    document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
  const seen = tops.some((top) => it.contains(top) || top?.contains(it));
  return it === document.body || seen ? "" : it.outerHTML.slice(0, 150);
}"""
"""What has the focus and is not seen: nothing, or its beginning."""


def test_nothing_takes_the_focus_unseen_at_400_percent(people):
    page = people.page("namur", viewport={"width": 320, "height": 225})
    for path, presses in ((CHARTER, 60), (f"{CHARTER}/clauses", 30)):
        page.goto(path)
        for _ in range(presses):
            page.keyboard.press("Tab")
            assert page.evaluate(COVERED) == "", path


def test_buttons_that_stay_leave_a_low_window_to_what_they_save(people):
    page = people.page("moderation", viewport={"width": 320, "height": 225})
    page.goto(f"{CHARTER}/votes/new")
    assert page.locator(".prepare-actions").evaluate("each => getComputedStyle(each).position") == "static"


def test_nothing_to_press_is_too_low_on_a_phone(people):
    page = people.page("namur", viewport={"width": 390, "height": 844})
    for path in (f"{CHARTER}/clauses/3", CHARTER, "/account", "/votes/1"):
        page.goto(path)
        assert page.evaluate(LOW) == [], path


def test_comments_beside_a_clause_have_room_for_words(people):
    page = people.page("namur", viewport={"width": 1024, "height": 768})
    page.goto(f"{CHARTER}/clauses/3")
    for width in (1024, 1280):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.locator(".clause-talk").bounding_box()["width"] > 240, width


def test_the_table_of_members_fits_a_tablet(people):
    page = people.page("secretariat", viewport={"width": 780, "height": 1024})
    page.goto("/members")
    assert page.evaluate("document.documentElement.scrollWidth") <= 780


def test_whoever_names_a_head_sees_each_name_beside_its_own_box(people, server):
    """Long names and a refusal, on a phone: nobody is ticked in the place of the next one."""
    question = Subject("question", heading="Le siège", question="Le siège est-il fixé à Nantes ?")
    with make_app(server.folder).app_context():
        namur = member("namur").association_id
        names = ("Amélie Dupont-Vandenbroucke", "Jean-Noël Lefèvre")
        db.session.add_all(Member(email=f"{n}@h.example", name=n, role="delegate", association_id=namur) for n in names)
        db.session.commit()
        vote_id = preparing.prepare(1, question, Settings(holders="association"), member("moderation")).id
        db.session.remove()
        db.engine.dispose()
    page = people.page("moderation", viewport={"width": 320, "height": 640})
    page.goto(f"/votes/{vote_id}/heads")
    accessible(page)
    page.get_by_role("button", name="Enregistrer qui porte la voix").click()
    accessible(page)
    page.get_by_role("radio", name="Jean-Noël Lefèvre").check()
    page.get_by_role("button", name="Enregistrer qui porte la voix").click()
    page.wait_for_url(f"**/votes/{vote_id}/opening")
    accessible(page)
