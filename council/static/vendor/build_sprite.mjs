// Writes ../icons.svg: the Tabler icons named in icons.txt, then the drawings of drawings.svg.
// To add an icon: add its Tabler name to icons.txt, then, in this folder:
//   npm ci --ignore-scripts && npm run build
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";

const here = new URL("./", import.meta.url);
const tabler = new URL("node_modules/@tabler/icons/", here);
const names = readFileSync(new URL("icons.txt", here), "utf8").split("\n").filter(Boolean);

const symbols = names.map((name) => {
  const svg = readFileSync(new URL(`icons/outline/${name}.svg`, tabler), "utf8");
  const paths = svg
    .slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>"))
    .replace(/<path stroke="none"[^>]*>/, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
  return (
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" ` +
    `stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${paths}</symbol>`
  );
});

const drawings = readFileSync(new URL("drawings.svg", here), "utf8")
  .replace(/<!--[\s\S]*?-->/g, "")
  .split("\n")
  .map((line) => line.trim())
  .filter((line) => line && !line.startsWith("<svg") && !line.startsWith("</svg"))
  .join("")
  .replaceAll("<symbol", "\n<symbol")
  .trim();

const { version } = JSON.parse(readFileSync(new URL("package.json", tabler), "utf8"));
writeFileSync(
  new URL("../icons.svg", here),
  `<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons ${version}, MIT; the drawings are Council's own -->\n` +
    `${symbols.join("\n")}\n${drawings}\n</svg>\n`,
);
copyFileSync(new URL("LICENSE", tabler), new URL("LICENSES/tabler-icons.txt", here));
