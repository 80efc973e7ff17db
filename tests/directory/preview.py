"""A table on its way through the pages: sent, its associations created, confirmed."""

import re
from io import BytesIO

TABLE = """Courriel;Nom;Association;Collège;Rôle;Tête de délégation;Couleur
anne@liege.example;Anne Dubois;Ville de Liège;Villes francophones;délégué·e;oui;bleu
bob@namur.example;Bob Leroy;Ville de Namur;;;;
veronique@forum.example;Véronique Petit;;;observatrice;;
"""
FAULTY = "Nom;Courriel;Association\nAnne;anne@a.example;Ville de Namur\nBob;à venir;Ville de Namur\n"


def send(browser, table):
    """Send a file; returns the address of its preview."""
    file = (BytesIO(table if isinstance(table, bytes) else table.encode()), "people.csv")
    answer = browser.post("/members/imports", data={"file": file})
    assert answer.status_code == 303, answer.text
    return answer.location


def create_all(browser, preview, **more):
    """Create every association that the directory lacks; those of pages to come too."""
    unknown = re.findall(r'name="(association\.\d+)"', browser.get(preview).text)
    return browser.post(f"{preview}/corrections", data=dict.fromkeys(unknown, "new") | {"create_all": "y"} | more)


def confirm(browser, preview, **more):
    [digest] = re.findall(r'name="digest" value="(\w+)"', browser.get(preview).text)
    return browser.post(f"{preview}/confirmation", data={"digest": digest, **more}, follow_redirects=True)
