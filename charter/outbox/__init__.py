"""What people are to be told by mail: kept with the decision that tells it, sent by `notifications`."""
