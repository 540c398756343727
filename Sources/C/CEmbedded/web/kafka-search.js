import { el, fill, format, getJSON } from "./dom.js";
import { address, go } from "./place.js";
import { t } from "./words.js";
import { field, follow, input, select, topicPath, trouble } from "./kafka-parts.js";
import { messageItem } from "./kafka-message.js";
import { askMessage } from "./kafka-produce.js";

// Looking for messages, and watching new ones come. Both are streams: leaving the page ends the work behind them.

const fields = ["q", "key", "header", "where", "partition", "since", "until", "count", "order"];

function broad(label) {
  label.classList.add("broad");
  return label;
}

function common(topic, allow, signal) {
  const known = { actions: false, partitions: [] };
  getJSON(`/api/kafka${topicPath(topic)}`, signal).then((data) => {
    known.actions = data.actions;
    known.partitions = data.partitions.map((partition) => partition.id);
    allow(data);
  }, () => {});
  return { item: (message) => messageItem(message, { onResend: known.actions ? (message) => askMessage(topic, known.partitions, message) : null }) };
}

export function searchView(body, { topic, place, allow }) {
  const ending = new AbortController();
  const { item } = common(topic, allow, ending.signal);
  const state = Object.fromEntries(fields.map((name) => [name, place.parameters.get(name) || ""]));
  const controls = Object.fromEntries([
    ["q", { type: "search", placeholder: t("Any text: in the value, the key or a header"), maxlength: 1000 }], ["where", { type: "text", placeholder: "price > 100 and event_type = 'purchase'", maxlength: 2000 }],
    ["key", { type: "text", maxlength: 1000 }], ["header", { type: "text", placeholder: "trace=1", maxlength: 1000 }], ["partition", { type: "number", min: 0, placeholder: t("all") }],
    ["since", { type: "datetime-local", step: 1 }], ["until", { type: "datetime-local", step: 1 }],
  ].map(([name, attributes]) => [name, input({ ...attributes, value: state[name], onkeydown: (event) => event.key === "Enter" && start() })]));
  controls.count = select([["", "100"], ["20", "20"], ["500", "500"], ["1000", "1000"]], state.count);
  controls.order = select([["", t("newest first")], ["oldest", t("oldest first")]], state.order);
  const list = el("div", { class: "messages" });
  const told = el("p", { class: "note", role: "status" });
  const bar = el("progress", { max: 1, value: 0, hidden: true, "aria-label": t("How far the search has come") });
  const stop = el("button", { type: "button", hidden: true, onclick: () => { running?.abort(); finish(t("Stopped.")); } }, t("Stop"));
  let running = null;

  fill(body,
    el("section", { class: "panel form", role: "search", "aria-label": t("Search") },
      el("div", { class: "grid" }, broad(field(t("Text"), controls.q)), broad(field(t("Condition on fields"), controls.where, t("Also contains, not, or, and paths as user.id; $key, $offset and $headers.name are the record's own."))),
        broad(field(t("Key, exactly"), controls.key)), broad(field(t("Header"), controls.header, t("A name, or name=value."))), broad(field(t("Not before"), controls.since)), broad(field(t("Not after"), controls.until)),
        field(t("Partition"), controls.partition), field(t("Order"), controls.order), field(t("Messages at most"), controls.count)),
      el("div", { class: "buttons" }, el("button", { type: "button", class: "primary", onclick: start }, t("Search")), stop)),
    el("section", { class: "panel", "aria-label": t("Found") }, el("div", { class: "search-state" }, bar, told), list));
  if (fields.some((name) => state[name])) run();
  else told.textContent = t("Nothing has been looked for yet.");

  function start() {
    const chosen = Object.fromEntries(fields.map((name) => [name, controls[name].value]));
    const to = address(topicPath(topic, "search"), chosen);
    if (to === location.pathname + location.search) run();
    else go(to);
  }

  function finish(sentence) {
    stop.hidden = true;
    bar.hidden = true;
    if (sentence) told.textContent = sentence;
  }

  async function run() {
    running?.abort();
    const mine = (running = new AbortController());
    ending.signal.addEventListener("abort", () => mine.abort());
    fill(list);
    stop.hidden = false;
    bar.hidden = false;
    bar.removeAttribute("value");
    told.textContent = t("Searching.");
    let found = 0;
    let scanned = 0;
    const times = Object.fromEntries(["since", "until"].map((name) => [name, state[name] ? new Date(state[name]).toISOString() : ""]));
    try {
      await follow(address(topicPath(topic, "search"), { ...state, ...times }), mine.signal, (name, data) => {
        if (mine.signal.aborted) return;
        if (name === "found") {
          found += data.length;
          list.append(...data.map(item));
        } else if (name === "trouble") {
          list.prepend(trouble(data.error));
        } else if (name === "progress") {
          scanned = data.scanned;
          bar.max = Math.max(1, data.total);
          bar.value = data.scanned;
          told.textContent = t("{found} found; {scanned} of {total} messages searched.", { found: format.number(found), scanned: format.number(data.scanned), total: format.number(data.total) });
        } else if (name === "done") {
          finish(t("{found} found among {scanned} messages. {why}", { found: format.number(found), scanned: format.number(scanned), why: t(data.sentence) }));
          if (!found) fill(list, el("p", { class: "note" }, t("Nothing matches.")));
        }
      });
    } catch (error) {
      if (error.name === "AbortError") return;
      finish("");
      told.textContent = "";
      fill(list, trouble(error.message));
    }
  }

  return { end: () => ending.abort() };
}

const kept = 100;

export function tailView(body, { topic, place, allow }) {
  const ending = new AbortController();
  const { item } = common(topic, allow, ending.signal);
  const list = el("div", { class: "messages" });
  const told = el("p", { class: "note", role: "status" }, t("Waiting for the first message."));
  let paused = false;
  let waiting = [];
  const pause = el("button", { type: "button", "aria-pressed": "false", onclick: toggle }, t("Pause"));
  const q = input({ type: "search", value: place.parameters.get("q") || "", placeholder: t("Only with this text"), "aria-label": t("Only with this text"), maxlength: 1000, onchange: () => narrow() });
  const where = input({ type: "text", value: place.parameters.get("where") || "", placeholder: "event_type = 'purchase'", "aria-label": t("Condition on fields"), maxlength: 2000, onchange: () => narrow() });
  fill(body, el("div", { class: "panel controls form" }, q, where, pause, told), el("section", { class: "panel", "aria-label": t("New messages, newest first") }, list));
  run();

  function narrow() {
    go(address(topicPath(topic, "tail"), { q: q.value, where: where.value }));
  }

  function toggle() {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? t("Go on") : t("Pause");
    if (!paused) add(waiting.splice(0));
  }

  function add(messages) {
    list.prepend(...messages.map(item).reverse());
    while (list.childElementCount > kept) list.lastElementChild.remove();
  }

  async function run() {
    try {
      await follow(address(topicPath(topic, "tail"), { q: q.value, where: where.value }), ending.signal, (name, data) => {
        if (name === "found" && !paused) add(data);
        else if (name === "found") waiting = [...waiting, ...data].slice(-kept);
        else if (name === "trouble") told.textContent = data.error;
        else if (name === "progress" && data.seen) told.textContent = data.skipped ? t("{seen} came, {skipped} of them too fast to show.", { seen: format.number(data.seen), skipped: format.number(data.skipped) }) : t("{seen} came.", { seen: format.number(data.seen) });
      });
      if (!ending.signal.aborted) told.textContent = t("The stream has ended; load the page again.");
    } catch (error) {
      if (error.name !== "AbortError") fill(list, trouble(error.message));
    }
  }

  return { end: () => ending.abort() };
}
