// The style of glosses that the reader chose last is the one that is shown and copied, on every page.

const KEY = "gloss-style";

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off
  }
}

export function showGlosses() {
  const choice = document.getElementById("gloss-style");
  if (!choice) return;
  const style = chosen();
  if (style && [...choice.options].some((option) => option.value === style)) choice.value = style;
  for (const gloss of document.querySelectorAll("[data-style]")) gloss.hidden = gloss.dataset.style !== choice.value;
}

document.addEventListener("change", (event) => {
  if (event.target.id !== "gloss-style") return;
  try {
    localStorage.setItem(KEY, event.target.value);
  } catch {
    // it holds for this page then
  }
  for (const gloss of document.querySelectorAll("[data-style]")) gloss.hidden = gloss.dataset.style !== event.target.value;
});

showGlosses();
