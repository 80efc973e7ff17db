"""Lines that must last: real servers, and the product's own client."""
