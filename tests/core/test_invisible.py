"""What cannot be seen in a text is found; what a language or an emoji needs is let be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.core import invisible

DECEIVING = {
    "bidi overrides": "Les villes \u202enaviod\u202c payer.",
    "bidi isolates": "a\u2066b\u2069c",
    "bidi marks": "a\u200eb\u200fc\u061cd",
    "zero-width space": "droit\u200bs",
    "word joiner and byte order mark": "a\u2060b\ufeffc",
    "joiners between Latin letters": "a\u200db\u200cc",
    "a joiner at the end of a word": "می\u200c ",
    "two joiners": "می\u200c\u200cخواهم",
    "tags": "Oui" + "".join(chr(0xE0000 + ord(letter)) for letter in "non"),
    "tags behind a flag": "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "non!") + "\U000e007f",
    "variation selectors after letters": "a\ufe0fb\U000e0101c\ufe00",
    "soft hyphens outside words": "a \xadb",
    "fillers": "a\u3164b\u115fc\uffa0d\u2800e",
    "controls": "a\x07b\x9fc",
    "line separators": "a\u2028b",
    "annotations": "a\ufff9b\ufffac\ufffbd",
    "musical controls": "a\U0001d173b",
    "a lone style": "\ufe0f",
    "an emoji's joiner with nothing to join": "😀\u200d.",
    "half a surrogate pair": "a\ud83db",
}
NEEDED = [
    "Qu’une ville s’engage : c’est « ici », 1\u00a0000\u202fkm d’intercommu\xadnalité.",
    "می\u200cخواهم",  # Persian
    "क्\u200dष क्\u200c ",  # Devanagari, with half letters
    "ක්\u200dෂ",  # Sinhala
    "ភាសា\u200bខ្មែរ",  # Khmer, without spaces
    "👩🏽\u200d💻 👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 ❤\ufe0f\u200d🔥 🙂\u200d↔\ufe0f ☑\ufe0e",
    "1\ufe0f\u20e3 ©\ufe0f ℹ\ufe0f ‼\ufe0f",
    "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",  # Wales
    "葛\U000e0100",
    "⠃⠕⠝⠚⠕⠥⠗⠀⠃",
    "שָׁלוֹם مَرْحَبًا Ђ Ω ℃ e\u0301",
    "Une ligne.\n\tUne autre.",
]


@pytest.mark.parametrize("text", DECEIVING.values(), ids=DECEIVING)
def test_what_cannot_be_seen_is_found(text):
    found = invisible.hidden(text)
    assert found
    assert all(name.startswith(f"U+{ord(text[place]):04X}") for place, name in found)
    assert not invisible.hidden(invisible.with_marks(text))


@pytest.mark.parametrize("text", NEEDED)
def test_what_a_language_or_an_emoji_needs_is_let_be(text):
    assert invisible.hidden(text) == []
    assert invisible.with_marks(text) == text
    assert invisible.stripped(text) == text.strip()


def test_it_is_shown_where_it_stands():
    text = "Les villes \u202enaviod\u202c payer."
    assert invisible.hidden(text) == [(11, "U+202E RIGHT-TO-LEFT OVERRIDE"), (18, "U+202C POP DIRECTIONAL FORMATTING")]
    assert invisible.with_marks(text) == "Les villes ⟨U+202E⟩naviod⟨U+202C⟩ payer."
    assert invisible.listed(text).startswith("U+202E RIGHT-TO-LEFT OVERRIDE (Les villes ⟨U+202E⟩naviod⟨U+202C⟩ paye")
    assert invisible.listed("\u202e" * 9).endswith(", …")


def test_what_is_copied_along_without_anyones_will_is_left_out():
    assert invisible.stripped("\ufeff \u202aVille de\u200b Namur\u202c\u200f ") == "Ville de Namur"
    assert invisible.stripped("\u200b \u2800") == ""


def test_words_of_letters_that_look_alike_are_named_once():
    assert invisible.mixed_words("La vil\u0456e et la vil\u0456e; Москва, Ελλάδα, µm²") == ["vil\u0456e"]


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_shown_and_tidied(text):
    assert all(0 <= place < len(text) for place, _name in invisible.hidden(text))
    assert len(invisible.stripped(text)) <= len(text)
    assert invisible.listed(text) or not invisible.hidden(text)
