"""Realtime transport: Engine.IO, Socket.IO packets, the bus between processes, and change
events."""
