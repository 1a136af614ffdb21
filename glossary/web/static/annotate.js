// The page /annotate without a reload: the form is sent as it would be anyway, and the results are taken out of the page
// that comes back. Then the keyboard, the pointer and the finger lead from name to name, and a card shows each.

import { copy, isTyping, letter, remember, remembered, say } from "./page.js";

const form = document.getElementById("article");
const box = document.getElementById("text");
const file = form.elements.file;
const results = document.getElementById("results");
const problem = document.getElementById("problem");
const mostText = Number(form.dataset.mostText);
const STYLE = "gloss-style"; // as in gloss.js: one choice for all pages
const CORRECTED = "corrected"; // what the box and the choice of correcting what is glossed are called
const LEFT_OUT = "left-out"; // the desk's own list of concepts that are not to be marked: their ids
const AT_ONCE = 12; // stretches of text that are put on the page in one go: about as many as a screen or two has
let request = null; // what is asked for now
let glossing = null; // and what of it is asked for anew, for another way to gloss

// Sending

form.addEventListener("submit", (event) => {
  const { name, value } = event.submitter ?? {};
  if (name === "to" && value !== "page") return say(form.dataset.saving, true); // a download is the browser's own matter
  event.preventDefault();
  if (name === "leave" || name === "restore") keep(name, value, event.submitter.getAttribute("aria-label"));
  else annotate();
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    event.preventDefault();
    annotate();
  }
});

// Annotates what is in the form. The results come to the front, unless they are shown `inPlace` of what is looked at.
async function annotate(inPlace = false) {
  if (!fits()) return tell(form.dataset.tooLong);
  request?.abort();
  glossing?.abort();
  const { signal } = request = new AbortController();
  results.setAttribute("aria-busy", "true");
  if (!inPlace) say(form.dataset.busy);
  try {
    await show(await answered(signal), signal, inPlace);
  } catch (error) {
    if (error.name !== "AbortError") tell(form.dataset.failed);
  } finally {
    if (request?.signal === signal) results.removeAttribute("aria-busy");
  }
}

// Returns the page that the server makes of the form.
async function answered(signal) {
  form.elements.left_out.value = [...leftOut()].join(" ");
  const sent = new FormData(form);
  sent.set("to", "page");
  if (file.files.length) sent.delete("text");
  if (!document.getElementById(STYLE)) sent.set("style", chosenStyle());
  if (!document.getElementById(CORRECTED) && remembered(CORRECTED) === "on") sent.set(CORRECTED, "on");
  const response = await fetch(form.action, { method: "POST", body: sent, signal });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.getElementById("results")) throw new Error(response.statusText);
  return page;
}

// Puts what a page found in the place of what is shown, a little at a time, so that keys and clicks get in between.
async function show(page, signal, inPlace) {
  const own = page.getElementById("results");
  problem.textContent = page.getElementById("problem").textContent;
  if (problem.textContent) return say("");
  if (file.files.length) {
    box.value = page.getElementById("text").value;
    for (const name of ["kind", "came_in", "name"]) form.elements[name].value = page.querySelector(`#article [name=${name}]`).value;
  }
  const marked = own.querySelector("#marked");
  const stretches = marked ? [...marked.children] : [];
  marked?.replaceChildren();
  hide();
  results.replaceChildren(...own.childNodes);
  box.rows = 6;
  measure();
  const text = document.getElementById("marked");
  for (let at = 0; at < stretches.length; at += AT_ONCE) {
    if (signal.aborted) throw new DOMException("", "AbortError");
    const some = stretches.slice(at, at + AT_ONCE);
    some.forEach(enliven);
    text.append(...some);
    if (at === 0) namedIn(text)[0]?.setAttribute("tabindex", "0");
    if (at === 0 && !inPlace) begin();
    await new Promise((next) => { setTimeout(next); });
  }
}

function begin() {
  const found = document.getElementById("found");
  found.focus({ preventScroll: true });
  found.scrollIntoView();
  say(found.textContent);
}

function tell(words) {
  problem.textContent = words;
  say("");
}

// The limit, told before anything is sent. In code points, which are counted only where UTF-16 is too long.
function fits() {
  if (file.files.length) return file.files[0].size <= Number(form.dataset.mostBytes);
  return box.value.length <= mostText || [...box.value].length <= mostText;
}

function measure() {
  const length = document.getElementById("length");
  length.textContent = box.value ? `${box.value.length.toLocaleString(document.documentElement.lang)} / ` : "";
  length.parentElement.classList.toggle("over", !fits());
}

box.addEventListener("input", () => {
  file.value = ""; // what is in the box now is no longer what is in the file
  measure();
  // Nor is it what was marked: nobody shall take an old text away for the new one.
  for (const button of results.querySelectorAll("[data-copy-from]")) button.disabled = true;
  const stale = document.getElementById("stale");
  if (stale) stale.hidden = false;
});

// Files

file.addEventListener("change", () => { if (file.files.length) read(); });

async function read() {
  form.elements.encoding.value = ""; // what was chosen for the file before
  await annotate();
}
form.elements.encoding.addEventListener("change", () => { if (file.files.length) annotate(); });
form.elements.kind.addEventListener("change", () => { if (box.value && !file.files.length) annotate(); });

// A file that is dropped beside the box would be opened in the place of this page, and the text with it be gone.
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, async (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("over", name === "dragenter" || name === "dragover");
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    file.files = one.files;
    const more = event.dataTransfer.files.length > 1; // asked now, for it is empty afterwards
    await read();
    if (more && !problem.textContent) tell(form.dataset.oneFile);
  });
}

// Another language of the page: the text goes along.
for (const link of document.querySelectorAll("footer [hreflang]")) {
  link.addEventListener("click", (event) => {
    if (!box.value || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.action = link.href;
    form.submit();
  });
}

// Taking away

results.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-from]");
  if (button) copy(document.getElementById(button.dataset.copyFrom).value, button, button.dataset.told);
});

results.addEventListener("change", ({ target }) => {
  if (target.id === STYLE) remember(STYLE, target.value);
  else if (target.id === CORRECTED) remember(CORRECTED, target.checked ? "on" : "off");
  else return;
  regloss();
});

// Another way to gloss leaves the marks as they are: of the page, only the glosses are taken.
async function regloss() {
  const button = results.querySelector("[data-copy-from=glossed]");
  button.disabled = true;
  glossing?.abort();
  const { signal } = glossing = new AbortController();
  try {
    const page = await answered(signal);
    const glossed = page.getElementById("glossed");
    if (!glossed) throw new Error(page.getElementById("problem").textContent);
    document.getElementById("glossed").value = glossed.value;
    for (const row of page.querySelectorAll(".listed [id^=c-]")) {
      document.querySelector(`#${row.id} .gloss`)?.replaceWith(row.querySelector(".gloss"));
    }
    if (shownFor) fill(card(), shownFor);
    button.disabled = false;
  } catch (error) {
    if (error.name !== "AbortError") tell(form.dataset.failed);
  }
}

function chosenStyle() {
  const styles = form.dataset.styles.split(" "); // the first one unless another was chosen, on this page or elsewhere
  const chosen = remembered(STYLE);
  return styles.includes(chosen) ? chosen : styles[0];
}

// What is never to be marked

function leftOut() {
  return new Set((remembered(LEFT_OUT) ?? form.elements.left_out.value).split(" ").filter(Boolean));
}

// Leaves a concept out or restores it; its other button is where the reader goes on, unless they have gone elsewhere.
async function keep(how, concept, name) {
  const ids = leftOut();
  if (how === "leave") ids.add(concept);
  else ids.delete(concept);
  form.elements.left_out.value = [...ids].join(" ");
  remember(LEFT_OUT, form.elements.left_out.value);
  const { scrollX, scrollY } = window;
  await annotate(true);
  scrollTo(scrollX, scrollY);
  const other = how === "leave" ? "restore" : "leave";
  if (document.activeElement === document.body) { // what had the focus is gone
    (results.querySelector(`button[name=${other}][value="${concept}"]`) ?? document.getElementById("found"))?.focus({ preventScroll: true });
  }
  say(`${form.dataset[how]} ${name.replace(/^[^:]*: /, "")}`, true);
}

// From name to name: one of them can be reached with Tab, the others from there (a roving tabindex)

let visited = null; // the last of them

function namedIn(text) {
  return text ? [...text.querySelectorAll(".named")] : [];
}

function enliven(stretch) {
  for (const named of stretch.querySelectorAll(".named")) {
    named.removeAttribute("title"); // the card says it
    named.setAttribute("role", "button");
    named.setAttribute("aria-haspopup", "dialog");
    named.tabIndex = -1;
  }
}

function goTo(named) {
  if (!named) return;
  // Far away, a stretch gets its real height only when it is near: the second look is at the right place.
  named.scrollIntoView({ block: "center" });
  named.focus({ preventScroll: true });
  requestAnimationFrame(() => named.scrollIntoView({ block: "nearest" }));
}

results.addEventListener("focusin", (event) => {
  const named = event.target.closest(".marked .named");
  if (!named) return;
  for (const other of results.querySelectorAll(".marked .named[tabindex='0']")) other.tabIndex = -1;
  named.tabIndex = 0;
  visited = named;
  showCard(named);
});

results.addEventListener("keydown", (event) => {
  const named = event.target.closest(".marked .named");
  if (!named || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const all = namedIn(results.querySelector("#marked"));
  const at = all.indexOf(named);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
    ?? { n: at + 1, p: at - 1 }[letter(event)];
  if (to !== undefined) {
    event.preventDefault();
    goTo(all[Math.min(Math.max(to, 0), all.length - 1)]);
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    showCard(named);
    (card().querySelector("a, button") ?? card()).focus();
  } else {
    const button = card().querySelector(`.copy[data-key="${letter(event).toUpperCase()}"]`);
    if (button) copy(button.dataset.copy, button);
  }
});

// From a list to the first place, then to the next.
results.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (!link) return;
  event.preventDefault();
  const [kind, value] = link.dataset.go.split(":");
  const all = [...results.querySelectorAll(`.marked [data-${kind}="${value}"]`)];
  if (all.length) goTo(all[(all.indexOf(visited) + 1) % all.length]);
});

// The card

const LINGER = 250; // milliseconds in which a pointer may cross from a name to its card
const HOVER = 150; // and those that it has to rest on a name
let shownFor = null;
let timer = 0;

function card() {
  return document.getElementById("card");
}

function showCard(named) {
  clearTimeout(timer);
  const own = card();
  if (shownFor !== named) {
    leave();
    shownFor = named;
    fill(own, named);
    named.classList.add("here");
    named.setAttribute("aria-describedby", "card-status card-brief");
    named.setAttribute("aria-expanded", "true");
  }
  if (!own.matches(":popover-open")) own.showPopover();
  put(own, named);
}

function fill(own, named) {
  const { concept, doubt, preferred, preferredLang } = named.dataset;
  const listed = document.getElementById(concept === undefined ? `doubt-${doubt}` : `c-${concept}`);
  const name = own.querySelector(".name bdi");
  name.textContent = named.textContent;
  name.lang = named.lang;
  const holds = new Set([...named.classList, doubt === undefined ? "" : "doubt",
    "inferred" in named.dataset ? "inferred" : ""]);
  for (const words of own.querySelectorAll("[data-if]")) words.hidden = !holds.has(words.dataset.if);
  const better = own.querySelector(".better bdi");
  better.textContent = preferred ?? "";
  better.lang = preferredLang ?? "";
  better.closest(".better").hidden = preferred === undefined;
  own.querySelector(".body").replaceChildren(...[...listed.querySelectorAll(".about > *")].map((one) => one.cloneNode(true)));
  document.getElementById("card-brief").textContent =
    [...own.querySelectorAll(".body :is(.category, .names bdi)")].map((one) => one.textContent).join(", ");
}

// Below the name, or above it where there is no room.
function put(own, named) {
  const at = named.getClientRects()[0] ?? named.getBoundingClientRect();
  const { width, height } = own.getBoundingClientRect();
  const edge = results.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, edge.right - width));
  const below = at.bottom + 6 + height <= innerHeight || at.top < height + 6;
  own.style.left = `${left}px`;
  own.style.top = `${below ? at.bottom + 6 : at.top - height - 6}px`;
}

function leave() {
  if (!shownFor) return;
  shownFor.classList.remove("here");
  shownFor.removeAttribute("aria-describedby");
  shownFor.removeAttribute("aria-expanded");
  shownFor = null;
}

function hide() {
  clearTimeout(timer);
  leave();
  if (card()?.matches(":popover-open")) card().hidePopover();
}

function isHeld() {
  return shownFor !== null && (document.activeElement === shownFor || card().contains(document.activeElement));
}

function hideSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => { if (!isHeld()) hide(); }, LINGER);
}

results.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  if (event.target.closest("#card")) return clearTimeout(timer);
  const named = event.target.closest(".marked .named");
  if (!named || named === shownFor) return named ? clearTimeout(timer) : undefined;
  clearTimeout(timer);
  timer = setTimeout(() => showCard(named), HOVER);
});
results.addEventListener("pointerout", (event) => {
  if (event.target.closest(".named, #card")) isHeld() ? clearTimeout(timer) : hideSoon();
});
results.addEventListener("click", (event) => {
  const named = event.target.closest(".marked .named");
  if (!named) return;
  named.focus({ preventScroll: true });
  showCard(named); // where it had the focus already
});
results.addEventListener("focusout", hideSoon);
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".marked .named, #card")) hide();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !shownFor) return;
  const named = shownFor;
  const within = card().contains(document.activeElement);
  hide();
  if (within) {
    named.focus({ preventScroll: true });
    hide();
  }
});
addEventListener("scroll", () => { if (shownFor) put(card(), shownFor); }, { passive: true });
addEventListener("resize", () => { if (shownFor) put(card(), shownFor); });

// Back on the page, the browser has put the text into the box again; and a page that was sent without this script has
// its results already.
addEventListener("pageshow", () => {
  measure();
  const text = document.getElementById("marked");
  if (text && !text.querySelector("[tabindex]")) {
    enliven(text);
    namedIn(text)[0]?.setAttribute("tabindex", "0");
  } else if (!text && box.value && !problem.textContent) {
    annotate();
  }
});
if (!isTyping(document.activeElement)) box.focus({ preventScroll: true });
