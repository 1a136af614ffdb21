// The style of glosses that the reader chose last is the one that is shown and copied, on every page.

const KEY = "gloss-style";

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off
  }
}

export function showGlosses(style = chosen()) {
  const choice = document.getElementById("gloss-style");
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
  if (event.target.id !== "gloss-style") return;
  try {
    localStorage.setItem(KEY, event.target.value);
  } catch {
    // it holds for this page then
  }
  showGlosses(event.target.value);
});

showGlosses();
