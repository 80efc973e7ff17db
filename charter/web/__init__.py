"""What pages and socket events share: permissions, errors, input, rendering, security, realtime."""
