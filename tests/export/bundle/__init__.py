"""The bundle of amendments, once they are decided."""
