"""Security headers, the session cookie, rate limits."""
