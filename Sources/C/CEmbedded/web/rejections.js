import { el, fill, format, getJSON, send } from "./dom.js";
import { count, frame, panel, table } from "./parts.js";
import { address, go } from "./place.js";
import { t } from "./words.js";
import { rejection } from "./click.js";

// What could not be stored: by reason, one by one with its bytes, and for operators to be mended and sent again.

export const rejectionPages = [
  { path: /^\/rejections$/, href: "/rejections", area: "Pipeline", name: "Rejections", open: listPage },
  { path: /^\/rejections\/\d+$/, area: "Pipeline", name: "Rejections", open: onePage },
];

const rows = 50;

function listPage(root, { place }) {
  const asked = new AbortController();
  const { parameters } = place;
  const reason = parameters.get("reason");
  const body = el("div", { class: "pipeline", "aria-busy": "true" });
  fill(root, el("div", { class: "title" }, el("h1", {}, t("Rejections")), el("span", { class: "exits" },
    el("a", { class: "button", href: address("/rejections", { reason, before: parameters.get("before"), limit: "1000", format: "csv" }), download: "" }, "CSV"),
    el("a", { class: "button", href: address("/rejections", { reason, format: "json" }), target: "_blank", rel: "noopener" }, "JSON"))), body);
  getJSON(address("/rejections", { reason, retried: parameters.get("retried"), before: parameters.get("before"), limit: String(rows) }), asked.signal).then((data) => {
    body.removeAttribute("aria-busy");
    fill(body, reasons(data, reason), list(data, reason));
  }, (error) => {
    if (error.name !== "AbortError") fill(body, el("p", { class: "panel", role: "alert" }, error.message));
  });
  return { end: () => asked.abort() };
}

function reasons(data, reason) {
  return panel(t("By reason"), t("of the latest {count}", { count: format.number(data.counted) }), table(t("By reason"), [t("Reason"), `#${t("Records")}`, `#${t("Sent again")}`, t("Latest")],
    data.reasons.map((row) => [el("a", { href: address("/rejections", { reason: row.reason === reason ? "" : row.reason }), "aria-current": row.reason === reason ? "true" : null }, row.reason), count(row.records), count(row.retried), format.day(row.last_at)]), t("Nothing was rejected.")));
}

function list(data, reason) {
  if (!data.rows.length) return reason ? panel(t("Records"), el("a", { href: "/rejections" }, t("All of them")), el("p", { class: "note" }, t("None in this time."))) : null;
  const heads = [t("Rejected"), t("Reason"), t("What was found"), `#${t("Bytes")}`, t("Place in Kafka"), t("Sent again")];
  const cells = data.rows.map((row) => [
    el("a", { href: `/rejections/${row.id}`, title: t("The record and its bytes") }, el("time", { datetime: new Date(row.rejected_at).toISOString() }, format.day(row.rejected_at))),
    el("span", { class: "type bad" }, row.reason), el("span", { class: "found" }, row.detail), count(row.bytes),
    `${row.topic} · ${row.partition} · ${format.number(row.offset)}`, row.retried_at === null ? "–" : format.day(row.retried_at),
  ]);
  const kind = (index) => (heads[index].startsWith("#") ? "n" : null);
  const older = data.rows.length === data.limit ? el("p", { class: "pager" }, el("a", { class: "button", href: address("/rejections", { reason, before: String(data.rows.at(-1).id) }) }, t("Older"))) : null;
  return panel(reason ? t("Rejected: {reason}", { reason }) : t("Rejected records, newest first"), reason ? el("a", { href: "/rejections" }, t("All of them")) : "",
    frame(t("Rejected records"), heads.map((head, index) => el("th", { scope: "col", class: kind(index) }, head.replace("#", ""))), cells.map((row) => row.map((cell, index) => el("td", { class: kind(index) }, cell)))), older);
}

function onePage(root, { place }) {
  let ended = false;
  const body = el("div", { class: "pipeline" });
  fill(root, el("div", { class: "title" }, el("p", { class: "crumb" }, el("a", { href: "/rejections" }, t("Rejections"))), el("h1", {}, t("Rejected record {id}", { id: place.segments[1] }))), body);
  load();

  async function load() {
    try {
      const story = await getJSON(place.path);
      if (!ended) fill(body, ...rejection(story, true), story.actions ? mend(story) : null);
    } catch (error) {
      if (!ended) fill(body, el("p", { class: "panel", role: "alert" }, error.message));
    }
  }

  return { end() { ended = true; } };
}

// The record's text, to be edited; what is sent is what stands here.
function mend(story) {
  if (story.cut) return panel(t("Send it again"), `clickstream rejected retry ${story.id}`, el("p", {}, t("The record is too large to be edited here: export it, and send it again from a terminal.")));
  const isText = story.hex === null || /^(?:[0-9a-f]{2})*$/.test(story.hex) && !story.text?.includes("�");
  const box = el("textarea", { rows: 12, spellcheck: "false", "aria-label": t("The record, as it is sent") });
  box.value = isText ? pretty(story.text ?? "") : story.hex;
  const message = el("p", { class: "note", role: "status" });
  const again = story.retry ? el("label", { class: "again" }, el("input", { type: "checkbox" }), ` ${t("Send it once more: it was sent again already")}`) : null;
  const button = el("button", { type: "submit", class: "chief" }, t("Send it again"));
  return el("form", { class: "panel mend", "aria-label": t("Send it again"), onsubmit: async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const sent = await send(`/rejections/${story.id}/retry`, { body: { [isText ? "payload" : "payloadHex"]: box.value, again: Boolean(again?.firstChild.checked) } });
      fill(message, t("Sent to partition {partition}, offset {offset}.", sent), " ", el("a", { href: address("/click", { topic: sent.topic, partition: String(sent.partition), offset: String(sent.offset), event_id: sent.event_id }) }, t("Follow it")));
    } catch (error) {
      fill(message, el("span", { class: "bad" }, error.message));
      button.disabled = false;
    }
  } }, el("div", { class: "head" }, el("h2", {}, t("Mend it and send it again")), el("span", { class: "note" }, isText ? t("checked as the sink checks it; an event_id is given to what has none") : t("hexadecimal digits, since it is not text"))),
    box, again, el("div", { class: "buttons" }, el("button", { type: "button", onclick: () => go("/rejections") }, t("Leave it")), button), message);
}

// An object in lines of its own is easier to mend; whatever else it is stays as it came.
function pretty(text) {
  try {
    const value = JSON.parse(text);
    // Numbers that a browser would round stay as they were written.
    return /\d{16,}|\d[eE]|\.\d*0\b/.test(text) || value === null || typeof value !== "object" ? text : JSON.stringify(value, null, 2);
  } catch {
    return text;
  }
}
