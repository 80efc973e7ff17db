"""What the tests of pages need: the second charter of the tests of assemblies."""

from tests.charters.test_assembly import spring, water

__all__ = ["spring", "water"]
