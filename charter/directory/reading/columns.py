"""Which column of a table holds what, by the name it has in French or English."""

import re

from charter.core.alphabet import key

NAME, FIRST_NAME, LAST_NAME, ADDRESS = "name", "first_name", "last_name", "address"
ASSOCIATION, COLLEGE, ROLE, HEAD = "association", "college", "role", "head"
SEATS, WEIGHT, COUNTRY = "seats", "weight", "country"
SHOWN = (NAME, ADDRESS, ASSOCIATION, COLLEGE, ROLE, HEAD, SEATS, WEIGHT, COUNTRY)
"""The columns of a preview, in its order. First and last names become one name."""

_NAMES = {
    NAME: "nom affiche|nom complet|nom et prenom|nom prenom|prenom nom|prenom et nom|participant|personne"
    "|nom du representant|nom et prenom du representant"
    "|nom du delegue|nom et prenom du delegue|full name|name shown|displayed name|display name|nom|name",
    FIRST_NAME: "prenom|prenoms|first name|given name",
    LAST_NAME: "nom de famille|nom d usage|nom usuel|last name|surname|family name",
    ADDRESS: "courriel|adresse courriel|adresse de courriel|adresse electronique|adresse mail|adresse e mail"
    "|adresse email|mail|e mail|email|mel|adresse mel|email address|e mail address|courriel professionnel"
    "|adresse mail professionnelle|adresse e mail professionnelle|adresse|address",
    ASSOCIATION: "association|associations|structure|organisation|organization|organisme|collectivite|entite"
    "|nom de l association|nom de la structure|nom de l organisme|nom de la collectivite|votre association"
    "|structure association|association structure|organisation representee|collectivite organisme|delegation",
    COLLEGE: "college|college electoral|college d appartenance",
    ROLE: "role|profil",
    HEAD: "tete|tete de delegation|tete de la delegation|chef|chef de delegation|chef de la delegation"
    "|cheffe de delegation|chef fe"
    "|chef fe de delegation|chef fe de la delegation|chef cheffe de delegation|head"
    "|head of delegation|head of the delegation",
    SEATS: "sieges|nombre de sieges|nb de sieges|nb sieges|seats",
    WEIGHT: "poids|poids du vote|ponderation|weight",
    COUNTRY: "pays|country",
}
_COLUMNS = {name: column for column, names in _NAMES.items() for name in names.split("|")}
_VAGUE = {"nom", "name", "adresse", "address"}
"""A surname, or the address of a house, where another column says the same more clearly."""

_IN_BRACKETS = re.compile(r"\([^()]*\)")


def is_header(record: tuple[str, ...]) -> bool:
    """Whether these cells are names of columns: that of the addresses, and another one."""
    found = recognised(record)
    return ADDRESS in found and len(found) > 1


def _named(cell: str) -> str:
    """The words of the name of a column, without those in brackets if only then it is a known one."""
    name = key(cell)
    return name if name in _COLUMNS else key(_IN_BRACKETS.sub("", cell))


def recognised(header: tuple[str, ...]) -> dict[str, int]:
    """The index of each known column. Of two with one meaning, the clear one counts, then the first. Where
    one holds the whole name, those with its parts do not count."""
    names = [_named(cell) for cell in header]
    found: dict[str, int] = {}
    for index, name in enumerate(names):
        column = _COLUMNS.get(name)
        if column and (column not in found or (names[found[column]] in _VAGUE and name not in _VAGUE)):
            found[column] = index

    if NAME in found and names[found[NAME]] not in _VAGUE:
        found = {column: index for column, index in found.items() if column not in (FIRST_NAME, LAST_NAME)}
    return found
