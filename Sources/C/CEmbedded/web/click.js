import { el, fill, format, getJSON } from "./dom.js";
import { elapsed } from "./parts.js";
import { address, go } from "./place.js";
import { t } from "./words.js";

// One click's whole way: when it happened, when it was in Kafka, when it was a row, and what that row holds.

export const clickPages = [{ path: /^\/click(\/|$)/, area: "Live", name: "Live", open: clickPage }];

function clickPage(root, { place }) {
  let ended = false;
  document.title = `${t("Click")} · Clickstream`;
  const body = el("div", { class: "pipeline" });
  root.replaceChildren(el("h1", {}, t("Follow a click")), body);
  if (place.segments.length < 2 && !place.parameters.size) body.append(question());
  else load();

  async function load() {
    try {
      const story = await getJSON(place.path + location.search);
      if (!ended) fill(body, ...draw(story));
    } catch (error) {
      if (!ended) fill(body, el("p", { class: "panel", role: "alert" }, t(error.message)), question());
    }
  }

  return { end() { ended = true; } };
}

// Asks for one by what people have at hand: the row's id, the event's, or the record's place.
function question() {
  const input = (name, label, kind) => [el("label", { for: `find-${name}` }, label), el("input", { id: `find-${name}`, name, autocomplete: "off", spellcheck: "false", inputmode: kind })];
  const form = (title, ...fields) => el("form", { class: "panel find", "aria-label": title, onsubmit: (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target));
    go(values.id ? `/click/${encodeURIComponent(values.id.trim())}` : address("/click", values));
  } }, el("h2", {}, title), ...fields.flat(), el("button", { class: "chief" }, t("Find")));
  return el("div", { class: "tops" },
    form(t("By its number"), input("id", t("id in user_clicks"), "numeric")),
    form(t("By its event"), input("event_id", "event_id")),
    form(t("By its place in Kafka"), input("topic", t("Topic, where there are several")), input("partition", t("Partition"), "numeric"), input("offset", t("Offset"), "numeric")));
}

function draw(story) {
  if (story.kind === "row") return [former(story), way(story, rowSteps(story.times), t("Click {id}", { id: story.row.id })), links(story), fields(story.row)];
  if (story.kind === "rejection") return rejection(story);
  return [nowhere(story)];
}

// Why a record was rejected, and what it holds; also the page of one.
export function rejection(story, isOwnPage = false) {
  return [former(story), way(story, rejectionSteps(story.times), t("Rejected record {id}", { id: story.id }), "bad"), reasons(story, isOwnPage), bytes(story)];
}

function former(story) {
  return story.former ? el("p", { class: "verdict bad" }, t("Its topic was deleted since, and made anew: at this place Kafka has another record now.")) : null;
}

const rowSteps = (times) => [
  [t("Clicked"), times.event, t("at the source: event_time")],
  [t("Produced"), times.produced, t("the record's timestamp in Kafka")],
  [t("Read by the sink"), times.read, t("ingested_at")],
  [t("Committed"), times.committed, times.committed === null ? t("not kept by this server: track_commit_timestamp is off") : t("visible to every query")],
];

const rejectionSteps = (times) => [
  [t("Produced"), times.produced, t("the record's timestamp in Kafka")],
  [t("Rejected"), times.rejected, t("kept in rejected_clicks")],
  ...(times.retried === null ? [] : [[t("Sent again"), times.retried, t("mended, as a new record")]]),
];

// Each step with the time since the one before it that is known.
function way(story, steps, title, tone = "") {
  let before = null;
  const items = steps.map(([name, at, note]) => {
    const distance = at !== null && before !== null ? at - before : null;
    if (at !== null) before = at;
    return el("li", { class: at === null ? "unknown" : "" },
      el("span", { class: "name" }, name),
      el("span", { class: "n" }, at === null ? "–" : el("time", { datetime: new Date(at).toISOString() }, format.exact(at))),
      el("span", { class: "since" }, distance === null ? "" : `${distance < 0 ? "−" : "+"} ${elapsed(Math.abs(distance))}`),
      el("span", { class: "note" }, note));
  });
  const known = steps.map((step) => step[1]).filter((at) => at !== null);
  return el("section", { class: "panel", "aria-labelledby": "h-way" },
    el("div", { class: "head" }, el("h2", { id: "h-way" }, title), el("span", { class: "note" }, t("{time} in all", { time: elapsed(known.at(-1) - known[0]) }))),
    el("ol", { class: `way ${tone}` }, items), placeLine(story.place));
}

const placeName = ({ topic, partition, offset }) => `${topic ?? "?"} · ${partition} · ${offset}`;

function placeLine(place) {
  const text = t("Record {place}", { place: placeName(place) });
  return el("p", { class: "note place" }, place.topic ? el("a", { href: address(`/topic/${encodeURIComponent(place.topic)}/messages`, { partition: String(place.partition), offset: String(place.offset), count: "1" }) }, text) : text);
}

function links({ row, visit, retry_of: origin }) {
  const items = [];
  if (visit) items.push(el("a", { href: `/session/${encodeURIComponent(visit.user)}/${encodeURIComponent(visit.session)}` }, t("Its visit, of {count} clicks", { count: format.number(visit.clicks) })));
  if (row.event_type) items.push(el("a", { href: address("/", { event_type: row.event_type, bots: row.is_bot ? "only" : "" }) }, t("All of {type}", { type: row.event_type })));
  if (origin) items.push(el("a", { href: placeAddress(origin) }, t("Sent again after it was rejected: {reason}", { reason: origin.reason })));
  return el("ul", { class: "links", "aria-label": t("See also") }, items.map((item) => el("li", {}, item)));
}

const placeAddress = ({ topic, partition, offset }) => address("/click", { topic, partition: String(partition), offset: String(offset) });

function fields(row) {
  const shown = Object.entries(row).filter(([, value]) => value !== null);
  const missing = Object.entries(row).filter(([, value]) => value === null).map(([name]) => name);
  return el("section", { class: "panel", "aria-labelledby": "h-fields" },
    el("div", { class: "head" }, el("h2", { id: "h-fields" }, t("Its row in user_clicks")), el("span", { class: "note" }, missing.length ? t("empty: {names}", { names: missing.join(", ") }) : "")),
    el("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": t("Fields") }, el("table", { class: "fields" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("Field")), el("th", { scope: "col" }, t("Value")))),
      el("tbody", {}, shown.map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, typeof value === "object" ? el("code", {}, JSON.stringify(value, null, 1)) : String(value))))))));
}

function reasons(story, isOwnPage) {
  const { retry, retry_of: origin } = story;
  return el("section", { class: "panel", "aria-labelledby": "h-why" },
    el("div", { class: "head" }, el("h2", { id: "h-why" }, t("Why it was rejected")), isOwnPage ? null : el("a", { href: `/rejections/${story.id}` }, t("Rejected record {id}", { id: story.id }))),
    el("p", {}, el("span", { class: "type bad" }, story.reason), story.field ? ` ${t("Field {name}", { name: story.field })}: ` : " ", story.detail),
    retry ? el("p", {}, retry.row
      ? el("a", { href: `/click/${retry.row}` }, t("It was mended and sent again, and is click {id} now", { id: retry.row }))
      : el("a", { href: placeAddress(retry) }, t("It was mended and sent again, to {place}", { place: placeName(retry) }))) : el("p", { class: "note" }, t("It was not sent again yet.")),
    origin ? el("p", {}, el("a", { href: placeAddress(origin) }, t("It was itself a mended record, rejected before: {reason}", { reason: origin.reason }))) : null);
}

function bytes(story) {
  const hex = story.hex?.match(/.{1,32}/g)?.map((line, index) => `${(index * 16).toString(16).padStart(4, "0")}  ${line.match(/.{2}/g).join(" ")}`).join("\n");
  return el("section", { class: "panel", "aria-labelledby": "h-bytes" },
    el("div", { class: "head" }, el("h2", { id: "h-bytes" }, t("The record")), el("span", { class: "note" }, t("{count} bytes", { count: format.number(story.bytes ?? 0) }))),
    el("p", {}, t("Key"), " ", el("code", {}, story.key ?? t("none"))),
    story.text === null ? el("p", { class: "note" }, t("It had no value.")) : el("pre", { tabindex: "0", class: "record" }, story.text),
    hex ? el("details", { class: "as-table" }, el("summary", {}, t("As hexadecimal")), el("pre", { tabindex: "0", class: "record" }, hex)) : null);
}

// A place that has neither a row nor a rejection.
function nowhere(story) {
  const next = format.number(story.next_offset ?? 0);
  const [text, tone] = {
    duplicate: [t("The event of this record was stored already: the record is a duplicate, and was counted as one."), "good"],
    unknown: [t("The sink has taken account of this offset without a row of its own: it is a duplicate of another record, or holds no click. The record itself tells its event_id."), "good"],
    waiting: [t("The sink has not come to it yet; it is at offset {next}.", { next }), "good"],
    before: [t("The sink began behind this offset, and never read it."), "bad"],
    lost: [t("Kafka deleted this record before it was stored: it is lost."), "bad"],
  }[story.kind];
  return el("section", { class: "panel", "aria-labelledby": "h-none" },
    el("h2", { id: "h-none" }, t("No row of its own")), el("p", { class: `verdict ${tone}` }, text), placeLine(story.place),
    story.duplicate_of ? el("p", {}, el("a", { href: `/click/${story.duplicate_of.id}` }, t("It is a duplicate of click {id}", { id: story.duplicate_of.id }))) : null);
}
