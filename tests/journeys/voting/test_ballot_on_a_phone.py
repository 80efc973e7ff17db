"""The ballot stands on the first screen of a phone, and is changed from home in two taps."""

from playwright.sync_api import expect

from tests.journeys.conftest import accessible

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
FIRST_SCREEN_PX = 640
TOP_OF_CHOICES = "document.querySelector('.ballot label').getBoundingClientRect().top"
COVERED = """() => { const bar = document.querySelector(".vote-bar"), on = document.activeElement;
return !bar.contains(on) && on.getBoundingClientRect().bottom > bar.getBoundingClientRect().top; }"""


def test_a_ballot_is_cast_on_the_first_screen_and_changed_from_home_in_two_taps(people):
    namur = people.page("namur", **PHONE)
    for width, height in ((320, 568), (390, 844)):
        namur.set_viewport_size({"width": width, "height": height})
        namur.goto("/votes/2")
        assert namur.evaluate(TOP_OF_CHOICES) < FIRST_SCREEN_PX
        expect(namur.get_by_role("button", name="Enregistrer mon bulletin")).to_be_in_viewport(ratio=1)
    assert namur.locator(".ballot :checked").count() == 0
    accessible(namur)

    namur.keyboard.press("Tab")
    while namur.evaluate("document.activeElement !== document.body"):
        assert not namur.evaluate(COVERED), namur.evaluate("document.activeElement.outerHTML")
        namur.keyboard.press("Tab")

    namur.get_by_role("link", name="Lire tout, avec l’empreinte").tap()
    expect(namur.locator(".folded .fingerprint")).to_be_in_viewport(ratio=1)
    namur.goto("/votes/2#ballot")
    expect(namur.get_by_role("heading", name="Bulletin", exact=True)).to_be_focused()
    namur.get_by_label("Pour", exact=True).check()
    namur.get_by_role("button", name="Enregistrer mon bulletin").tap()
    expect(namur.locator(".receipt")).to_contain_text("Votre bulletin\u00a0: Pour")

    namur.goto("/")
    namur.locator("a[href='/votes/2?change=1#ballot']").tap()
    against = namur.get_by_role("button", name="Contre", exact=True)
    expect(against).to_be_in_viewport(ratio=1)
    against.tap()
    expect(namur.locator(".receipt")).to_contain_text("Votre bulletin\u00a0: Contre")
