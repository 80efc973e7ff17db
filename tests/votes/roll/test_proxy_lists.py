"""In a large assembly a proxy is given to somebody whom one looks for."""

import re

from charter.votes.roll import proxies, proxy_lists
from tests.verifier.assembly import first_charter, member


def offered(page: str) -> list[str]:
    return re.findall(r'<option value="\d+" >([^<]*)', page)


def test_all_are_offered_in_a_small_assembly_and_those_looked_for_in_a_large_one(app, sign_in, monkeypatch):
    address = f"/charters/{first_charter().slug}/proxies"
    namur = sign_in("namur")
    assert len(offered(namur.get(address).text)) == 14
    monkeypatch.setattr(proxy_lists, "MAX_OFFERED", 5)
    assert offered(namur.get(address).text) == []
    assert offered(namur.get(f"{address}?find=quebec").text) == ["Délégation de Québec"]
    assert "The first 5 of 14 are offered" in namur.get(f"{address}?find=d").text


def test_a_proxy_is_found_by_who_gives_or_holds_it(app, sign_in):
    proxies.give(1, member("namur").id, member("bruxelles"))
    proxies.give(1, member("quebec").id, member("montreal"))
    page = sign_in("geneve").get(f"/charters/{first_charter().slug}/proxies?named=namur").text
    assert "Délégation de Bruxelles is voted for by Délégation de Namur" in page
    assert "Délégation de Québec</li>" not in page
