"""The pages of amendments: writing, reading and listing them."""
