"""The PDF engine: any two languages side by side, each read aloud in its own voice.

It knows nothing of councils. A caller renders HTML with the macros of
`templates/printing/pieces.html` and hands it over:

    english = PrintedLanguage("en", "Latn")
    arabic = PrintedLanguage("ar", "Arab")
    document = Document(
        parts=(
            Part("cover", render_template("packets/cover.html", ...), (english, arabic)),
            Part("agenda", render_template("packets/agenda.html", ...), (english, arabic), "usual"),
        ),
        edges={"usual": render_template("packets/edge.html", ...)},
        title="Meeting packet", made_at=issued_at,
        assets={"qr.svg": qr_code("https://example.org/p/1")},
    )
    printed = print_document(document, Press(cache=instance / "cache" / "printing"))
    printed.pdf, printed.pages, printed.missing_glyphs

Each part begins on a new sheet and is printed by itself (`engine.py`), once for all documents that
hold it. Then parts, edges and page numbers are joined into one file (`joining.py`).

The macros take `Passage` and `Words`, never bare strings, so that every word on paper has its
language. All words come from the caller; the macros add none of their own:

    {% import "printing/pieces.html" as pieces %}
    {{ pieces.heading(2, Words("Agenda", english), Words("جدول الأعمال", arabic), id="agenda") }}
    {% call pieces.pairs() %}
      {{ pieces.pair(Passage("…", english),
                     Passage("…", arabic, mark=Mark(Standing.APPROVED, Words("…", arabic)))) }}
    {% endcall %}
    {% call pieces.data_table([pieces.column(first, second), pieces.column(first)], ["6em", ""]) %}
      <tr>{{ pieces.row_header(first, second) }}{{ pieces.cell(passage) }}</tr>
    {% endcall %}

An edge is made with `pieces.furniture` alone:

    {{ pieces.furniture(title=Words("Meeting packet", english), second_title=…,
                        qr="qr.svg", qr_words=…, second_qr_words=…) }}

A document in one language leaves the second argument out everywhere. Its first heading is of level
1. `languages` names every language that occurs in a part, also the one of an original that stands
for a translation. Rows inside `<div class="knots">` hang on the thread by a knot of their own.
"""
