"""Who may vote: eligibility, attendance, proxies."""
