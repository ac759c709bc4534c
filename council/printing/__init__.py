"""The PDF engine: any two languages side by side, each read aloud in its own voice.

It knows nothing of councils. A caller renders HTML with the macros of
`templates/printing/pieces.html` and hands it over:

    english = PrintedLanguage("en", "Latn")
    arabic = PrintedLanguage("ar", "Arab")
    body = render_template("packets/packet.html", ...)
    document = Document(
        body=body, title="Meeting packet", languages=(english, arabic), made_at=issued_at,
        assets={"qr.svg": qr_code("https://example.org/p/1")},
    )
    printed = print_document(document, Press(cache=instance / "cache" / "printing"))
    printed.pdf, printed.pages, printed.missing_glyphs

The macros take `Passage` and `Words`, never bare strings, so that every word on paper has its
language. All words come from the caller; the macros add none of their own:

    {% import "printing/pieces.html" as pieces %}
    {{ pieces.furniture(title=Words("Meeting packet", english), second_title=…,
                        page_line=Words("Page {page} of {pages}", english), second_page_line=…,
                        qr="qr.svg", qr_words=…, second_qr_words=…) }}
    {{ pieces.heading(2, Words("Agenda", english), Words("جدول الأعمال", arabic), id="agenda") }}
    {% call pieces.pairs() %}
      {{ pieces.pair(Passage("…", english),
                     Passage("…", arabic, mark=Mark(Standing.APPROVED, Words("…", arabic)))) }}
    {% endcall %}
    {% call pieces.data_table([pieces.column(first, second), pieces.column(first)], ["6em", ""]) %}
      <tr>{{ pieces.row_header(first, second) }}{{ pieces.cell(passage) }}</tr>
    {% endcall %}

A document in one language leaves the second argument out everywhere. Its first heading is of level
1. `languages` names every language that occurs, also the one of an original that stands for a
translation. Rows inside `<div class="knots">` hang on the thread by a knot of their own.
"""
