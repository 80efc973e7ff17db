"""Decision rules, electorate, tally and verdicts: plain values, without a database."""
