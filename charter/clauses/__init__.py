"""The numbered parts of a charter: order, numbering, stage, versions."""
