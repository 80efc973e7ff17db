"""Somebody who has the base and the sentences of *in words*, and carries them out: written without the code that makes
the sentences, for both languages."""

import re
from dataclasses import dataclass, field

from charter.content.blocks import tokens

Letter = tuple[str, frozenset[str]]
Line = tuple[str, list[Letter]]
"""The form of a line in words, and its letters with the marks they have, in words."""

PAIRS = {"“": "”", "«": "»", "‘": "’", "⟨": "⟩"}
Q = r"\x01(\d+)\x02"
PLACED = r"(?: \((?:occurrence|occurrence n°) (\d+)\))?"
LANGUAGES = {
    "en": {
        "colon": ": ",
        "heading": r", heading$",
        "one": r", paragraph (\d+)$",
        "several": r", paragraphs (\d+) (?:to|and) (\d+)$",
        "replace": rf"replace {Q}{PLACED} with {Q}(?: \((.*)\))?$",
        "delete": rf"delete {Q}{PLACED}$",
        "form": rf"give {Q}{PLACED} this form: (.*)$",
        "split": rf"begin a new paragraph after {Q}{PLACED}$",
        "join": r"join the next paragraph to this one$",
        "reshape": r"give this paragraph the form: (.*)$",
        "first": r"move this paragraph to the beginning$",
        "move": r"move this paragraph after paragraph (\d+)$",
        "begin": rf"at the beginning, insert {Q}(?: \((.*)\))?$",
        "finish": rf"at the end, insert {Q}(?: \((.*)\))?$",
        "insert": rf"after {Q}{PLACED}, insert {Q}(?: \((.*)\))?$",
        "lines_first": r"at the beginning of the text, insert: (.*)$",
        "lines": r"after this paragraph, insert: (.*)$",
        "heading_is": rf"replace the heading with {Q}$",
        "lines_are": r"replace th(?:is|ese) paragraphs? with: (.*)$",
        "gone": r"delete th(?:is|ese) paragraphs?$",
    },
    "fr": {
        "colon": "\u00a0: ",
        "heading": r", intitulé$",
        "one": r", (\d+)er? alinéa$",
        "several": r", alinéas (\d+) (?:à|et) (\d+)$",
        "replace": rf"remplacer {Q}{PLACED} par {Q}(?: \((.*)\))?$",
        "delete": rf"supprimer {Q}{PLACED}$",
        "form": rf"donner à {Q}{PLACED} la forme\u00a0: (.*)$",
        "split": rf"ouvrir un nouvel alinéa après {Q}{PLACED}$",
        "join": r"réunir l’alinéa suivant à celui-ci$",
        "reshape": r"donner à cet alinéa la forme\u00a0: (.*)$",
        "first": r"placer cet alinéa au début$",
        "move": r"placer cet alinéa après l’alinéa (\d+)$",
        "begin": rf"au début, insérer {Q}(?: \((.*)\))?$",
        "finish": rf"à la fin, insérer {Q}(?: \((.*)\))?$",
        "insert": rf"après {Q}{PLACED}, insérer {Q}(?: \((.*)\))?$",
        "lines_first": r"au début du texte, insérer\u00a0: (.*)$",
        "lines": r"après cet alinéa, insérer\u00a0: (.*)$",
        "heading_is": rf"remplacer l’intitulé par {Q}$",
        "lines_are": r"remplacer c(?:et|es) alinéas? par\u00a0: (.*)$",
        "gone": r"supprimer c(?:et|es) alinéas?$",
    },
}
NAMES = {
    **dict.fromkeys(("space", "espace"), " "),
    **dict.fromkeys(("non-breaking space", "espace insécable"), "\u00a0"),
    **dict.fromkeys(("narrow non-breaking space", "espace fine insécable"), "\u202f"),
    **dict.fromkeys(("line break", "retour à la ligne"), "\n"),
    **dict.fromkeys(("straight apostrophe", "apostrophe droite"), "'"),
    **dict.fromkeys(("curly apostrophe", "apostrophe courbe"), "’"),
    **dict.fromkeys(("opening bracket", "crochet ouvrant"), "["),
}
NAMED = re.compile(r"\[(" + "|".join(NAMES) + r")\]")
PLAIN = ("plain", "sans mise en forme")


@dataclass
class Reader:
    """The base, line by line (the heading first), and what was read to be done with it."""

    base: list[Line]
    language: str
    edits: dict[int, list[tuple[int, int, list[Letter], bool]]] = field(default_factory=dict)
    forms: dict[int, str] = field(default_factory=dict)
    instead: dict[int, list[Line]] = field(default_factory=dict)
    after: dict[int, list[list[Line] | int]] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)

    def carry_out(self, sentences: list[str]) -> list[Line]:
        """The text once each sentence has been carried out."""
        self.quotes: list[str] = []
        read = [self._read(sentence) for sentence in sentences]
        # Marks come first: words that are put take the form of what stands beside them.
        for verb, line, last, found in sorted(read, key=lambda each: each[0] != "form"):
            getattr(self, f"_{verb}")(line, last, *found)
        return self._text()

    def _read(self, sentence: str):
        grammar = LANGUAGES[self.language]
        bare = self._unquoted(sentence)
        assert bare.endswith("."), sentence
        place, change = bare[:-1].split(grammar["colon"], 1)
        first, last = self._place(place)
        for verb in list(grammar)[4:]:
            if found := re.match(grammar[verb], change):
                return verb, first, last, found.groups()
        raise AssertionError(sentence)

    def _place(self, place: str) -> tuple[int, int]:
        grammar = LANGUAGES[self.language]
        if found := re.search(grammar["several"], place):
            return int(found[1]), int(found[2])
        if found := re.search(grammar["one"], place):
            return int(found[1]), int(found[1])
        return 0, 0

    def _unquoted(self, sentence: str) -> str:
        """The sentence with the number of each quote in its place."""
        bare, at = "", 0
        while at < len(sentence):
            sign = sentence[at]
            if sign == "⟦":
                fence = re.match("⟦+", sentence[at:])[0]
                end = sentence.index("⟧" * len(fence), at)
                words, after = sentence[at + len(fence) : end], end + len(fence)
            elif sign in PAIRS:
                end = sentence.index(PAIRS[sign], at)
                words, after = sentence[at + 1 : end], end + 1
                words = words[1:-1] if sign == "«" else words
            else:
                bare, at = bare + sign, at + 1
                continue
            bare += f"\x01{len(self.quotes)}\x02"
            self.quotes.append(words.replace("⏎", "\n"))
            at = after
        return bare

    def _find(self, line: int, quote: str, nth: str | None) -> tuple[int, int]:
        words, start = self.quotes[int(quote)], -1
        said = "".join(letter for letter, _ in self.base[line][1])
        for _ in range(int(nth or 1)):
            start = said.index(words, start + 1)
        assert nth or said.find(words, start + 1) < 0, "a quote that stands twice says which"
        return start, start + len(words)

    def _beside(self, line: int, start: int, end: int) -> frozenset[str]:
        letters = self.base[line][1]
        if start > 0 and end < len(letters) and letters[start - 1][1] == letters[end][1]:
            return letters[end][1]
        return frozenset()

    def _marked(self, words: str, usual: frozenset[str], said: str | None) -> list[Letter]:
        letters = [(letter, usual) for letter in words]
        for quote, nth, marks in re.findall(rf"{Q}{PLACED}\s?: ([^;]*)(?:; )?", said or ""):
            part, start = self.quotes[int(quote)], -1
            for _ in range(int(nth or 1)):
                start = words.index(part, start + 1)
            letters[start : start + len(part)] = [(letter, _marks(marks)) for letter in part]
        return letters

    def _replace(self, line, _last, old, nth, new, said):
        assert _seen(self.quotes[int(old)]) != _seen(self.quotes[int(new)]), "old and new words look the same"
        if "[" in self.quotes[int(old)] and "[" in self.quotes[int(new)]:
            for quote in (int(old), int(new)):
                self.quotes[quote] = NAMED.sub(lambda name: NAMES[name[1]], self.quotes[quote])
        start, end = self._find(line, old, nth)
        was, now, first = tokens(self.quotes[int(old)]), tokens(self.quotes[int(new)]), 0
        while was and now and was[0] == now[0]:
            first += len(was.pop(0))
            now.pop(0)
        while was and now and was[-1] == now[-1]:
            end -= len(was.pop())
            now.pop()

        start += first
        had = {marks for _, marks in self.written[line][start:end]} or {self._beside(line, start, end)}
        whole = self._marked(self.quotes[int(new)], had.pop() if len(had) == 1 else frozenset(), said)
        self._edit(line, start, end, whole[first : first + len("".join(now))])

    def _edit(self, line, start, end, put, splits=False):
        self.edits.setdefault(line, []).append((start, end, put, splits))

    def _delete(self, line, _last, old, nth):
        start, end = self._find(line, old, nth)
        self._edit(line, *((start - 1, end) if start else (start, end + 1)), [])

    def _insert(self, line, _last, after, nth, new, said):
        _, end = self._find(line, after, nth)
        usual = self._beside(line, end, end)
        self._edit(line, end, end, [(" ", usual), *self._marked(self.quotes[int(new)], usual, said)])

    def _finish(self, line, _last, new, said):
        end, usual = len(self.base[line][1]), frozenset()
        self._edit(line, end, end, [(" ", usual), *self._marked(self.quotes[int(new)], usual, said)])

    def _begin(self, line, _last, new, said):
        usual = frozenset()
        self._edit(line, 0, 0, [*self._marked(self.quotes[int(new)], usual, said), (" ", usual)])

    def _form(self, line, _last, quote, nth, said):
        start, end = self._find(line, quote, nth)
        letters = self.base[line][1]
        letters[start:end] = [(letter, _marks(said)) for letter, _ in letters[start:end]]

    def _split(self, line, _last, after, nth):
        _, end = self._find(line, after, nth)
        self._edit(line, end, end + 1, [], True)

    def _join(self, line, _last):
        self.joined.add(line)

    def _reshape(self, line, _last, form):
        self.forms[line] = form

    def _move(self, line, _last, after):
        self.moved.add(line)
        self.after.setdefault(int(after), []).insert(0, line)

    def _first(self, line, last):
        self._move(line, last, 0)

    def _lines(self, line, _last, said):
        self.after.setdefault(line, []).insert(0, self._new(said))

    def _lines_first(self, _line, last, said):
        self._lines(0, last, said)

    def _heading_is(self, line, _last, new):
        self.instead[line] = [(self.base[line][0], self._marked(self.quotes[int(new)], frozenset(), None))]

    def _lines_are(self, line, last, said):
        self.instead |= {each: [] for each in range(line, last + 1)} | {line: self._new(said)}

    def _gone(self, line, last):
        self.instead |= {each: [] for each in range(line, last + 1)}
        self.gone |= {*range(line, last + 1)}

    def _new(self, said: str) -> list[Line]:
        found = re.findall(rf"(?:^|; )([^\x01;]*?) {Q}(?: \(([^()]*(?:\(occurrence[^)]*\)[^()]*)*)\))?", said)
        return [(form, self._marked(self.quotes[int(quote)], frozenset(), runs)) for form, quote, runs in found]

    def __post_init__(self):
        self.written = [list(letters) for _, letters in self.base]

    def _text(self) -> list[Line]:
        lines: list[Line] = []
        for place in range(len(self.base)):
            if place not in self.moved:
                self._give(lines, place)
            assert place not in self.after or place not in self.moved | self.gone, (
                "nothing is put after what is no longer there"
            )
            for each in self.after.get(place, []):
                if isinstance(each, int):
                    self._give(lines, each)
                else:
                    lines += each
        return lines

    def _give(self, lines: list[Line], place: int) -> None:
        made = self._made(place)
        if place - 1 in self.joined:
            form, letters = lines.pop()
            usual = frozenset()
            made[0] = (form, [*letters, (" ", usual), *made[0][1]])
        lines += made

    def _made(self, place: int) -> list[Line]:
        if place in self.instead:
            return list(self.instead[place])
        form, letters = self.forms.get(place, self.base[place][0]), list(self.base[place][1])
        parts: list[list[Letter]] = []
        for start, end, put, splits in sorted(self.edits.get(place, []), reverse=True, key=lambda edit: edit[:2]):
            if splits:
                parts.insert(0, letters[end:])
                letters = letters[:start]
            else:
                letters[start:end] = put
        return [(form, part) for part in [letters, *parts]]


def _seen(words: str) -> str:
    """Words as they are seen on paper, where spaces are spaces and apostrophes a dash in the air."""
    return " ".join(words.replace("’", "'").split())


def _marks(said: str) -> frozenset[str]:
    return frozenset() if said in PLAIN else frozenset(said.split(", "))
