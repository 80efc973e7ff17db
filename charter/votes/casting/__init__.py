"""How ballots come in: online, in the room, in the paper urn; and the objection that takes a clause out of a block."""
