import { el, format } from "./dom.js";
import { t } from "./words.js";

// What all pages are made of: numbers, panels and tables.

// A number with its name. `note` is a text or an element; `exact` is said on pointing at a number that is shortened.
export function card(name, value, note = "", { exact = null, tone = "" } = {}) {
  return el("div", { class: `number ${tone}` }, el("dt", {}, name),
    el("dd", {}, el("strong", { title: exact }, value), note && note.nodeType ? note : note ? el("span", { class: "note" }, note) : null));
}

export function panel(title, note, ...content) {
  return el("section", { class: "panel", "aria-label": title },
    el("div", { class: "head" }, el("h2", {}, title), note && note.nodeType ? note : note ? el("span", { class: "note" }, note) : null), ...content);
}

// A table that scrolls by itself. `heads` and the cells of `rows` are elements.
export function frame(label, heads, rows, kind = null) {
  return el("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": label },
    el("table", { class: kind }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows.map((row) => el("tr", {}, row)))));
}

// A column whose name begins with # holds numbers. Cells are texts or elements.
export function table(label, columns, rows, none = "") {
  if (!rows.length) return el("p", { class: "note" }, none);
  const kind = (index) => (columns[index].startsWith("#") ? "n" : null);
  return frame(label, columns.map((column, index) => el("th", { scope: "col", class: kind(index) }, column.replace("#", ""))),
    rows.map((row) => row.map((cell, index) => el("td", { class: kind(index) }, cell ?? "–"))));
}

export const count = (number) => (number === null || number === undefined ? "–" : format.number(number));

// How long something took, from milliseconds.
export function elapsed(milliseconds) {
  const value = Math.abs(milliseconds);
  if (value < 1000) return t("{count} ms", { count: format.decimal(milliseconds) });
  if (value < 120000) return t("{count} s", { count: format.decimal(milliseconds / 1000) });
  if (value < 7200000) return t("{count} min", { count: format.number(milliseconds / 60000) });
  return t("{count} h", { count: format.number(milliseconds / 3600000) });
}
