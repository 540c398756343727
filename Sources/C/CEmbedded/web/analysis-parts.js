import { el, fill, format, getJSON } from "./dom.js";
import { frame } from "./parts.js";
import { go } from "./place.js";
import { isMasked } from "./session.js";
import { t } from "./words.js";

// What the analysis pages have in common: a time, whose clicks, filters, a table that sorts, and ways out of it.

export const ranges = [["live", "30 min"], ["hour", "1 hour"], ["day", "24 hours"], ["week", "7 days"], ["month", "30 days"], ["all", "All"]];
export const steps = ["Looked around", "Viewed a product", "Added to cart", "Began checkout", "Purchased"];

// This page's address with some parameters changed: null takes one away, an array gives several.
export function changed(place, changes) {
  const parameters = new URLSearchParams(place.parameters);
  for (const [name, value] of Object.entries({ after: null, ...changes })) {
    parameters.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== "") parameters.append(name, one);
  }
  const query = parameters.toString();
  return query ? `${place.path}?${query}` : place.path;
}

// One of a few choices, each a link.
export function choices(place, label, name, options, standard, others = {}) {
  const current = place.parameters.get(name) ?? standard;
  return el("div", { class: "segments", role: "group", "aria-label": label }, options.map(([value, text]) => el("a", {
    href: changed(place, { ...others, [name]: value === standard ? null : value }), "aria-current": value === current ? "true" : null,
  }, t(text))));
}

export function rangeChoice(place, standard) {
  const from = place.parameters.get("from");
  const segments = choices(place, t("Time range"), "range", ranges, from ? "" : standard, { from: null, to: null });
  if (from) for (const [index, link] of [...segments.children].entries()) link.href = changed(place, { from: null, to: null, range: ranges[index][0] === standard ? null : ranges[index][0] });
  const local = (text) => {
    if (!text) return "";
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? "" : new Date(time.getTime() - time.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  };
  const moment = (input) => (input.value ? new Date(input.value).toISOString().replace(/:\d\d\.\d{3}Z$/, "Z") : null);
  const start = el("input", { type: "datetime-local", value: local(from), required: true });
  const end = el("input", { type: "datetime-local", value: local(place.parameters.get("to")) });
  const form = el("form", { class: "custom", onsubmit: (event) => {
    event.preventDefault();
    go(changed(place, { range: null, from: moment(start), to: moment(end) }));
  } }, el("label", {}, t("From"), start), el("label", {}, t("To"), end), el("button", { type: "submit" }, t("Show")));
  return [segments, el("details", { class: "more", open: Boolean(from) }, el("summary", {}, from ? t("Own time") : t("Own time …")), form)];
}

export function whoseChoice(place) {
  return choices(place, t("Whose clicks"), "bots", [["exclude", "People"], ["include", "All"], ["only", "Bots"]], "exclude");
}

// What the list is narrowed down to, each with a way back.
export function chips(place, names) {
  return Object.entries(names).flatMap(([name, title]) => place.parameters.getAll(name).map((value, index, all) => el("a", {
    class: "filter", href: changed(place, { [name]: all.filter((_, other) => other !== index) }), "aria-label": t("Remove the filter {name} {value}", { name: t(title), value }),
  }, `${t(title)}: ${shortened(value, 60)}`, el("span", { "aria-hidden": "true" }, " ×"))));
}

export function searchBox(place, label, name = "search") {
  const input = el("input", { type: "search", value: place.parameters.get(name) || "", placeholder: label, "aria-label": label, maxlength: "200" });
  return el("form", { class: "search", role: "search", onsubmit: (event) => {
    event.preventDefault();
    go(changed(place, { [name]: input.value.trim() || null }));
  } }, input, el("button", { type: "submit" }, t("Search")));
}

// The fields of clicks behind the values that lists are filtered by.
const behind = { source: "source utm_source referrer", campaign: "utm_campaign", device: "device user_agent", country: "country", entry: "page_url", page: "page_url", product: "product_id", user: "user_id", session: "user_id session_id" };

// A link by a value, or for who sees something else in its place the value alone.
export function linkBy(name, attributes, ...children) {
  if (!isMasked(...(behind[name] || "").split(" "))) return el("a", attributes, ...children);
  return el("span", { class: attributes.class }, ...children);
}

// The same numbers for programs: the page's own address in another form.
export function exits(place) {
  // A file may be long where a page is short.
  const most = ["/sessions", "/products"].includes(place.path) ? { limit: "10000" } : {};
  const as = (form, others = {}) => changed(place, { format: form, after: place.parameters.get("after"), ...others });
  return el("span", { class: "exits" }, el("a", { class: "button", href: as("csv", most), download: "" }, "CSV"),
    el("a", { class: "button", href: as("json"), target: "_blank", rel: "noopener" }, "JSON"));
}

// The sentence that says what the numbers are made of.
export function basis(of) {
  if (!of) return null;
  if (of.kept_from) return el("p", { class: "note basis" }, t("Clicks from before {time} were dropped by retention: this time holds only what is kept.", { time: format.day(of.kept_from) }), " ", of.users_one_in > 1 ? basis({ ...of, kept_from: null }).textContent : "");
  if (of.exact === false) return el("p", { class: "note basis" }, t("≈ Worked out from one in {count} users, with all that they did: the clicks of this time are too many to be read at once. A shorter time is counted exactly.", { count: format.number(of.users_one_in) }));
  const from = { sums: "Exact, from the sums that are kept with each click.", visits: "Exact, from every visit that began in this time.", clicks: "Exact, from every click of this time.", user_days: "Exact, from the days on which each user clicked.",
    newest_visits: "From the newest {count} visits of this time.", newest_buying_visits: "From the newest {count} visits of this time that bought something.", users: "The first {count} ids that begin with this, and 200 visits of each at most." }[of.source];
  return from ? el("p", { class: "note basis" }, t(from, { count: format.number(of.at_most || 0) })) : null;
}

export function span(data) {
  const minute = 60000;
  return t("{from} to {to}", { from: format.day(data.from), to: format.day(Math.min(data.to, Math.max(Date.now(), data.from + minute))) });
}

// A page that asks its own address for its data, and shows what it gets.
export function asking(root, place, title, controls, draw) {
  const asked = new AbortController();
  const body = el("div", { class: "analysis", "aria-busy": "true" }, el("p", { class: "note waiting" }, t("Counting …")));
  fill(root, el("div", { class: "title" }, el("h1", {}, title), exits(place)), controls && el("div", { class: "controls" }, ...controls.flat()), body);
  getJSON(changed(place, { after: place.parameters.get("after") }), asked.signal).then((data) => {
    body.removeAttribute("aria-busy");
    fill(body, ...[draw(data)].flat());
  }, (error) => {
    if (error.name === "AbortError") return;
    body.removeAttribute("aria-busy");
    fill(body, el("p", { class: "panel", role: "alert" }, error.message));
  });
  return { end: () => asked.abort() };
}

// Columns are { name, cell, number, sort, part }: `sort` names the order that its heading asks for, `part` gives a
// row's share of a bar behind the value.
export function table(place, label, columns, rows, sorted) {
  if (!rows.length) return el("p", { class: "note none" }, t("None in this time."));
  return frame(label,
    columns.map((column) => el("th", { scope: "col", class: column.number ? "n" : null, "aria-sort": column.sort && column.sort === sorted ? "descending" : null },
      column.sort ? el("a", { href: changed(place, { sort: column.sort }) }, column.name, column.sort === sorted ? el("span", { "aria-hidden": "true" }, " ▾") : null) : column.name)),
    rows.map((row) => columns.map((column) => {
      const part = column.part ? column.part(row) : 0;
      const content = column.cell(row);
      return el("td", { class: column.number ? "n" : null }, column.part ? el("span", { class: "with-bar" }, el("span", { class: "measure", "aria-hidden": "true" }, el("span", { style: { width: `${Math.round(Math.min(1, part || 0) * 1000) / 10}%` } })), el("span", {}, content)) : content);
    })), "wide-table");
}

export function largest(rows, value) {
  return Math.max(1e-9, ...rows.map((row) => Number(value(row)) || 0));
}

// Amounts by currency, the largest first; currencies are never added up.
export function money(amounts, about = "") {
  if (typeof amounts === "string") return amounts;
  const all = Object.entries(amounts || {}).map(([currency, amount]) => [currency, Number(amount)]).filter(([, amount]) => amount !== 0).sort((a, b) => b[1] - a[1]);
  if (!all.length) return "–";
  return about + all.slice(0, 3).map(([currency, amount]) => format.money(amount, currency)).join(" · ") + (all.length > 3 ? " …" : "");
}

export function largestAmount(amounts) {
  return Math.max(0, ...Object.values(amounts || {}).map(Number));
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 60) return t("{count} s", { count: format.decimal(seconds) });
  if (seconds < 3600) return t("{minutes} min {seconds} s", { minutes: Math.floor(seconds / 60), seconds: Math.round(seconds % 60) });
  if (seconds < 172800) return t("{hours} h {minutes} min", { hours: Math.floor(seconds / 3600), minutes: Math.round((seconds % 3600) / 60) });
  return t("{count} days", { count: format.decimal(seconds / 86400) });
}

export function shortened(text, length) {
  return text && text.length > length ? `${text.slice(0, length)}…` : text;
}

export const segment = (text) => encodeURIComponent(text);
