// The search page while somebody types: answers come as they do, and the keyboard reaches all of them.
// The box belongs to the reader and to their input method: nothing here writes to it, except on the way back.

import { copy, letter, say } from "./page.js";
import { showGlosses } from "./gloss.js";

const box = document.getElementById("q");
const results = document.getElementById("results");
const ask = document.querySelector(".ask");
let shown = asked(box.defaultValue.trim(), limitOf(location)); // what is answered on the page
let waiting = Promise.resolve();
let request = null;
let kept = box.defaultValue.trim() !== ""; // whether the address of now is one to come back to: then the next one is added behind it

box.addEventListener("input", () => {
  // While an input method composes, the value holds what is composed so far: half a syllable is understood.
  answer(box.value.trim());
  keepAddress(); // while the server answers: it takes a browser some milliseconds
});

function asked(query, limit) {
  return `?${new URLSearchParams(limit ? { q: query, limit } : { q: query })}`;
}

function limitOf(address) {
  return new URLSearchParams(address.search).get("limit");
}

function answer(query, limit = null) {
  const wanted = asked(query, limit);
  if (wanted === shown && !request) return;
  request?.abort();
  const own = request = new AbortController();
  waiting = answered(query, wanted, own.signal).finally(() => { if (request === own) request = null; });
}

async function answered(query, wanted, signal) {
  try {
    const response = await fetch(results.dataset.search + wanted, { signal });
    const html = await response.text();
    if (signal.aborted) return;
    if (!response.ok) throw new Error(response.statusText);
    results.innerHTML = html; // made by the server's template, which escapes; the page's policy runs no script in it
    shown = wanted;
    ask.classList.toggle("tall", query === "");
    showGlosses();
    announce();
  } catch (error) {
    if (error.name !== "AbortError") say(results.dataset.failed, true);
  }
}

let announcing = 0;
function announce() {
  clearTimeout(announcing);
  announcing = setTimeout(() => say(document.getElementById("found")?.textContent.trim() ?? ""), 700);
}

// The address

function keepAddress() {
  const address = new URL(location.href);
  const query = box.value.trim();
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  for (const name of ["lang", "limit"]) address.searchParams.delete(name);
  address.hash = "";
  if (address.href === location.href) return;
  history[kept ? "pushState" : "replaceState"](null, "", address);
  kept = false;
  document.title = [query.slice(0, 60), document.title.split(" · ").at(-1)].filter(Boolean).join(" · ");
  for (const link of document.querySelectorAll("footer [hreflang]")) {
    const other = new URL(address);
    other.searchParams.set("lang", link.hreflang);
    link.href = other.search;
  }
}

addEventListener("popstate", () => {
  box.value = new URLSearchParams(location.search).get("q") ?? "";
  kept = true;
  answer(box.value.trim(), limitOf(location));
});

// More results are another address of the same query; the reader goes on with the first of them.
results.addEventListener("click", async (event) => {
  const link = event.target.closest(".more a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const at = results.querySelectorAll(".entry").length;
  history.pushState(null, "", link.href);
  kept = true;
  answer(box.value.trim(), limitOf(link));
  await waiting;
  move(at);
});

// Keys

box.form.addEventListener("submit", (event) => event.preventDefault());

box.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return; // it is the input method's key
  if (event.key === "ArrowDown") {
    event.preventDefault();
    move(0);
  } else if (event.key === "Enter") {
    event.preventDefault();
    commit();
  }
});
box.form.querySelector("button").addEventListener("click", commit);

// The reader means what stands there: it is worth coming back to, and the first answer is next.
async function commit() {
  kept = box.value.trim() !== "";
  await waiting;
  move(0);
}

results.addEventListener("keydown", (event) => {
  const own = event.target.closest(".entry, .more a");
  if (!own || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = stops().findIndex((stop) => own.contains(stop));
  if (event.key === "Escape") box.focus();
  else if (event.key === "ArrowDown") move(at + 1);
  else if (event.key === "ArrowUp") move(at - 1);
  else if (!copyBy(/^[0-9]$/.test(event.key) ? event.key : letter(event).toUpperCase(), own)) return;
  event.preventDefault();
});

// Where the arrows lead: the results, and behind them the link to more.
function stops() {
  return [...results.querySelectorAll(".entry h2 a, .more a")];
}

function move(place) {
  if (place < 0) box.focus();
  else stops()[place]?.focus();
}

function copyBy(key, entry) {
  const button = [...entry.querySelectorAll(".copy")].find((one) => one.dataset.key === key);
  if (button) copy(button.dataset.copy, button);
  else if (/^[0-9]$/.test(key)) say(`${results.dataset.noForm} ${key}`, true);
  else return false;
  return true;
}

// What was typed before this ran, or was put back by the browser.
if (box.value !== box.defaultValue) answer(box.value.trim());
