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
