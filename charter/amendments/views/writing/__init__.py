"""Writing an amendment: the form, the draft, the warnings before it is sent."""
