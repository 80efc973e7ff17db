"""Opening a vote by its pages, as a moderator does: read what it would do, then press the button."""

import re


def shown(browser, address):
    """What the recap at an address sends along when its button is pressed."""
    page = browser.get(address).text
    return dict(re.findall(r'name="(seen-\w+|rule)" value="([^"]*)"', page))


def press(browser, vote_id):
    """Open a prepared vote."""
    address = f"/votes/{vote_id}/opening"
    return browser.post(address, data=shown(browser, address))
