"""The outbox: mails that are queued in the transaction of the decision they report; `notifications`
sends them."""
