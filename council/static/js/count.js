// How many characters are left, beside a field that has a limit; counted as the server counts.
export function countCharacters(root) {
  for (const field of root.querySelectorAll("[data-count]")) {
    const line = root.getElementById(`${field.id}-count`);
    const most = Number(field.dataset.count);
    const digits = new Intl.NumberFormat(root.documentElement.lang);
    const show = () => {
      const rest = most - [...field.value.normalize("NFC")].length;
      line.textContent = (rest < 0 ? line.dataset.over : line.dataset.rest).replace("{count}", digits.format(Math.abs(rest)));
      line.classList.toggle("is-over", rest < 0);
    };
    field.addEventListener("input", show);
    if (field.value) show();
  }
}
