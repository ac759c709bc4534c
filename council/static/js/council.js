// Everything works without this file; it only makes a few things handier.
import { carefulFields } from "./careful.js";
import { countCharacters } from "./count.js";
import { confirmForms } from "./confirm.js";
import { copyButtons } from "./copy.js";
import { closeMenus } from "./menus.js";
import { printButtons } from "./print.js";
import { watchPrinting } from "./printing.js";
import { moveSections } from "./sections.js";

closeMenus(document);
carefulFields(document);
countCharacters(document);
confirmForms(document);
copyButtons(document);
printButtons(document);
watchPrinting(document);
moveSections(document);
// Where a page is filled in again and again; on a phone it would hide what is to be read first.
if (matchMedia("(min-width: 60rem)").matches) document.querySelector("[data-desk-first]")?.focus();
document.getElementById("form-errors")?.focus();
