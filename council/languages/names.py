"""English names of languages that CLDR does not name in every language of the interface.

The catalogs translate them; `formatting.language_name` asks the catalog first, then CLDR. A test
compares the list with the registry and CLDR, so a new language cannot be forgotten here.
"""

from flask_babel import lazy_pgettext

NAMES = (
    # Translators: names of languages, as they stand in a sentence or list in your language
    lazy_pgettext("language", "Achi"),
    lazy_pgettext("language", "Akateko"),
    lazy_pgettext("language", "American Sign Language (ASL)"),
    lazy_pgettext("language", "Assyrian"),
    lazy_pgettext("language", "Chaldean"),
    lazy_pgettext("language", "Chuj"),
    lazy_pgettext("language", "Dari"),
    lazy_pgettext("language", "Dinka"),
    lazy_pgettext("language", "Garifuna"),
    lazy_pgettext("language", "Green Hmong"),
    lazy_pgettext("language", "Hakha Chin"),
    lazy_pgettext("language", "Hazaragi"),
    lazy_pgettext("language", "Ixil"),
    lazy_pgettext("language", "Kaqchikel"),
    lazy_pgettext("language", "Kikongo"),
    lazy_pgettext("language", "Kosraean"),
    lazy_pgettext("language", "Krio"),
    lazy_pgettext("language", "Kurdish (Kurmanji)"),
    lazy_pgettext("language", "Kʼicheʼ"),
    lazy_pgettext("language", "Low German (Plautdietsch)"),
    lazy_pgettext("language", "Maay Maay"),
    lazy_pgettext("language", "Mam"),
    lazy_pgettext("language", "Mandarin"),
    lazy_pgettext("language", "Mandinka"),
    lazy_pgettext("language", "Mexican Sign Language (LSM)"),
    lazy_pgettext("language", "Mixtec"),
    lazy_pgettext("language", "Nahuatl"),
    lazy_pgettext("language", "Pennsylvania German"),
    lazy_pgettext("language", "Pohnpeian"),
    lazy_pgettext("language", "Poptiʼ"),
    lazy_pgettext("language", "Punjabi (Shahmukhi)"),
    lazy_pgettext("language", "Purépecha"),
    lazy_pgettext("language", "Qʼanjobʼal"),
    lazy_pgettext("language", "Qʼeqchiʼ"),
    lazy_pgettext("language", "Rohingya (Latin letters)"),
    lazy_pgettext("language", "Serbian (Latin letters)"),
    lazy_pgettext("language", "S’gaw Karen"),
    lazy_pgettext("language", "Tedim Chin"),
    lazy_pgettext("language", "Triqui"),
    lazy_pgettext("language", "White Hmong"),
    lazy_pgettext("language", "Yup’ik"),
    lazy_pgettext("language", "Zapotec"),
)
