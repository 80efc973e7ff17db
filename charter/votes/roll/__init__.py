"""Who may vote in a vote: eligibility, attendance, proxies."""
