"""The mails about rounds and amendments. They name associations, never what a person wrote in a draft."""

from charter.notifications.about_amendments import advice, rounds, suggestions, support

__all__ = ["advice", "rounds", "suggestions", "support"]
