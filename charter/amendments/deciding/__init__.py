"""From amendments to decisions: advice and answers, what falls with what, outcomes, incorporation."""
