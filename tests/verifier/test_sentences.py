"""For each sentence of docs/verifying.md on what is checked, a forgery against it is refused."""

import re
from pathlib import Path

import pytest

from tests.upgrades import test_archives
from tests.verifier import (
    test_adoption,
    test_archive,
    test_assembly_of_a_charter,
    test_checks,
    test_forgeries,
    test_hostile,
    test_numbering,
)
from tests.verifier.amendments.forgeries import AMENDMENTS

DOCS = Path(__file__).parents[2] / "docs"
CHECKED = {
    "The manifest lists each with its SHA-256": "other_size test_every_forged_archive_is_refused_for_its_reason",
    "each JSON file is in its one form": "other_line test_a_field_more_or_fewer_is_refused_wherever_it_is",
    "Each has its digest;": "other_text item_text whole_text",
    "what is shown is what was published": "other_published other_than_voted of_another_time of_another_cause",
    "what is adopted, a vote adopted": "never_adopted",
    "no clause of the journal is left out": "clause_hidden clause_more",
    "Its title, summary, address, language": (
        "another_title another_summary another_slug another_stage in_another_language section_named_otherwise"
        " clauses_exchanged clause_numbered_otherwise numbered_otherwise at_another_stage from_another_stage"
    ),
    "A vote adopted it, or somebody did once": "test_what_adopted_the_charter_is_checked",
    "Where one was chosen, the associations that take part": "weightier one_more of_another_entry left_out",
    "A charter that kept the whole directory": "test_a_charter_that_chose_nobody_shows_no_assembly",
    "Each elector of a vote is of an association": (
        "of_no_association test_more_votes_than_an_association_has_in_the_assembly_are_refused"
    ),
    "It has its digest;": "roll_digest",
    "nobody is on it twice": "elector_twice",
    "the votes of each association are held": (
        "weight two_of_one_association two_votes_of_a_head seats_of_one more_than_the_most"
    ),
    "Who is present, who holds whose proxy": (
        "absent_made_present proxy_never_given chair_of_nobody chair_dropped two_chairs"
    ),
    "proxies are of one level": "own_proxy proxy_of_a_proxy",
    "Its kind, its title, its clauses and the vote": (
        "prepared_on_another_kind prepared_on_another_heading prepared_on_another_clauses prepared_on_another_follows"
    ),
    "It has its digest, was prepared": "rule_digest unprepared prepared_otherwise rule_prepared_otherwise",
    "the vote was open as long as it wants": "too_short before_its_time over_before_its_time",
    "a quorum was waived only where": "called_too_soon waived_at_once waived_though_it_was_there",
    "Of electors on the roll, one each": "stranger signed_by_stranger two_ballots too_early too_late other_nonce",
    "each change is a deposit": "change_forgotten first_ballot_counts ballot_lost",
    "those of the room were entered": "raised_by_nobody entered_by_nobody entered_after room_replaced",
    "A ballot by proxy is of somebody": "nobodys_proxy proxy_taken_back",
    "Where a clause was taken out of a block": "out_by_a_stranger out_after_the_ballots other_rest other_objection",
    "As many as signatures": "sealed_fewer sealed_twice",
    "each in the tree whose root": "sealed_turned_round other_root",
    "Counted again, with each comparison": (
        "under_the_threshold under_the_least_for under_the_least_not_against in_spite_of_an_objection"
        " in_spite_of_a_veto without_a_quorum in_a_tie without_a_college tally_plus_one"
    ),
    "They are numbered in the order": (
        "number_left_out of_no_amendment submitted_too_late amendment_not_counted opened_beside_another"
    ),
    "each wording has its digest": "says_something_else chained_to_nothing wording_on_another_base on_another_base",
    "Who agreed to a text agreed": (
        "agreed_to_another_text agreed_without_consent answered_unasked older_advice reworded_in_secret"
    ),
    "Who proposes and co-signs": (
        "of_another_association cosigned_otherwise other_advice another_wording_cosigned other_limit"
    ),
    "What was put to the vote is what was printed": (
        "printed_otherwise voted_on_an_older_wording motions_left_out voted_twice"
    ),
    "a vote decided so, or had announced it": "decided_by_no_vote not_announced withdrawn_made_to_fall",
    "once the round is decided, each": "never_decided ended_twice round_forgotten rounds_left_out",
    "What was adopted on a clause is in its text": (
        "word_slipped_in word_doubled word_lost never_put_in left_out_of_the_text put_in_twice"
    ),
    "where it was one wording": "put_in_otherwise",
    "the next vote on the clause": "other_text_voted",
    "Each opening, end of ballots, closing": (
        "hours_before over_at_another_time closed_at_another_time cancelled_at_another_time"
    ),
    "an extension came before the time": "extended_too_late extended_after_the_last_ballot shortened",
    "what nobody did, the time announced": (
        "by_nobody over_by_nobody closed_by_nobody cancelled_by_nobody extended_by_nobody"
    ),
    "where two persons must agree": "one_person open_by_one close_by_one room_by_one for_another_reason",
    "One chain, no numbered entry older": "entry older_after test_every_forged_archive_is_refused_for_its_reason",
    "what it says of each vote": (
        "other_opener other_closer cancelled_in_journal test_there_is_nothing_in_a_vote_that_could_be_changed"
    ),
    "every entry is numbered within its charter": "renumbered proxy_hidden test_no_entry_can_be_held_back",
    "Those from before the numbering": "first_left_out first_of_nobody begins_twice begins_in_silence",
    "Checkpoints, each once and in their order": (
        "checkpoints_reversed checkpoint_twice no_checkpoint other_checkpoint larger_checkpoint checkpoint_of_more"
    ),
    "A name that is told is the one of the day": "other_name other_elector",
    "Ed25519, of the manifest and of each": (
        "checkpoint_unsigned test_signatures_are_refused_by_the_one_check_that_is_for_each"
    ),
    "If not, that is said.": "test_the_file_inside_needs_nothing_but_python",
}
"""How each sentence of the section begins, and the forgeries, or the tests of them, that show it to
be true."""
ELSEWHERE = {
    "Otherwise each line names one thing that is wrong": "test_the_file_inside_needs_nothing_but_python",
    "| check signatures |": "test_without_the_key_nothing_is_signed",
    "| refuse when signatures cannot be checked |": "test_the_file_inside_needs_nothing_but_python",
    "| compare with a checkpoint that you kept |": "test_a_checkpoint_that_somebody_kept_is_borne_out",
    "The folder holds the files of the archive and nothing else": "test_what_else_lies_in_the_folder_is_named",
    "nothing is imported from there": "test_nothing_that_lies_beside_the_program_is_run",
    "Compiled files among them are not run": "test_what_runs_is_what_can_be_read_and_no_compiled_file_beside_it",
    "They are the files of": "test_the_program_inside_is_the_sources_of_the_verifier_as_they_are",
    "nothing that is in the archive is then run": "test_the_archive_runs_itself_and_checks_others",
    "`charter verify` says whether the program inside is another": "test_another_program_inside_is_told",
    "Each program checks the archives of earlier ones": (
        "test_an_archive_of_before_with_its_program_in_one_file_holds"
    ),
    "but not with your checkpoint": (
        "test_whoever_writes_all_of_it_anew_is_found_by_the_key_or_by_a_kept_checkpoint"
        " test_no_single_change_that_the_site_signs_anew_is_accepted"
    ),
    "Names may be withheld": "test_names_may_be_withheld_and_everything_holds",
    "The answers name those votes": "test_an_archive_holds_before_and_after_the_first_new_entry",
}
"""Likewise in the other sections."""


def sentences(name):
    """What stands under each bullet of the section on what is checked, sentence by sentence."""
    text = (DOCS / name).read_text(encoding="utf-8").split("\n## ")[3]
    for bullet in text.split("\n- **")[1:]:
        paragraph = " ".join(re.split("[ \n]+", bullet.partition("** ")[2].strip()))
        yield re.split("(?<=[.;]) ", paragraph)


def forgeries():
    """The names of all that there are, and of the tests in which they are refused."""
    named = [change for *_, change, _ in [*test_checks.VOTES, *test_checks.WHOLE, *test_checks.FILES, *AMENDMENTS]]
    modules = (test_adoption, test_archive, test_archives, test_checks, test_forgeries, test_hostile, test_numbering)
    modules += (test_assembly_of_a_charter,)
    return {change.__name__ for change in named} | {name for module in modules for name in vars(module)}


def test_no_sentence_says_what_no_forgery_shows():
    every = [sentence for bullet in sentences("verifying.md") for sentence in bullet]
    begun = [[each for each in CHECKED if sentence.startswith(each)] for sentence in every]
    assert [sentence for sentence, found in zip(every, begun, strict=True) if not found] == []
    assert sorted(begin for found in begun for begin in found[-1:]) == sorted(CHECKED)


@pytest.mark.parametrize("named", [CHECKED, ELSEWHERE], ids=["checked", "elsewhere"])
def test_each_forgery_that_stands_for_a_sentence_is_there(named):
    assert {name for names in named.values() for name in names.split()} <= forgeries()


def test_what_is_said_in_other_sections_is_still_there():
    text = " ".join((DOCS / "verifying.md").read_text(encoding="utf-8").split())
    assert [each for each in ELSEWHERE if each not in text] == []


def test_the_french_page_says_as_many_things_under_each_heading():
    english, french = (list(map(len, sentences(name))) for name in ("verifying.md", "verifying.fr.md"))
    assert english == french
    assert sum(english) > 30
