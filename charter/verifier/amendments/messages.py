"""What the verifier says of amendments, in French."""

REASONS = {
    "round": "série d’amendements contredite par le journal",
    "amendment": "amendement contredit par le journal",
    "wording": "rédaction d’amendement fausse",
    "deadline": "amendement hors délai",
    "answer": "accord sur un autre texte",
    "motion": "amendement mis aux voix autrement",
    "outcome": "sort d’amendement faux",
    "fate": "conséquence non annoncée",
    "incorporation": "texte intégré autre que l’adopté",
    "words": "mots perdus ou inventés",
    "final": "scrutin sur un autre texte que celui intégré",
}
DETAILS = {
    "the rounds of amendments are not here": "les séries d’amendements ne sont pas ici",
    "other rounds are here than in the journal": "d’autres séries sont ici que dans le journal",
    "the round of entry {seq} does not follow the one before": (
        "la série qu’ouvre l’entrée {seq} ne suit pas la précédente"
    ),
    "entry {seq} closes another round than there is": "l’entrée {seq} clôt une autre série que celle qui existe",
    "entry {seq} decides a round in which an amendment has no outcome": (
        "l’entrée {seq} déclare décidée une série dont un amendement n’a pas de sort"
    ),
    "entry {seq} is of an amendment that there is none of": "l’entrée {seq} parle d’un amendement qui n’existe pas",
    "the amendment of entry {seq} is not the next one of its round": (
        "l’amendement de l’entrée {seq} n’est pas le suivant de sa série"
    ),
    "entry {seq} is of another wording than the newest": "l’entrée {seq} parle d’une autre rédaction que la dernière",
    "the amendment of entry {seq} came after its time": "l’amendement de l’entrée {seq} est arrivé hors délai",
    "the amendment of entry {seq} changes another text than its round has frozen": (
        "l’amendement de l’entrée {seq} modifie un autre texte que celui que sa série a figé"
    ),
    "amendment {number} of round {round} changes another text than its round has frozen": (
        "l’amendement {number} de la série {round} modifie un autre texte que celui que la série a figé"
    ),
    "entry {seq} gives another wording to what may not change": (
        "l’entrée {seq} donne une autre rédaction à ce qui ne peut plus changer"
    ),
    "entry {seq} gives an amendment a wording that nothing led to": (
        "l’entrée {seq} donne à un amendement une rédaction à laquelle rien n’a mené"
    ),
    "entry {seq} publishes an older advice": "l’entrée {seq} publie un avis plus ancien",
    "entry {seq} answers what was not asked": "l’entrée {seq} répond à ce qui n’était pas demandé",
    "entry {seq} answers on another text than it was asked about": (
        "l’entrée {seq} répond sur un autre texte que celui de la demande"
    ),
    "entry {seq} puts an amendment to the vote that cannot be": (
        "l’entrée {seq} met aux voix un amendement qui ne peut pas l’être"
    ),
    "entry {seq} ends an amendment that has ended": "l’entrée {seq} clôt un amendement qui l’est déjà",
    "entry {seq} ends an amendment otherwise than what became of it": (
        "l’entrée {seq} clôt un amendement autrement que ce qu’il en est advenu"
    ),
    "entry {seq} puts amendments into a text a second time": (
        "l’entrée {seq} intègre une seconde fois des amendements dans un texte"
    ),
    "no vote decided so on amendment {number} of round {round}": (
        "aucun scrutin n’a décidé ainsi de l’amendement {number} de la série {round}"
    ),
    "no vote had announced what became of amendment {number} of round {round}": (
        "aucun scrutin n’avait annoncé ce qu’il est advenu de l’amendement {number} de la série {round}"
    ),
    "its motions are not on the wordings that the amendments had": (
        "ses amendements n’y ont pas la rédaction qu’ils avaient"
    ),
    "it is on amendments, or it is not": "il porte sur des amendements, ou il n’en porte pas",
    "the motion on amendment {number} does not have its digest": "l’amendement {number} n’y a pas son empreinte",
    "{part} of round {round} is not what the journal says": (
        "{part} de la série {round} n’est pas ce que dit le journal"
    ),
    "{part} of amendment {number} of round {round} is not what the journal says": (
        "{part} de l’amendement {number} de la série {round} n’est pas ce que dit le journal"
    ),
    "a wording of amendment {number} of round {round} does not follow from the one before": (
        "une rédaction de l’amendement {number} de la série {round} ne suit pas la précédente"
    ),
    "a wording of amendment {number} of round {round} does not have its digest": (
        "une rédaction de l’amendement {number} de la série {round} n’a pas son empreinte"
    ),
    "what was put into clause {clause} in round {round} is not what was adopted on it": (
        "ce qui fut intégré à l’article {clause} dans la série {round} n’est pas ce qui y fut adopté"
    ),
    "amendment {number} of round {round} is adopted, and not in the text": (
        "l’amendement {number} de la série {round} est adopté, et n’est pas dans le texte"
    ),
    "clause {clause} is not the wording that was adopted": "l’article {clause} n’est pas la rédaction adoptée",
    "clause {clause} has words that nobody proposed": "l’article {clause} a des mots que personne n’a proposés",
    "clause {clause} lacks words that were adopted": "il manque à l’article {clause} des mots adoptés",
    "it is on another text of clause {clause} than what was put into it": (
        "il porte sur un autre texte de l’article {clause} que celui qui y fut intégré"
    ),
}
