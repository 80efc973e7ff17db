"""Whether everyone holds the same words, and nothing that was acknowledged is missing."""

from charter.collab.storage import live_text
from charter.collab.ydoc import to_prosemirror
from tests.processes.support.delegate import Delegate, Door
from tests.processes.support.site import Site
from tests.support.socket_client import WebSocket
from tests.support.waiting import until


def on_disk(site: Site, clause_id: int) -> str:
    """A clause's words as the database has them."""
    return site.asked(lambda: to_prosemirror.plain(live_text.committed_text(clause_id).content))


def agree(site: Site, delegates: list[Delegate]) -> str:
    """Stop typing, wait until all copies are the database's, and check that each acknowledged word is there, once;
    returns the text."""
    for each in delegates:
        each.typing.clear()
    until(lambda: all(each.is_saved or each.surprises for each in delegates), "everything is kept or refused")
    surprises = [each.surprises for each in delegates if each.surprises]
    assert not surprises, surprises
    text = on_disk(site, delegates[0].clause_id)
    until(lambda: all(each.text == text for each in delegates), "all copies are the same")
    for each in delegates:
        assert not (wrong := {word: text.count(word) for word in each.kept if text.count(word) != 1}), wrong
        assert not (refused_words := {word for word in each.refused if word in text}), refused_words
    return text


def every_process_has(site: Site, text: str, clause_id: int, sessions: list[str]) -> None:
    """Check that whoever opens a clause now gets this text, whatever process they ask."""
    for process, session in enumerate(sessions):
        newcomer = Delegate("newcomer", clause_id, Door(site, session, process, WebSocket))
        until(lambda newcomer=newcomer: newcomer.text == text, f"process {process} has the text")
        newcomer.leave()
