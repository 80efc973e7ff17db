"""What moderators have still to decide of a round of amendments: clause by clause, place by place."""
