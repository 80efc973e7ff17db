"""A secretary imports people from a table: preview, corrections, one transaction, invitations."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import select

from charter.accounts import actions
from charter.accounts import queries as accounts
from charter.accounts.delegation import actions as delegation
from charter.accounts.delegation.actions import Mandate
from charter.accounts.models import Account, Member
from charter.core import clock
from charter.database import db
from charter.directory import importing
from charter.directory.models import PeopleImport
from charter.journal.models import Entry
from charter.outbox.models import OutboxMail
from tests.directory.preview import FAULTY, TABLE, confirm, create_all, send


@pytest.fixture
def secretary(sign_in):
    return sign_in("secretariat")


def test_a_table_is_pasted_looked_at_and_imported(secretary, post):
    preview = secretary.post("/members/imports", data={"table": TABLE}).location
    page = secretary.get(preview).text
    assert "Columns that are ignored: Couleur." in page
    assert "“Ville de Liège” is not in the directory" in page
    create_all(secretary, preview)
    page = confirm(secretary, preview, invite="on").text
    assert "Imported: 3 people added, 0 changed, 3 invitations queued." in page
    anne = accounts.get_by_email("anne@liege.example")
    assert (anne.name, anne.role, anne.association.name) == ("Anne Dubois", "delegate", "Ville de Liège")
    assert (anne.is_head, anne.association.college.name) == (True, "Villes francophones")
    assert accounts.get_by_email("veronique@forum.example").role == "observer"
    assert set(post()) == {"anne", "bob", "veronique"}
    assert db.session.query(PeopleImport).count() == 0


def test_the_same_table_again_changes_nothing(secretary):
    preview = send(secretary, TABLE)
    create_all(secretary, preview)
    confirm(secretary, preview)
    assert db.session.query(OutboxMail).count() == 0
    page = secretary.get(send(secretary, TABLE)).text
    assert "Everything in this table is in the directory already." in page


def test_the_journal_tells_of_an_import_in_numbers_and_names_nobody(secretary):
    preview = send(secretary, TABLE)
    create_all(secretary, preview)
    confirm(secretary, preview)
    entry = db.session.scalar(select(Entry).where(Entry.verb == "member.imported"))
    assert entry.facts["lines"] == {"new": 3, "changed": 0, "unchanged": 0, "error": 0, "left_out": 0}
    assert [each["name"] for each in entry.facts["associations"]] == ["Ville de Liège"]
    assert len(entry.facts["digest"]) == 64
    assert "Anne" not in str(entry.facts)


def test_the_journal_tells_of_a_role_and_of_a_head_as_if_they_were_given_one_by_one(secretary, someone):
    table = (
        "Nom;Courriel;Association;Rôle;Tête\n"
        "Réseau de la médiation numérique;mediation@forum.example;;modérateur;\n"
        "Délégation de Namur;namur@forum.example;Ville de Namur;;oui\n"
    )
    confirm(secretary, send(secretary, table))
    entries = db.session.scalars(select(Entry).where(Entry.verb.in_(["member.role_changed", "member.named_head"])))
    told = [(each.verb, each.subject, each.facts.get("after")) for each in entries]
    assert told[-2:] == [
        ("member.role_changed", f"member:{someone('mediation').id}", "moderator"),
        ("member.named_head", f"member:{someone('namur').id}", None),
    ]


def test_what_changes_is_shown_from_old_to_new_and_who_is_absent_stays(secretary, someone):
    table = "Nom;Courriel;Association;Rôle\nDélégation de Namurr;namur@forum.example;Ville de Namur;observateur\n"
    people = db.session.query(Member).count()
    page = secretary.get(preview := send(secretary, table)).text
    assert "<del>Délégation de Namur</del> → <ins>Délégation de Namurr</ins>" in page
    assert "<del>Delegate</del> → <ins>Observer</ins>" in page
    confirm(secretary, preview)
    namur = someone("namur")
    assert (namur.name, namur.role, namur.is_head) == ("Délégation de Namurr", "observer", False)
    assert db.session.query(Member).count() == people


def test_a_faulty_line_is_corrected_on_the_page_without_sending_the_file_again(secretary):
    page = secretary.get(preview := send(secretary, FAULTY)).text
    assert 'name="cell.3.address" value="à venir"' in page
    assert "“à venir” is not an e-mail address." in page
    form = {"line": "3", "cell.3.address": "bob@a.example"}
    assert secretary.post(f"{preview}/corrections", data=form).status_code == 303
    assert "Imported: 2 people added" in confirm(secretary, preview).text
    assert accounts.get_by_email("bob@a.example").name == "Bob"


def test_faulty_lines_keep_the_others_waiting_unless_they_are_left_out(secretary):
    preview = send(secretary, FAULTY)
    refused = confirm(secretary, preview)
    assert refused.status_code == 409
    assert "There are lines to correct." in refused.text
    assert accounts.by_email("anne@a.example") is None
    assert "Imported: 1 person added" in confirm(secretary, preview, leave_out_faulty="on").text


def test_a_line_is_left_out_and_taken_in_again(secretary):
    preview = send(secretary, FAULTY)
    secretary.post(f"{preview}/corrections", data={"line": "3", "leave_out": "3"})
    assert "Left out (1)" in secretary.get(preview).text
    secretary.post(f"{preview}/corrections", data={"line": "3"})
    assert "To correct (1)" in secretary.get(preview).text


def test_a_directory_that_moved_meanwhile_is_looked_at_again(secretary, someone):
    preview = send(secretary, "Nom;Courriel\nDélégation de la Ville de Namur;namur@forum.example\n")
    [digest] = re.findall(r'name="digest" value="(\w+)"', secretary.get(preview).text)
    secretary.post(f"/members/{someone('namur').id}", data={"name": "Namur", "email": "namur@forum.example"})
    answer = secretary.post(f"{preview}/confirmation", data={"digest": digest})
    assert answer.status_code == 409
    assert "Nothing was imported: look again." in answer.text
    assert "<del>Namur</del>" in answer.text


def test_the_second_of_two_who_confirm_at_once_finds_nothing_to_import(secretary):
    preview = send(secretary, FAULTY.replace("à venir", "bob@a.example"))
    [digest] = re.findall(r'name="digest" value="(\w+)"', secretary.get(preview).text)
    answers = [secretary.post(f"{preview}/confirmation", data={"digest": digest}) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 404]
    assert db.session.query(Account).filter(Account.email.endswith("@a.example")).count() == 2


def test_lines_to_correct_are_downloaded_and_read_again(secretary):
    table = "Nom;Courriel;Association;Rôle\n=A1;nonsense;Ville de Namur;\nBob;bob@a.example;Ville de Namur;\n"
    table += "＝A2;nonsense;Ville de Namur;\n'=A3;nonsense;Ville de Namur;\n"
    file = secretary.get(f"{send(secretary, table)}/faulty.csv")
    assert file.headers["Content-Disposition"] == 'attachment; filename="lines-to-correct.csv"'
    text = file.data.decode("utf-8-sig")
    assert "'=A1;nonsense;Ville de Namur;" in text
    assert "'＝A2;nonsense" in text
    assert "\n'=A3;nonsense" in text
    assert "bob@a.example" not in text
    page = secretary.get(send(secretary, file.data)).text
    assert "Columns that are ignored: To correct." in page
    assert "=A1" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_names_of_the_columns_are_read_in_both_languages(secretary, language):
    from charter.directory.reading import columns

    table = "Nom;Courriel;Association;Collège;Rôle;Chef;Sièges;Poids;Pays\nA;x;Ville de Namur;;;;;;\n"
    secretary.set_cookie("language", language)
    text = secretary.get(f"{send(secretary, table)}/faulty.csv").data.decode("utf-8-sig")
    header = text.splitlines()[0].split(";")
    assert set(columns.recognised(tuple(header))) == set(columns.SHOWN)


def test_accents_that_look_wrong_are_read_in_another_encoding(secretary):
    preview = send(secretary, "Nom;Courriel;Rôle\nHélène;h@a.example;observatrice\n".encode("mac_roman"))
    assert "Hélène" not in secretary.get(preview).text
    secretary.post(f"{preview}/encoding", data={"encoding": "mac_roman"})
    assert "Hélène" in secretary.get(preview).text
    assert secretary.post(f"{preview}/encoding", data={"encoding": "nonsense"}).status_code == 422


def test_a_table_is_gone_after_a_day_or_when_it_is_given_up(app, secretary):
    preview = send(secretary, TABLE)
    with time_machine.travel(clock.now() + importing.RETENTION * 0.9):
        importing.forget_old()
    assert db.session.query(PeopleImport).count() == 1
    with time_machine.travel(clock.now() + importing.RETENTION * 1.1):
        importing.forget_old()
    assert secretary.get(preview).status_code == 404
    secretary.post(f"{send(secretary, TABLE)}/removal")
    assert db.session.query(PeopleImport).count() == 0


@pytest.mark.parametrize("mailbox", ["namur", "moderation", "mediation"])
def test_only_the_secretary_sees_a_table_of_people(sign_in, secretary, mailbox):
    preview = send(secretary, TABLE)
    for address in (preview, f"{preview}/faulty.csv", "/members/imports/new"):
        assert sign_in(mailbox).get(address).status_code == 403
    for step in ("corrections", "encoding", "confirmation", "removal"):
        assert sign_in(mailbox).post(f"{preview}/{step}").status_code == 403


@pytest.mark.parametrize("table", ["", "   ", "hello", "Nom;Courriel\n"])
def test_what_is_no_table_is_refused_and_kept_in_the_form(secretary, table):
    answer = secretary.post("/members/imports", data={"table": table})
    assert answer.status_code == 422
    assert f">{table}</textarea>" in answer.text


def test_the_file_of_a_spreadsheet_program_is_told_from_a_table(secretary):
    answer = secretary.post("/members/imports", data={"file": (BytesIO(b"PK\x03\x04\0\0"), "people.xlsx")})
    assert answer.status_code == 422
    assert "copy the table there and paste it here" in answer.text


@pytest.mark.parametrize("limit", ["begins_at", "ends_at"])
def test_a_secretary_whose_mandate_does_not_last_does_not_replace_the_other_one(secretary, someone, limit):
    other = actions.invite("other@forum.example", "Autre", "secretary", None, someone("secretariat"))
    term = Mandate(**{limit: clock.now() + timedelta(days=1)})
    delegation.change_mandate(other.id, term, someone("secretariat"))
    preview = send(secretary, "Courriel;Nom;Rôle\nsecretariat@forum.example;Secrétariat du forum;observateur\n")
    assert "Nobody would be secretary any more" in secretary.get(preview).text
    confirm(secretary, preview, leave_out_faulty="on")
    assert someone("secretariat").role == "secretary"


@pytest.mark.parametrize("college", ["C" * 121, "C\u202ed"])
def test_the_college_of_new_associations_is_checked_as_in_its_form(secretary, college):
    preview = send(secretary, TABLE)
    assert create_all(secretary, preview, college=college).status_code == 422
    assert "Ville de Liège" in secretary.get(preview).text


def test_two_people_of_one_mailbox_are_two_members_of_one_account(secretary):
    table = "Nom;Courriel;Association\nAnne;mairie@a.example;Ville de Namur\nBob;mairie@a.example;Ville de Namur\n"
    confirm(secretary, send(secretary, table))
    mandates = accounts.mandates_of_address("mairie@a.example")
    assert [each.name for each in mandates] == ["Anne", "Bob"]
    assert len({each.account_id for each in mandates}) == 1


def test_a_change_of_role_reaches_who_is_signed_in(secretary, sign_in):
    moderator = sign_in("moderation")
    assert moderator.get("/charters/new").status_code == 200
    table = "Nom;Courriel;Rôle\nSecond;second@a.example;modérateur\n;moderation@forum.example;observateur\n"
    confirm(secretary, send(secretary, table))
    assert moderator.get("/charters/new").status_code == 403


def test_a_delegate_whom_a_table_makes_an_observer_leaves_their_substitute_a_delegate(secretary, someone):
    namur = someone("namur")
    other = actions.invite("s@forum.example", "Suppléance", "delegate", namur.association_id, someone("secretariat"))
    delegation.change_mandate(other.id, Mandate(substitute_for_id=namur.id), someone("secretariat"))
    confirm(secretary, send(secretary, "Nom;Courriel;Rôle\n;namur@forum.example;observateur\n"))
    assert (someone("namur").role, other.rank, other.substitute_for_id) == ("observer", "delegate", None)


def test_a_name_that_is_misspelt_once_in_a_table_becomes_no_association_unasked(secretary):
    people = "".join(f"P{n};p{n}@pau.example;Ville de Pau;Communes\n" for n in range(3))
    table = f"Nom;Courriel;Association;Collège\n{people}Faute;faute@pau.example;Vile de Pau;Communes\n"
    page = secretary.get(preview := send(secretary, table)).text
    assert "This table also names “Ville de Pau”" in page
    secretary.post(f"{preview}/corrections", data={"create_all": "y"})
    assert "To correct (1)" in secretary.get(preview).text
    secretary.post(f"{preview}/corrections", data={"line": "5", "cell.5.association": "Ville de Pau"})
    confirm(secretary, preview)
    assert accounts.association_named("Vile de Pau") is None


def test_a_table_of_which_nothing_can_be_imported_yet_offers_no_import(secretary):
    page = secretary.get(send(secretary, "Nom;Courriel;Association\nA;a@a.example;Ville de Liège\n")).text
    assert "Import these people" not in page


def test_the_last_correction_leads_to_the_lines_not_to_an_empty_list(secretary):
    preview = send(secretary, FAULTY)
    form = {"line": "3", "cell.3.address": "bob@a.example", "show": "error"}
    page = secretary.post(f"{preview}/corrections", data=form, follow_redirects=True).text
    assert "bob@a.example" in page
    assert "Apply the corrections" not in page


def test_people_below_a_merged_cell_get_its_association_in_one_press(secretary):
    table = (
        "Association\tNom\tCourriel\tRôle\nVille de Namur\tAnne\tanne@a.example\t\n\tBob\tbob@a.example\tdélégué\n"
        "Ville de Québec\tCarl\tcarl@a.example\t\n\tDora\tdora@a.example\t\n"
        "\tEve\teve@a.example\tobservatrice\nTotal\t5\t\t\n"
    )
    preview = send(secretary, table)
    assert "2 lines name no association" in secretary.get(preview).text
    secretary.post(f"{preview}/corrections", data={"fill_down": "1"})
    assert "name no association" not in secretary.get(preview).text
    confirm(secretary, preview, leave_out_faulty="on")
    people = {name: accounts.get_by_email(f"{name}@a.example").association for name in ("bob", "dora", "eve")}
    assert {name: each and each.name for name, each in people.items()} == {
        "bob": "Ville de Namur",
        "dora": "Ville de Québec",
        "eve": None,
    }
