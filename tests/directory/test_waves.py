"""The spreadsheet of a whole assembly: a light preview, one import, invitations in waves through a mail server."""

from charter.directory import importing, queries
from charter.directory.planning.facts import NEW
from tests.directory import office_table
from tests.directory.preview import confirm, create_all, send


def test_612_lines_of_an_office_are_a_light_preview_corrected_and_imported_in_waves(sign_in, post, letterbox):
    secretary = sign_in("secretariat")
    preview = send(secretary, office_table.table())
    pages = [secretary.get(f"{preview}?{query}") for query in ("", "show=all&page=3", "show=error", "show=warnings")]
    assert max(len(page.data) for page in pages) < 100_000
    create_all(secretary, preview)
    create_all(secretary, preview, college="Communes")
    page = secretary.get(preview).text
    assert f"To correct ({office_table.FAULTY})" in page
    assert confirm(secretary, preview, leave_out_faulty="on", invite="on").status_code == 200
    letterbox.replies |= {"p7": "550 5.1.1 No such mailbox", "p8": "451 4.7.1 Come again"}
    arrived = post()
    assert {"p0", "mairie"} <= set(arrived)
    assert not {"p7", "p8"} & set(arrived)
    assert "Délégation" not in "".join(arrived)
    assert "1 person" in secretary.get("/members?state=refused").text
    again = queries.preview(importing.begin(office_table.table()))
    assert [each.wanted.name for each in again.plan.of_state(NEW)] == []
