import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from charter.collab.ydoc import from_prosemirror, to_prosemirror
from charter.content import schema

NONCHARACTERS = "".join(map(chr, [*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF]))
"""Characters that stand for no sign, which no clause takes (Unicode 15, 23.7)."""
SIGNS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=NONCHARACTERS)
WORDS = st.text(SIGNS, min_size=1, max_size=20)
LINK, EM, STRONG = (
    {"type": "link", "attrs": {"href": "https://x.example/?a=1&b=2"}},
    {"type": "em"},
    {"type": "strong"},
)
RAISED, LOWERED = {"type": "superscript"}, {"type": "subscript"}
MARKS = st.sampled_from(
    [[], [STRONG], [EM], [LINK], [EM, STRONG], [LINK, EM], [LINK, EM, STRONG], [RAISED], [STRONG, LOWERED]]
)
RUNS = st.lists(st.tuples(WORDS, MARKS), max_size=4).map(
    lambda runs: [{"type": "text", "text": words} | ({"marks": marks} if marks else {}) for words, marks in runs]
)


def holding(kind, inside):
    return {"type": kind} | ({"content": inside} if inside else {})


LISTS = [
    ("bullet_list", {}),
    ("ordered_list", {}),
    ("ordered_list", {"attrs": {"start": 3}}),
    ("ordered_list", {"attrs": {"start": 2, "type": "a"}}),
]
LINES = st.builds(holding, st.sampled_from(["paragraph", "heading"]), RUNS)
BLOCKS = st.recursive(
    LINES,
    lambda block: (
        st.builds(
            lambda kind, items: holding(kind[0], [holding("list_item", item) for item in items]) | kind[1],
            st.sampled_from(LISTS),
            st.lists(st.lists(block, min_size=1, max_size=2), min_size=1, max_size=3),
        )
        | st.builds(lambda inside: holding("blockquote", inside), st.lists(block, min_size=1, max_size=2))
    ),
    max_leaves=6,
)
CONTENTS = st.lists(BLOCKS, min_size=1, max_size=4).map(lambda blocks: {"type": "doc", "content": blocks})


def joined(content):
    """Runs with the same marks beside each other are one run."""
    if "content" not in content:
        return content
    inside = []
    for each in map(joined, content["content"]):
        if (
            inside
            and each["type"] == "text"
            and inside[-1]["type"] == "text"
            and each.get("marks") == inside[-1].get("marks")
        ):
            inside[-1] = inside[-1] | {"text": inside[-1]["text"] + each["text"]}
        else:
            inside.append(each)
    return content | {"content": inside}


@given(CONTENTS)
def test_words_go_into_a_document_and_come_out_the_same(content):
    assert to_prosemirror.content(from_prosemirror.document(content)) == joined(content)


def words(content):
    return content.get("text", "") + "".join(map(words, content.get("content", [])))


@given(CONTENTS)
def test_the_three_forms_of_a_text_say_the_same(content):
    text = to_prosemirror.text(from_prosemirror.document(content))
    shown = parser.fromstring(f"<div>{text.html}</div>")
    assert "".join(shown.itertext()) == words(text.content)
    assert {each.tag for each in shown.iter()} <= {
        "div",
        "p",
        "h3",
        "ul",
        "ol",
        "li",
        "blockquote",
        "br",
        "strong",
        "em",
        "sup",
        "sub",
        "a",
    }


@given(WORDS)
def test_markup_typed_as_words_stays_words(words):
    text = to_prosemirror.text(from_prosemirror.document(from_prosemirror.paragraphs(f"<script>{words}</script>")))
    assert "<script" not in text.html


def test_hard_breaks_and_overlapping_marks_are_read():
    from pycrdt import Doc, XmlElement, XmlFragment, XmlText

    doc = Doc()
    root = doc.get(to_prosemirror.ROOT, type=XmlFragment)
    line = root.children.append(XmlElement("paragraph"))
    words = line.children.append(XmlText("ab"))
    words.format(0, 1, {"strong": {}, "link": {"href": "https://x.example"}})
    line.children.append(XmlElement("hard_break"))
    line.children.append(XmlText("c"))
    text = to_prosemirror.text(doc)
    assert text.html == '<p><a href="https://x.example"><strong>a</strong></a>b<br>c</p>'
    assert to_prosemirror.plain(text.content) == "ab\nc\n"


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "doc", "content": [{"type": "script"}]},
        {"type": "doc", "content": [{"type": "text", "text": "loose"}]},
        {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}]},
        {
            "type": "doc",
            "content": [{"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": [{"type": "u"}]}]}],
        },
        {"type": "paragraph"},
        {},
    ],
)
def test_what_is_not_in_the_schema_is_refused(wrong):
    with pytest.raises(schema.NotInSchema):
        schema.checked(wrong)


def test_plain_text_becomes_paragraphs_and_lists():
    content = from_prosemirror.paragraphs("Un\nmot :\n- a\n- b\n\nFin")
    assert to_prosemirror.plain(content) == "Un mot :\na\nb\nFin\n"
    assert [each["type"] for each in content["content"]] == ["paragraph", "bullet_list", "paragraph"]
    assert from_prosemirror.paragraphs("  ") == from_prosemirror.EMPTY


def items(**attributes):
    """A numbered list of one item."""
    line = {"type": "paragraph", "content": [{"type": "text", "text": "cinq"}]}
    listed = {"type": "ordered_list", "content": [{"type": "list_item", "content": [line]}]}
    return {"type": "doc", "content": [listed | ({"attrs": attributes} if attributes else {})]}


@pytest.mark.parametrize(
    ("attributes", "tag"),
    [({}, "<ol>"), ({"start": 5}, '<ol start="5">'), ({"start": 0, "type": "a"}, '<ol start="0" type="a">')],
)
def test_a_list_keeps_where_it_starts_and_a_plain_one_has_no_attributes(attributes, tag):
    text = to_prosemirror.text(from_prosemirror.document(items(**attributes)))
    assert text.content == items(**attributes)
    assert text.html.startswith(tag)


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": None},
        {"start": "5"},
        {"start": 5.5},
        {"start": True},
        {"start": -1},
        {"start": 10_000},
        {"type": "circle"},
        {"type": 1},
        {"onclick": "x"},
    ],
)
def test_no_other_attribute_of_a_list_is_accepted(wrong):
    with pytest.raises(schema.NotInSchema):
        schema.checked(items(**wrong))


def test_superscripts_and_subscripts_stay():
    runs = [("10", []), ("6", ["superscript"]), (" t de CO", []), ("2", ["strong", "subscript"])]
    inside = [
        {"type": "text", "text": words} | ({"marks": [{"type": mark} for mark in marks]} if marks else {})
        for words, marks in runs
    ]
    text = to_prosemirror.text(
        from_prosemirror.document({"type": "doc", "content": [{"type": "paragraph", "content": inside}]})
    )
    assert text.html == "<p>10<sup>6</sup> t de CO<strong><sub>2</sub></strong></p>"
    assert to_prosemirror.plain(text.content) == "10⁶ t de CO₂\n"
    assert to_prosemirror.plain({"type": "text", "text": "n+Q", "marks": [{"type": "superscript"}]}) == "^(n+Q)"
