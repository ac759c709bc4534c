// Says, while somebody types, that immigration status is never needed; the server finds the same.
export function carefulFields(root) {
  for (const field of root.querySelectorAll("[data-careful]")) {
    const sentence = root.querySelector("[data-careful-sentence]");
    const escaped = JSON.parse(field.dataset.careful).map((words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const early = (words) => words.codePointAt(0) < 0x600;
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{N}_])(?:${escaped.filter(early).join("|")})|(?:${escaped.filter((words) => !early(words)).join("|")})`,
      "u",
    );
    field.addEventListener("input", () => {
      sentence.hidden = !pattern.test(field.value.normalize("NFC").toLowerCase());
    });
  }
}
