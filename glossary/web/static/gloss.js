// The style of glosses that the reader chose last is the one that is shown and copied, on every page.

import { remember, remembered } from "./page.js";

const STYLE = "gloss-style"; // what the choice is called, on the page and where it is remembered

export function showGlosses(style = remembered(STYLE)) {
  const choice = document.getElementById(STYLE);
  if (!choice) return;
  if ([...choice.options].some((option) => option.value === style)) choice.value = style;
  for (const gloss of document.querySelectorAll("[data-style]")) {
    gloss.hidden = gloss.dataset.style !== choice.value;
    if (gloss.hidden) continue;
    const button = gloss.parentElement.querySelector(".copy");
    const label = button.getAttribute("aria-label").split(": ", 1)[0];
    button.dataset.copy = gloss.textContent;
    button.setAttribute("aria-label", `${label}: ${gloss.textContent.slice(0, 60)}`);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.id !== STYLE) return;
  remember(STYLE, event.target.value);
  showGlosses(event.target.value);
});

showGlosses();
