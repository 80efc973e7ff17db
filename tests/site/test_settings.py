"""How an assembly presents itself: its name, mark, colour and words of welcome."""

import io

import pytest
from PIL import ExifTags, Image

from charter.database import db
from charter.journal.models import Entry
from charter.site import marks

EMPTY = {"name": "", "welcome": "", "colour": ""}


def picture(kind="PNG", size=(400, 200)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#7a3a9a").save(made, kind)
    return made.getvalue()


def damaged_photo() -> bytes:
    """One that is to be turned upright, and gives its width in words."""
    notes, made = Image.Exif(), io.BytesIO()
    notes[ExifTags.Base.Orientation], notes[ExifTags.Base.ImageDescription] = 6, "x" * 50
    Image.new("RGB", (40, 20)).save(made, "JPEG", exif=notes)
    return made.getvalue().replace(b"\x01\x0e\0\x02", b"\x01\0\0\x02")


def sent(file: bytes, **fields):
    return EMPTY | fields | {"mark": (io.BytesIO(file), "mark.png")}


def test_name_colour_and_mark_stand_on_every_page_as_soon_as_they_are_saved(sign_in, visitor):
    secretary = sign_in("secretariat")
    said = {"name": "Forum & co", "welcome": "We decide here.", "colour": "#7A3A9A"}
    assert secretary.post("/site", data=sent(picture(), **said)).status_code == 303

    page = visitor.get("/help").text
    assert "<title>Help · Forum &amp; co</title>" in page
    mark = page.partition('<img src="')[2].partition('"')[0]
    shown = visitor.get(mark)
    assert shown.headers["Cache-Control"].endswith("immutable")
    assert Image.open(io.BytesIO(shown.data)).size == (marks.MAX_SIDE_PX, marks.MAX_SIDE_PX // 2)
    colours = page.partition("/site/colours-")[2].partition('"')[0]
    assert "--accent: #7a3a9a;" in visitor.get(f"/site/colours-{colours}").text
    assert visitor.get("/site/colours-of-another-day.css").status_code == 404

    entry = db.session.query(Entry).order_by(Entry.seq.desc()).first()
    assert (entry.verb, entry.facts["name"], entry.charter_id) == ("site.described", "Forum & co", None)


def test_saving_something_else_leaves_the_mark_and_a_tick_takes_it_away(sign_in, visitor):
    secretary = sign_in("secretariat")
    secretary.post("/site", data=sent(picture()))
    secretary.post("/site", data=EMPTY | {"name": "Forum"})
    assert "/site/mark-" in visitor.get("/help").text
    secretary.post("/site", data=EMPTY | {"no_mark": "y"})
    assert "/site/mark-" not in visitor.get("/help").text
    assert "<title>Help · Charter</title>" in visitor.get("/help").text


@pytest.mark.parametrize(
    "fields, reason",
    [
        ({"colour": "#ffcc00"}, "The nearest one that can is #7"),
        ({"colour": "purple"}, "Give a colour as #"),
        ({"name": "x" * 61}, "60"),
    ],
)
def test_what_cannot_be_shown_is_refused_beside_its_field_and_kept(sign_in, visitor, fields, reason):
    refused = sign_in("secretariat").post("/site", data=EMPTY | {"welcome": "Kept words"} | fields)
    assert refused.status_code == 422
    assert reason in refused.text
    assert "Kept words" in refused.text
    assert next(iter(fields.values())) in refused.text
    assert "Charter</title>" in visitor.get("/help").text


@pytest.mark.parametrize(
    "file",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        picture()[:-40],
        picture("BMP"),
        b"\0" * (marks.MAX_FILE_BYTES + 1),
        damaged_photo(),
    ],
    ids=["svg", "no_picture", "cut", "another_kind", "too_large", "damaged"],
)
def test_a_file_that_is_no_picture_is_refused(sign_in, file):
    refused = sign_in("secretariat").post("/site", data=sent(file))
    assert refused.status_code == 422
    assert "picture" in refused.text


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_opened(sign_in):
    bomb = picture("PNG", (6000, 5000))
    assert len(bomb) < marks.MAX_FILE_BYTES
    assert sign_in("secretariat").post("/site", data=sent(bomb)).status_code == 422


def test_nothing_of_the_file_but_its_pixels_is_kept(app):
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where this was taken"
    Image.new("RGB", (20, 20)).save(made, "JPEG", exif=exif)
    assert b"where this was taken" in made.getvalue()
    assert b"where this was taken" not in marks.read(made.getvalue())


def test_a_photograph_stands_upright(app):
    """A phone stores a turned picture, and how to turn it: here, its left half is the top."""
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = Image.new("RGB", (400, 200), "white")
    turned.paste("red", (0, 0, 200, 200))
    made = io.BytesIO()
    turned.save(made, "JPEG", exif=exif)

    mark = Image.open(io.BytesIO(marks.read(made.getvalue())))
    assert mark.width * 2 == mark.height
    assert [mark.getpixel((40, each))[1] < 128 for each in (10, mark.height - 10)] == [True, False]


def test_a_grey_picture_of_16_bits_keeps_its_greys(app):
    made = io.BytesIO()
    Image.new("I;16", (20, 20), 0x4000).save(made, "PNG")
    assert Image.open(io.BytesIO(marks.read(made.getvalue()))).getpixel((5, 5))[0] == 0x40


def test_the_secretary_alone_sets_them(sign_in, visitor):
    for browser in (visitor, sign_in("namur"), sign_in("moderation")):
        assert browser.get("/site").status_code in (303, 403)
        assert browser.post("/site", data=EMPTY | {"name": "Mine"}).status_code == 403
