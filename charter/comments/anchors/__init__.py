"""Comments tied to words: by the identity of characters, then by the quote in its context; never to other words."""
