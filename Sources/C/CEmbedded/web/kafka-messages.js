import { el, fill, format, getJSON } from "./dom.js";
import { address, go } from "./place.js";
import { t } from "./words.js";
import { exactTime, field, input, link, many, select, topicPath, trouble } from "./kafka-parts.js";
import { panel } from "./parts.js";
import { messageItem } from "./kafka-message.js";
import { askMessage } from "./kafka-produce.js";
import { volume } from "./kafka-volume.js";

// Messages of a topic, from anywhere in it, with a picture of how many came when.

export function messagesView(body, { topic, place, allow }) {
  const { parameters } = place;
  const state = Object.fromEntries(["partition", "from", "offset", "time", "count", "cursor"].map((name) => [name, parameters.get(name) || ""]));
  // Kafdrop's links name a partition, an offset and a count.
  if (!state.from && state.offset) state.from = "offset";
  const path = topicPath(topic, "messages");
  const question = (extra = {}) => address(`/api/kafka${topicPath(topic, "messages")}`, { ...state, ...extra });
  const chart = el("div", {});
  const controls = el("div", { class: "panel controls form" });
  const list = el("div", { class: "messages" });
  const foot = el("div", { class: "foot" });
  fill(body, chart, controls, el("section", { class: "panel", "aria-label": t("Messages") }, list, foot));
  const asking = new AbortController();
  let partitions = [];
  drawControls();
  load();
  loadVolume();
  getJSON(`/api/kafka${topicPath(topic)}`, asking.signal).then((data) => {
    partitions = data.partitions.map((partition) => partition.id);
    allow(data);
    actions = data.actions;
    drawControls();
    if (shown) draw(shown);
  }, () => {});
  let actions = false;
  let shown = null;

  function show(change) {
    go(address(path, { ...state, cursor: "", ...change }));
  }

  function drawControls() {
    const from = state.from || "newest";
    const choose = (value, text) => el("button", { type: "button", "aria-pressed": String(from === value), onclick: () => show({ from: value === "newest" ? "" : value, offset: value === "offset" ? "0" : "", time: value === "time" ? String(Date.now() - 600000) : "" }) }, text);
    const all = partitions.length ? partitions : state.partition ? [state.partition] : [];
    fill(controls,
      el("div", { class: "segments", role: "group", "aria-label": t("From") }, choose("newest", t("Newest")), choose("oldest", t("Oldest")), choose("offset", t("Offset")), choose("time", t("Time"))),
      from === "offset" ? field(t("Offset"), input({ type: "number", min: 0, value: state.offset || 0, onchange: (event) => show({ offset: event.target.value }) })) : null,
      from === "time" ? field(t("Time"), input({ type: "datetime-local", step: 1, value: localTime(Number(state.time) || Date.parse(state.time)), onchange: (event) => show({ time: String(new Date(event.target.value).getTime()) }) })) : null,
      field(t("Partition"), select([["", t("all")], ...all.map((id) => [id, String(id)])], state.partition, { onchange: (event) => show({ partition: event.target.value }) })),
      field(t("Messages"), select([["", "50"], ["100", "100"], ["200", "200"], ["500", "500"]], state.count, { onchange: (event) => show({ count: event.target.value }) })),
      el("span", { class: "exports" }, el("span", { class: "note" }, t("Save these")),
        link(question({ as: "ndjson" }), "NDJSON", { download: `${topic}.ndjson` }), link(question({ format: "csv" }), "CSV", { download: `${topic}.csv` })));
  }

  async function load() {
    fill(list, el("p", { class: "note" }, t("Reading.")));
    try {
      shown = await getJSON(question(), asking.signal);
      draw(shown);
    } catch (error) {
      if (error.name !== "AbortError") fill(list, trouble(error.message));
    }
  }

  function draw(data) {
    const onResend = actions ? (message) => askMessage(topic, partitions, message) : null;
    fill(list, ...data.errors.map(trouble), data.complete ? null : trouble(t("Not everything could be read in time; what is missing is not shown.")),
      ...(data.messages.length ? data.messages.map((message) => messageItem(message, { onResend })) : [el("p", { class: "note" }, t("There are no messages here."))]));
    const older = data.direction === "newest" ? t("Older") : t("Newer");
    fill(foot, el("span", { class: "note" }, many(data.messages.length, "{count} message", "{count} messages")),
      el("nav", { class: "pager", "aria-label": t("Pages of messages") },
        state.cursor ? link(address(path, { ...state, cursor: "" }), t("First page")) : null,
        data.next ? link(address(path, { ...state, cursor: data.next }), `${older} ›`) : el("span", { class: "note" }, t("That is all"))));
  }

  async function loadVolume() {
    try {
      const data = await getJSON(address(`/api/kafka${topicPath(topic, "volume")}`, { partition: state.partition, since: parameters.get("since"), until: parameters.get("until") }), asking.signal);
      if (!data.counts.length) return;
      const at = state.from === "time" ? Number(state.time) || Date.parse(state.time) : null;
      fill(chart, panel(t("Messages over time"), t("{from} to {to}; choose a bar to read from there", { from: exactTime(data.from), to: exactTime(data.to) }),
        volume(data, at, (time) => show({ from: "time", time: String(time), offset: "" })), ...data.errors.map(trouble)));
    } catch {
      // The messages tell what is wrong.
    }
  }

  return { end: () => asking.abort() };
}

function localTime(milliseconds) {
  if (!Number.isFinite(milliseconds)) return "";
  const date = new Date(milliseconds);
  return new Date(milliseconds - date.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
}
