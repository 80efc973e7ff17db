"""What a process remembers of the comments of one app. All of it can be found again."""

from flask import Flask

from charter.comments.anchors.places import PlaceCache


class Comments:
    """Where the words of comments stand."""

    def __init__(self, app: Flask) -> None:
        self.places = PlaceCache()
        app.extensions["comments"] = self
