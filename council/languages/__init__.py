"""The languages of families: what they are, which one a page is in, and where its words are."""
