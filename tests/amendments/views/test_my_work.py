from tests.pages.work.test_work import lines, number


def test_a_draft_waits_while_its_round_is_open_and_an_amendment_asks_others_to_co_sign(round_, write, propose, sign_in):
    namur, montreal = sign_in("namur"), sign_in("montreal")
    before = number(namur)
    write(round_, "namur")
    propose(round_, "namur")
    [draft] = lines(namur, "to-finish")
    assert "Go on writing" in draft
    assert number(namur) == before + 1
    [own] = lines(namur, "amendments")
    assert "one association has still to co-sign it" in own

    [asked] = lines(montreal, "to-cosign")
    assert "No. 1 of Ville de Namur" in asked
    assert lines(namur, "to-cosign") == []


def test_what_is_co_signed_enough_asks_nobody_any_more(round_, propose, sign_in, amending, someone):
    from charter.amendments import support

    amendment = propose(round_, "namur")
    support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("quebec"))
    assert lines(sign_in("montreal"), "to-cosign") == []


def test_lines_say_what_changes_and_beyond_a_few_lead_to_the_list(round_, propose, sign_in, clause):
    for title in range(6):
        propose(round_, "namur", heading=f"Titre {title}")
    asked = lines(sign_in("montreal"), "to-cosign")
    assert len(asked) == 5
    assert "No. 1 of Ville de Namur: Article" in asked[0]
    assert "Read no. 1, then co-sign" in asked[0]
    assert "2 others lack co-signatures." in asked[-1]
    assert "missing=support" in sign_in("montreal").get("/work").text
    assert "No. 6 · Submitted: one association has still" in lines(sign_in("namur"), "amendments")[-1]
