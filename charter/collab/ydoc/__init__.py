"""The Yjs document of a clause: decoding and placing updates, converting from and to ProseMirror
JSON, patches."""
