"""Mail: listens to signals of the other features and sends what the outbox holds."""
