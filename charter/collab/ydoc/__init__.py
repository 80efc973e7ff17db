"""The Yjs document of a clause: decoding and placing updates, conversion from and to ProseMirror
JSON, patches."""
