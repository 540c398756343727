import { el, fill, format, getJSON } from "./dom.js";
import { place } from "./place.js";
import { t } from "./words.js";
import { livePages } from "./live.js";
import { kafkaPages } from "./kafka.js";
import { pipelinePages } from "./pipeline.js";

// The shell: which page is shown is in the address. A page is { path, area, name, open }; `path` is matched
// against the address, and `open(main, tools)` shows the page and returns { onClicks, end }, each if it needs it.

// Areas stand in the bar; where an area has several named pages, they stand below it.
const pages = [...livePages, ...kafkaPages, ...pipelinePages];
const areas = [...new Set(pages.map((page) => page.area))];

const main = document.getElementById("main");
const alarm = document.getElementById("alarm");
let current = null;
let latest = null;
let watch = null;

function link(page, text, isCurrent) {
  return el("a", { href: page.href, "aria-current": isCurrent ? "page" : null }, text);
}

function show() {
  const where = place();
  const page = pages.find((page) => page.path.test(where.path)) || pages[0];
  current?.end?.();
  fill(document.getElementById("areas"), ...areas.map((area) => link(pages.find((page) => page.area === area), t(area), area === page.area)));
  const others = pages.filter((other) => other.area === page.area && other.href);
  const inner = document.getElementById("inner");
  inner.hidden = others.length < 2;
  fill(inner, ...(others.length < 2 ? [] : others.map((other) => link(other, t(other.name), other.name === page.name))));
  document.title = `${t(page.name)} · Clickstream`;
  current = page.open(main, { place: where, showAlarm }) || null;
  if (latest) current?.onClicks?.(latest);
}

function say(kind, text) {
  document.getElementById("state").dataset.kind = kind;
  const words = document.getElementById("state-text");
  if (words.textContent !== text) words.textContent = text;
}

function showAlarm(data) {
  const age = data.seconds_since_commit;
  const text = data.lost > 0 ? t("{count} clicks are lost: Kafka deleted them before they were stored.", { count: format.number(data.lost) })
    : data.stopped ? t("Flow stopped: nothing was stored for {time}. Are the producers and clickstream consume running?", { time: age < 7200 ? `${format.number(Math.floor(age / 60))} min` : `${format.number(Math.floor(age / 3600))} h` }) : "";
  alarm.hidden = !text;
  if (alarm.textContent !== text) alarm.textContent = text;
}

async function look() {
  clearTimeout(watch);
  try {
    showAlarm(await getJSON("/api/pipeline"));
  } catch {
    // The stream's state says already that nobody answers.
  }
  watch = setTimeout(look, 20000);
}

const events = new EventSource("/api/events");
events.addEventListener("open", () => say("good", t("Connected")));
events.addEventListener("error", () => say("bad", t("Reconnecting")));
events.addEventListener("outage", () => say("bad", t("The database does not answer")));
events.addEventListener("clicks", (event) => {
  const wasFirst = latest === null;
  const before = latest?.totals?.stored;
  latest = JSON.parse(event.data);
  say("good", t("Connected"));
  if (!wasFirst && before !== latest.totals.stored && !alarm.hidden) look();
  current?.onClicks?.(latest);
});

addEventListener("placechange", show);
show();
look();
