"""The languages of families: what they are, which one a page is in, and where its words are."""

from council.languages.integration import init_app

__all__ = ["init_app"]
