"""The mails about rounds and amendments. They name associations, never what a person wrote in a draft."""

from charter.notifications.about_amendments import rounds, suggestions, support

__all__ = ["rounds", "suggestions", "support"]
