"""Decision rules, electorate, tally and verdicts: plain values, no database."""
