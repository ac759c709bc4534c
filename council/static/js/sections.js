// Moves a line of a list up or down without asking for the page again; the form sends their order.
export function moveSections(root) {
  for (const list of root.querySelectorAll("[data-sections]")) {
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      event.preventDefault();
      const line = button.closest("li");
      const lines = [...list.children].filter((each) => each === line || each.querySelector(":checked"));
      const other = lines[lines.indexOf(line) + (button.name === "up" ? -1 : 1)];
      if (!other) return;
      if (button.name === "up") other.before(line);
      else other.after(line);
      button.focus();
    });
    list.addEventListener("change", (event) => {
      const line = event.target.closest("li");
      for (const button of line.querySelectorAll("button")) button.hidden = !event.target.checked;
    });
  }
}
