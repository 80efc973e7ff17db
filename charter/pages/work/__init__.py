"""My work: what awaits a member, and what moved since they last came."""
