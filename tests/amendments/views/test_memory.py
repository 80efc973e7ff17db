"""What is remembered of amendments is bounded by what it weighs."""

from charter.amendments.views import readings
from charter.amendments.views.memory import Kept
from charter.amendments.views.readings import Wording


def test_what_was_read_last_is_remembered_as_far_as_it_is_light_enough():
    kept = Kept[str](10_000, len)
    for number in range(100):
        assert kept.get((str(number),), lambda: "x" * 1000) == "x" * 1000
    assert kept.weight <= 10_000
    assert ("99",) in kept
    assert ("0",) not in kept
    assert kept.get(("heavy",), lambda: "x" * 20_000) == "x" * 20_000
    assert kept.weight == 0
    assert kept.get(("",), lambda: "without a key") == "without a key"
    assert ("",) not in kept


def test_patches_to_one_text_share_its_atoms(app):
    base = Wording("Titre", {"type": "doc"}, "base")
    with app.test_request_context():
        one, other = (readings._patch(base, Wording(key, {"type": "doc"}, key)) for key in ("one", "other"))
    assert one.base is other.base
