"""The messages of the verifier. Keys are the English texts, values the French ones."""

import re
import unicodedata

from charter.verifier.amendments import messages as amendment_messages

REASONS = {
    "archive": "archive illisible",
    "files": "fichiers qui ne sont pas ceux du manifeste",
    "form": "fichier hors de sa forme canonique",
    "signature": "signature fausse",
    "document": "empreinte du document fausse",
    "text": "texte autre",
    "published": "texte publié autre",
    "adopted": "article non adopté",
    "clauses": "articles autres que ceux du journal",
    "rule": "règle autre",
    "roll": "liste d’émargement autre",
    "shares": "nombre de voix faux",
    "order": "ordre du journal impossible",
    "opening": "ouverture contredite par le journal",
    "ending": "clôture contredite par le journal",
    "block": "scrutin groupé contredit par le journal",
    "early": "choix divulgués avant la clôture",
    "hours": "durée du scrutin non respectée",
    "quorum": "quorum levé à tort",
    "root": "racine des bulletins fausse",
    "result": "résultat faux",
    "twice": "double",
    "box": "urne et émargement différents",
    "elector": "votant hors liste",
    "ballot": "bulletin nul",
    "dropped": "bulletin manquant",
    "aside": "bulletin sur un autre texte",
    "receipt": "reçu faux",
    "events": "bulletin contredit par ses dépôts",
    "late": "bulletin hors délai",
    "source": "remplacement interdit",
    "proxy": "procuration absente",
    "presence": "votant absent",
    "room": "bulletins de la salle contredits par le journal",
    "missing": "scrutin manquant",
    "chain": "journal altéré",
    "numbers": "numérotation du journal rompue",
    "told": "nom autre",
    "site": "site autre",
    "stages": "état de la charte contredit par le journal",
    "assembly": "assemblée contredite par le journal",
    "persons": "seconde personne absente",
    "cut": "journal tronqué",
    "checkpoint": "point de contrôle contredit",
    **amendment_messages.REASONS,
}
DETAILS = {
    "{names}": "{names}",
    "{name} is not as it should be at {place}": "{name} n’est pas comme il doit être, à {place}",
    "{name} is not written in its one form": "{name} n’est pas écrit sous sa forme unique",
    "{kind}: {error}": "{kind} : {error}",
    "the document does not have its digest": "le document n’a pas son empreinte",
    "a vote is there twice": "un scrutin figure deux fois",
    "the journal opened {subject}, which is not here": "le journal a ouvert {subject}, qui n’est pas ici",
    "the openings are numbered {numbers}": "les ouvertures portent les numéros {numbers}",
    "clause {id} does not have its digest": "l’article {id} n’a pas son empreinte",
    "clause {id} is not as it was published or voted last": (
        "l’article {id} n’est pas celui qui a été publié ou voté en dernier"
    ),
    "{numbers} are here or in the journal, and not in both": (
        "{numbers} sont ici ou dans le journal, et pas dans les deux"
    ),
    "no vote adopted clause {id} as it is here": "aucun scrutin n’a adopté l’article {id} tel qu’il est ici",
    "clause {clause} does not have its digest": "l’article {clause} n’a pas son empreinte",
    "the whole does not have its digest": "l’ensemble n’a pas son empreinte",
    "a clause has its own heading and language, and no question": (
        "un article a son titre et sa langue, et pas de question"
    ),
    "it does not have its digest": "son empreinte ne correspond pas",
    "an elector is there twice, or without a vote": "un électeur y figure deux fois, ou sans voix",
    "two electors decide ties": "deux électeurs départagent les égalités",
    "elector {member} cannot have given that proxy": "l’électeur {member} ne peut pas avoir donné cette procuration",
    "association {number} holds other votes than its settings give": (
        "l’association {number} a d’autres voix que ne lui en donne le scrutin"
    ),
    "what happened to it did not happen between its opening and its end": (
        "ce qui lui est arrivé n’est pas arrivé entre son ouverture et sa fin"
    ),
    "an extension to an earlier time": "une prolongation à une heure antérieure",
    "an extension after the time announced had come": "une prolongation après l’heure annoncée",
    "{number} openings in the journal": "{number} ouvertures dans le journal",
    "{part} is not what the journal says": "{part} n’est pas ce que dit le journal",
    "what was taken out is not what the journal says": "ce qui en a été retiré n’est pas ce que dit le journal",
    "the journal says otherwise": "le journal dit autre chose",
    "it was open less than {hours} hours": "il est resté ouvert moins de {hours} heures",
    "it ended before its time": "il a fini avant l’heure",
    "it was waived without need": "il a été levé sans qu’une première convocation l’ait manqué",
    "choices or a result in a vote that is not closed": "des choix ou un résultat dans un scrutin non clos",
    "it is not that of the ballots": "elle n’est pas celle des bulletins",
    "a choice that there is none of": "un choix qui n’existe pas",
    "it is not what the ballots and the rule come to": "il n’est pas celui que donnent les bulletins et la règle",
    "a ballot or a signature is there twice": "un bulletin ou un émargement figure deux fois",
    "{ballots} ballots for {signatures} signatures": "{ballots} bulletins pour {signatures} émargements",
    "{member} is not on the roll": "l’électeur {member} n’est pas sur la liste",
    "an elector has two ballots": "un électeur a deux bulletins",
    "that of {member} is none under this rule": "celui de l’électeur {member} n’en est pas un sous cette règle",
    "the ballot of {member} is missing": "le bulletin de l’électeur {member} manque",
    "that of {member} is not of their ballot": "celui de l’électeur {member} n’est pas de son bulletin",
    "those of {member} do not lead to their ballot": "ceux de l’électeur {member} ne mènent pas à son bulletin",
    "the ballot of {member} was not cast while the vote was open": (
        "le bulletin de l’électeur {member} n’a pas été déposé pendant le scrutin"
    ),
    "the ballot of {member} replaced one that stands": (
        "le bulletin de l’électeur {member} en a remplacé un qui prévaut"
    ),
    "nobody held the proxy of {member}": "personne n’avait la procuration de l’électeur {member}",
    "{member} was not present": "l’électeur {member} n’était pas présent",
    "the ballots by {source} are not those that were entered": (
        "les bulletins « {source} » ne sont pas ceux qui ont été saisis"
    ),
    "entry {number} does not follow the one before": "l’entrée {number} ne suit pas la précédente",
    "entry {number} was changed": "l’entrée {number} a été modifiée",
    "what entry {number} says of people is not what it commits to": (
        "ce que l’entrée {number} dit des personnes n’est pas ce à quoi elle s’engage"
    ),
    "the name of elector {member} is not what the roll commits to": (
        "le nom de l’électeur {member} n’est pas celui auquel la liste s’engage"
    ),
    "an entry of the first form comes after one of the second": (
        "une entrée de la première forme suit une entrée de la seconde"
    ),
    "of the first entries of this charter, some are held back or too many": (
        "des premières entrées de cette charte manquent, ou sont en trop"
    ),
    "entry {seq} is not the next one of its charter": "l’entrée {seq} n’est pas la suivante de sa charte",
    "entry {seq} is of this charter, and is held back": "l’entrée {seq} est de cette charte, et n’est pas montrée",
    "the numbering does not begin with an entry that says so": (
        "la numérotation ne commence pas par une entrée qui le dit"
    ),
    "before the numbering there were {told} entries, and here are {number}": (
        "il y avait {told} entrées avant la numérotation, et il y en a ici {number}"
    ),
    "no entry is of this charter": "aucune entrée n’est de cette charte",
    "the numbering begins twice": "la numérotation commence deux fois",
    "entry {seq} is older than the one before": "l’entrée {seq} est antérieure à la précédente",
    "elector {member} is present or absent otherwise than the journal says": (
        "l’électeur {member} est présent ou absent autrement que ne le dit le journal"
    ),
    "the holder of the proxy of elector {member} is another one in the journal": (
        "le titulaire de la procuration de l’électeur {member} est un autre dans le journal"
    ),
    "elector {member} is of no association of the assembly, or of another college": (
        "l’électeur {member} n’est d’aucune association de l’assemblée, ou d’un autre collège"
    ),
    "elector {member} had taken the proxy back": "l’électeur {member} avait repris sa procuration",
    "elector {member} decides ties and was not named, or was and does not": (
        "l’électeur {member} départage les égalités sans être désigné, ou l’est et ne les départage pas"
    ),
    "it is not the one that signed the last checkpoint": "il n’est pas celui qui a signé le dernier point de contrôle",
    "the votes are not in the order in which they were opened": (
        "les scrutins ne sont pas dans l’ordre de leur ouverture"
    ),
    "the ballot of {member} was cast before a clause was taken out": (
        "le bulletin de l’électeur {member} fut déposé avant qu’un article ne soit retiré"
    ),
    "what was left of it does not have its digest": "ce qui en restait n’a pas son empreinte",
    "the ballots are not in their order": "les bulletins ne sont pas dans leur ordre",
    "nobody had prepared it": "personne ne l’avait préparé",
    "{part} is not what was prepared": "{part} n’est pas ce qui avait été préparé",
    "entry {seq} tells of another time than its own": "l’entrée {seq} parle d’un autre moment que le sien",
    "entry {seq} is of nobody, and its time had not come": (
        "l’entrée {seq} n’est de personne, et son heure n’était pas venue"
    ),
    "entry {seq} takes a clause out, and is of no elector": (
        "l’entrée {seq} retire un article, et n’est d’aucun électeur"
    ),
    "entry {seq} is of one person where two must agree": (
        "l’entrée {seq} est d’une seule personne là où deux doivent s’accorder"
    ),
    "entry {seq} does not follow from those before it": "l’entrée {seq} ne découle pas de celles qui la précèdent",
    "clause {id} is at another stage in the journal": "l’article {id} est à une autre étape dans le journal",
    "clause {id} is in another language than the charter": "l’article {id} est dans une autre langue que la charte",
    "sections or clauses are not numbered in their order": (
        "des titres ou des articles ne sont pas numérotés dans leur ordre"
    ),
    "the version of clause {id} is of another time or cause": (
        "la version de l’article {id} est d’un autre moment ou d’une autre cause"
    ),
    "they are not in their order, each once": "ils ne sont pas dans leur ordre, chacun une fois",
    "none covers entry {seq}, at which one was taken": "aucun ne porte sur l’entrée {seq}, où l’un fut pris",
    "that over {size} entries says {told}": "celui de {size} entrées en dit {told}",
    "a checkpoint covers {told} entries, and there are {length}": (
        "un point de contrôle porte sur {told} entrées, et il y en a {length}"
    ),
    "the first {told} entries are not those it was signed over": (
        "les {told} premières entrées ne sont pas celles qu’il a signées"
    ),
    "that of the manifest does not hold": "celle du manifeste ne tient pas",
    "that of the checkpoint over {size} entries does not hold": "celle du point de contrôle de {size} entrées",
    "the manifest is signed with a key that no checkpoint is signed with": (
        "le manifeste est signé d’une clé qui n’a signé aucun point de contrôle"
    ),
    "the manifest is not signed with the key that was given": "le manifeste n’est pas signé de la clé donnée",
    "your checkpoint is signed with a key that this archive does not know": (
        "votre point de contrôle est signé d’une clé que cette archive ne connaît pas"
    ),
    "signatures were not checked: that needs the package `cryptography`": (
        "les signatures n’ont pas été vérifiées : il y faut le paquet `cryptography`"
    ),
    "give the key that the site publishes with --key: whoever forges an archive signs it too": (
        "donnez avec --key la clé que publie le site : qui falsifie une archive la signe aussi"
    ),
    "the site has signed with another key since your checkpoint: ask why": (
        "le site signe avec une autre clé depuis votre point de contrôle : demandez pourquoi"
    ),
    "of {all} entries of the journal, {hidden} are here by their digests alone (members, charters not yet public)": (
        "sur {all} entrées du journal, {hidden} ne sont ici que par leur empreinte (membres, chartes non publiques)"
    ),
    "{number} names of people are withheld; what was decided is proved without them": (
        "{number} noms de personnes ont été retirés ; ce qui fut décidé est prouvé sans eux"
    ),
    "votes {numbers} were opened by an earlier build: their rolls, rules and settings are not in the journal": (
        "les scrutins {numbers} ont été ouverts par une version antérieure : leurs listes, règles et modalités ne"
        " sont pas dans le journal"
    ),
    "no entry was written since entries are numbered: whether one is held back cannot be seen": (
        "aucune entrée n’a été écrite depuis que les entrées sont numérotées : si l’une manque, cela ne se voit pas"
    ),
    "of the program inside, {names} are not those of this one: do not rely on what it says": (
        "du programme de l’archive, {names} ne sont pas ceux de celui-ci : ne vous fiez pas à ce qu’il dit"
    ),
    **amendment_messages.DETAILS,
    "vote {of_vote}": "scrutin {of_vote}",
    "The archive holds.": "L’archive est cohérente.",
}


def say(text, values, language):
    """A text with its values, in French or English."""
    return (DETAILS.get(text, text) if language == "fr" else text).format(**values)


def note(text, values, language):
    """Something to know, in one line."""
    return _joined(["à savoir" if language == "fr" else "note", say(text, values, language)], language)


def line(problem, language):
    """A reason to refuse, in one line."""
    name, detail, values = problem
    parts = [REASONS[name] if language == "fr" else name]
    if "of_vote" in values:
        parts.append(say("vote {of_vote}", values, language))
    return _joined([*parts, say(detail, values, language)], language)


def _joined(parts, language):
    text = re.sub("\\s*\n\\s*", " ", ("\u00a0: " if language == "fr" else ": ").join(parts))
    return "".join(map(_shown, text))


def _shown(letter):
    """A character; one that could move the cursor, hide text or reverse it, as its code instead."""
    is_safe = letter in "\u00a0 " or unicodedata.category(letter)[0] not in "CZ"
    return letter if is_safe else ascii(letter)[1:-1]
