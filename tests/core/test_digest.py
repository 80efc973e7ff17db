from hypothesis import given
from hypothesis import strategies as st

from charter.core.digest import canonical, digest, fingerprint
from charter.core.ids import slug

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)


def test_a_known_value_has_a_known_digest():
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_ways_to_write_the_same_letters_have_the_same_digest():
    assert digest({"text": "e\u0301\r\nx"}) == digest({"text": "\u00e9\nx"})


@given(JSON)
def test_normalising_twice_changes_nothing(value):
    import json

    once = canonical(value)
    assert canonical(json.loads(once)) == once


def test_a_changed_word_changes_the_digest():
    assert digest({"text": "must"}) != digest({"text": "may"})


def test_a_fingerprint_is_read_in_groups():
    assert fingerprint("0123456789abcdef" * 4) == "0123 4567 89ab cdef"


def test_a_title_becomes_an_address():
    assert slug("Charte pour une société numérique désirable !") == "charte-pour-une-societe-numerique-desirable"
    assert slug("Une œuvre de nos Sœurs, ex æquo") == "une-oeuvre-de-nos-soeurs-ex-aequo"
    assert slug("¿?") == ""
