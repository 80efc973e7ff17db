"""On a phone, what is to be pressed is high enough, or stands alone (WCAG 2.2, 2.5.8)."""

from tests.journeys.conftest import CHARTER

LOW = """() => [...document.querySelectorAll("a[href], button, summary, select, textarea")]
  .filter((each) => each.textContent.trim() === each.parentElement.textContent.trim() || !each.closest("p, dd, li, td"))
  .map((each) => [each.getBoundingClientRect(), each.outerHTML.slice(0, 150)])
  .filter(([box]) => box.height > 1 && box.height < 24)
  .map(([box, html]) => `${box.height} ${html}`)"""
"""What is low and stands alone: a link in a sentence is as high as the sentence."""


def test_nothing_to_press_is_too_low_on_a_phone(people):
    page = people.page("namur", viewport={"width": 390, "height": 844})
    for path in (f"{CHARTER}/clauses/3", CHARTER, "/account", "/votes/1"):
        page.goto(path)
        assert page.evaluate(LOW) == [], path
