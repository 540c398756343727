import { format, getJSON } from "./dom.js";
import { livePage } from "./live.js";
import { pipelinePage } from "./pipeline.js";

// Which page is shown is in the address, with its range and filter: a link shows the same view again.

const main = document.getElementById("main");
const alarm = document.getElementById("alarm");
const dimensions = ["page", "product", "source", "country", "device", "campaign", "event_type"];
let current = null;
let latest = null;
let watch = null;

function parse() {
  const [page, query = ""] = location.hash.slice(1).split("?");
  const parameters = new URLSearchParams(query);
  const dimension = dimensions.find((name) => parameters.get(name)) || "";
  const known = (value, values) => (values.includes(value) ? value : values[0]);
  return {
    page: known(page, ["live", "pipeline"]),
    range: known(parameters.get("range"), ["live", "hour", "day", "week"]),
    bots: known(parameters.get("bots"), ["exclude", "include", "only"]),
    dimension,
    value: dimension ? parameters.get(dimension) : "",
  };
}

function go(state) {
  const parameters = new URLSearchParams();
  if (state.range !== "live") parameters.set("range", state.range);
  if (state.bots !== "exclude") parameters.set("bots", state.bots);
  if (state.dimension) parameters.set(state.dimension, state.value);
  const query = parameters.toString();
  location.hash = `live${query ? `?${query}` : ""}`;
}

function show() {
  const state = parse();
  current?.end();
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.page === state.page) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${state.page === "live" ? "Live" : "Pipeline"} · Clickstream`;
  current = state.page === "live" ? livePage(main, state, go) : pipelinePage(main, showAlarm);
  if (latest) current.onClicks(latest);
}

function say(kind, text) {
  document.getElementById("state").dataset.kind = kind;
  const words = document.getElementById("state-text");
  if (words.textContent !== text) words.textContent = text;
}

function showAlarm(data) {
  const age = data.seconds_since_commit;
  const text = data.lost > 0 ? `${format.number(data.lost)} clicks are lost: Kafka deleted them before they were stored.`
    : data.stopped ? `Flow stopped: nothing was stored for ${age < 7200 ? `${format.number(Math.floor(age / 60))} min` : `${format.number(Math.floor(age / 3600))} h`}. Are the producers and clickstream consume running?` : "";
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
events.addEventListener("open", () => say("good", "Connected"));
events.addEventListener("error", () => say("bad", "Reconnecting"));
events.addEventListener("outage", () => say("bad", "The database does not answer"));
events.addEventListener("clicks", (event) => {
  const wasFirst = latest === null;
  const before = latest?.totals?.stored;
  latest = JSON.parse(event.data);
  say("good", "Connected");
  if (!wasFirst && before !== latest.totals.stored && !alarm.hidden) look();
  current?.onClicks(latest);
});

addEventListener("hashchange", show);
show();
look();
