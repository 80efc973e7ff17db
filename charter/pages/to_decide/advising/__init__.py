"""Writing the advice on one amendment."""
