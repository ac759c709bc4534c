// Looks how far a file is printed, and shows it in place; without this the page is loaded again.
export function watchPrinting(root) {
  const watched = root.querySelector("[data-printing]");
  if (!watched) return;
  const lookAgain = async () => {
    let page;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok) page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      // The network is away for a moment.
    }
    const now = page?.querySelector("[data-printing]");
    if (page && !now) return location.reload();
    const here = root.querySelector("[data-printing]");
    if (now && here.innerHTML !== now.innerHTML) {
      here.replaceChildren(...now.childNodes);
      here.dataset.printing = now.dataset.printing;
    }
    setTimeout(lookAgain, here.dataset.printing > 2 ? 10000 : 1000);
  };
  setTimeout(lookAgain, 1000);
}
