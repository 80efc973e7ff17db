"""A table of 612 lines as an office makes it, with twenty kinds of trap in it."""

ASSOCIATIONS = 60
PEOPLE = 591
HEADER = "Civilité;NOM;Prénom;Mél;Collectivité;Collège;Rôle;Tête de délégation;Téléphone"
TRAPS = [
    "Mme;Deux;Adresses;deux@t.example, adresses@t.example;Commune 1;;;;",
    "M.;Sans;Adresse;;Commune 1;;;;",
    "M.;Fausse;Adresse;à venir;Commune 1;;;;",
    "Mme;Habillée;Adresse;Mme Habillée <mailto:habillee@t.example>;Commune 1;;;;",
    "Mme;Espacée;Adresse;\u00a0espacee@t.example ;Commune 1;;;;",
    "M.;Accentué;Adresse;élu@t.example;Commune 1;;;;",
    "M.;Double;Ligne;double@t.example;Commune 1;;;;",
    "M.;DOUBLE;LIGNE;Double@T.example;commune 1;;;;",
    "M.;Contredit;Ligne;contredit@t.example;Commune 1;;délégué;;",
    "M.;Contredit;Ligne;contredit@t.example;Commune 1;;observateur;;",
    "Mme;Cheffe;Première;cheffe1@t.example;Commune 2;;;oui;",
    "M.;Mal;Écrite;ecrite@t.example;Comune de Namur;;;;",
    "M.;Rôle;Inconnu;role@t.example;Commune 1;;maire adjoint;;",
    "M.;Chef;Peut-être;peutetre@t.example;Commune 1;;;peut-être;",
    '"M.";"Deux\nlignes";"Prénom";deuxlignes@t.example;"Commune\n1";;;;',
    "M.;=SOMME(A1);Formule;formule@t.example;Commune 1;;;;",
    "M.;Autre;Collège;college@t.example;Commune 3;Un autre collège;;;",
    "M.;Trop;De;trop@t.example;Commune 1;;;;;;;débordement",
    "M.;Sans;Association;seul@t.example;;;;;",
    "Mme;Mairie;Une;mairie@t.example;Commune 4;;;;",
    "M.;Mairie;Deux;mairie@t.example;Commune 4;;;;",
]
FAULTY = 10
"""Lines to correct, once the associations are created: those above that no reading can settle."""


def table(encoding: str = "cp1252") -> bytes:
    """The file. The first delegate of each association heads it."""
    people = (
        f"{'Mme' if number % 2 else 'M.'};Nom{number};Éloïse;p{number}@h.example;Commune {number % ASSOCIATIONS};"
        f"Communes;;{'oui' if number < ASSOCIATIONS else ''};01 23 45 67 89"
        for number in range(PEOPLE)
    )
    return "\r\n".join([HEADER, *people, *TRAPS, ""]).encode(encoding)
