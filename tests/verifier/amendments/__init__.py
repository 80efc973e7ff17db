"""What the verifier checks of amendments: an honest archive holds, and each forgery is refused for its reason."""
