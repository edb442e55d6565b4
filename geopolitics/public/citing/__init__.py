"""How to cite what the register holds: a record as an entry of the register, a document as itself.

`references` says what there is to cite; `styles` writes it as text, `files` as BibTeX, RIS and
CSL-JSON; `annotations` tells a record's quotes as W3C Web Annotations.
"""
