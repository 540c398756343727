import { el, fill, format, getJSON } from "./dom.js";
import { loginPage } from "./login.js";
import { place } from "./place.js";
import { logOut, session } from "./session.js";
import { stream } from "./stream.js";
import { chooseLanguage, language, languages, t } from "./words.js";
import { clickPages } from "./click.js";
import { livePages } from "./live.js";
import { analysisPages } from "./analysis.js";
import { kafkaPages } from "./kafka.js";
import { pipelinePages } from "./pipeline.js";

// The shell: which page is shown is in the address. A page is { path, area, name, open }; `path` is matched
// against the address, and `open(main, tools)` shows the page and returns { onClicks, end }, each if it needs it.

// Areas stand in the bar; where an area has several named pages, they stand below it.
const pages = [...livePages, ...clickPages, ...analysisPages, ...kafkaPages, ...pipelinePages];
const areas = [...new Set(pages.map((page) => page.area))];

const part = (id) => document.getElementById(id);
const main = part("main");
const alarm = part("alarm");
let isIn = false;
let role = null;
let current = null;
let latest = null;
let watch = null;

function link(page, text, isCurrent) {
  return el("a", { href: page.href, "aria-current": isCurrent ? "page" : null }, text);
}

function show() {
  if (!isIn) return;
  const where = place();
  const page = pages.find((page) => page.path.test(where.path)) || pages[0];
  current?.end?.();
  fill(part("areas"), ...areas.map((area) => link(pages.find((page) => page.area === area && page.href), t(area), area === page.area)));
  const others = pages.filter((other) => other.area === page.area && other.href && (!other.role || other.role === role));
  const inner = part("inner");
  inner.hidden = others.length < 2;
  fill(inner, ...(others.length < 2 ? [] : others.map((other) => link(other, t(other.name), other.name === page.name))));
  document.title = `${t(page.name)} · Clickstream`;
  current = page.open(main, { place: where, showAlarm }) || null;
  if (latest) current?.onClicks?.(latest);
}

function say(kind, text) {
  part("state").dataset.kind = kind;
  const words = part("state-text");
  if (words.textContent !== text) words.textContent = text;
}

function showAlarm(data) {
  const age = data.seconds_since_commit;
  const waiting = data.flow?.lag;
  const time = () => age < 7200 ? t("{count} min", { count: format.number(Math.floor(age / 60)) }) : t("{count} h", { count: format.number(Math.floor(age / 3600)) });
  const text = data.lost > 0 ? t("{count} clicks are lost: Kafka deleted them before they were stored.", { count: format.number(data.lost) })
    : !data.stopped ? ""
    : waiting > 0 ? t("Flow stopped: {count} records wait, and nothing was stored for {time}. Is clickstream consume running?", { count: format.number(waiting), time: time() })
    : waiting === 0 ? t("No clicks come in: the last one was stored {time} ago. Are the producers running?", { time: time() })
    : t("Flow stopped: nothing was stored for {time}. Are the producers and clickstream consume running?", { time: time() });
  alarm.hidden = !text;
  if (alarm.textContent !== text) alarm.textContent = text;
}

async function look() {
  clearTimeout(watch);
  try {
    if (isIn && !document.hidden) showAlarm(await getJSON("/api/pipeline"));
  } catch {
    // The stream's state says already that nobody answers.
  }
  watch = setTimeout(look, 20000);
}

const events = stream("/api/events", {
  onState: (state) => say(state === "open" ? "good" : "bad", { open: t("Connected"), closed: t("Reconnecting"), outage: t("The database does not answer") }[state]),
  onClicks(clicks) {
    const wasFirst = latest === null;
    const before = latest?.totals?.stored;
    latest = clicks;
    if (!wasFirst && before !== latest.totals.stored && !alarm.hidden) look();
    current?.onClicks?.(latest);
  },
});

// Who is here, and the language; the words of the shell itself.
function drawBar(who) {
  document.documentElement.lang = language;
  for (const [id, text] of [["skip", t("Skip to content")], ["brand", t("Clickstream, live page")], ["areas", t("Areas")], ["inner", t("Pages of this area")]]) {
    if (id === "skip") part(id).textContent = text;
    else part(id).setAttribute("aria-label", text);
  }
  const choice = el("select", { "aria-label": t("Language"), onchange: () => chooseLanguage(choice.value) },
    Object.entries(languages).map(([code, name]) => el("option", { value: code, lang: code, selected: code === language }, name)));
  fill(part("tools"), choice, who?.masked?.length ? el("span", { class: "who", title: who.masked.join(", ") }, t("{count} fields masked", { count: who.masked.length })) : null,
    who?.user ? el("span", { class: "who", title: t(who.role) }, who.user) : null,
    who?.user ? el("button", { type: "button", onclick: logOut }, t("Log out")) : null);
}

async function enter() {
  let who = null;
  try {
    who = await session();
  } catch {
    say("bad", t("Reconnecting"));
    setTimeout(enter, 2000);
    return;
  }
  if (who.needs_login) return askForLogin();
  [isIn, role] = [true, who.role];
  part("state").hidden = false;
  drawBar(who);
  events.start();
  show();
  look();
}

function askForLogin() {
  current?.end?.();
  [isIn, current, latest] = [false, null, null];
  events.stop();
  for (const id of ["inner", "alarm", "state"]) part(id).hidden = true;
  fill(part("areas"));
  drawBar(null);
  document.title = `${t("Log in")} · Clickstream`;
  loginPage(main, enter);
}

addEventListener("placechange", show);
addEventListener("loginneeded", () => isIn && askForLogin());
drawBar(null);
say("", t("Connecting"));
enter();
