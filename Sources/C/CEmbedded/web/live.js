import { el, fill, format, countryName, getJSON } from "./dom.js";
import { chart, chartTable } from "./chart.js";
import { address, go as goTo } from "./place.js";
import { t } from "./words.js";

// The live page: numbers, funnel, chart, lists and the stream of clicks.

const ranges = [["live", t("30 min")], ["hour", t("Hour")], ["day", t("24 h")], ["week", t("7 days")]];
const lists = [["page", t("Pages")], ["product", t("Products")], ["source", t("Sources")], ["country", t("Countries")], ["device", t("Devices")], ["event_type", t("Events")]];
const names = { page: t("page"), product: t("product"), source: t("source"), country: t("country"), device: t("device"), campaign: t("campaign"), event_type: t("event") };
const shown = 24;

export const livePages = [{ path: /^\/(live)?$/, href: "/", area: "Live", name: "Live", open: livePage }];

const known = (value, values) => (values.includes(value) ? value : values[0]);

function parse(parameters) {
  const dimension = Object.keys(names).find((name) => parameters.get(name)) || "";
  return {
    range: known(parameters.get("range"), ["live", "hour", "day", "week"]),
    bots: known(parameters.get("bots"), ["exclude", "include", "only"]),
    dimension,
    value: dimension ? parameters.get(dimension) : "",
  };
}

function go(state) {
  goTo(address("/", {
    range: state.range === "live" ? "" : state.range, bots: state.bots === "exclude" ? "" : state.bots,
    [state.dimension || "none"]: state.dimension ? state.value : "",
  }));
}

function livePage(root, { place }) {
  const state = parse(place.parameters);
  const parts = {
    controls: el("div", { class: "controls" }),
    empty: el("section", { class: "panel empty", hidden: true }),
    numbers: el("dl", { class: "numbers" }),
    funnel: el("section", { class: "panel", "aria-labelledby": "h-funnel" }),
    chart: el("section", { class: "panel wide", "aria-labelledby": "h-chart" }),
    tops: el("div", { class: "tops" }),
    list: el("ol", { class: "stream", "aria-label": t("Latest clicks, newest first") }),
    rate: el("span", { class: "note" }),
  };
  let paused = false;
  const pause = el("button", { type: "button", "aria-pressed": "false", onclick: () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? t("Resume") : t("Pause");
  } }, t("Pause"));
  const stream = el("section", { class: "panel", "aria-labelledby": "h-stream" },
    el("div", { class: "head" }, el("h2", { id: "h-stream" }, t("Latest clicks")), parts.rate, el("a", { href: "/click" }, t("Find a click")), pause), parts.list);
  root.replaceChildren(el("h1", { class: "out-of-sight" }, t("Live")), parts.controls, parts.empty, parts.numbers,
    el("div", { class: "columns" }, parts.chart, parts.funnel), el("div", { class: "columns" }, parts.tops, stream));

  let timer = null;
  let asking = null;
  let ended = false;
  let last = "";

  drawControls();
  load();

  function query() {
    const parameters = new URLSearchParams({ range: state.range });
    if (state.bots !== "exclude") parameters.set("bots", state.bots);
    if (state.dimension) parameters.set(state.dimension, state.value);
    return parameters.toString();
  }

  async function load() {
    clearTimeout(timer);
    timer = null;
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const data = await getJSON(`/api/live?${query()}`, mine.signal);
      if (!ended) draw(data);
    } catch (error) {
      if (error.name !== "AbortError" && !ended) parts.controls.dataset.error = error.message;
    }
    if (asking === mine) asking = null;
    // Without a commit the windows still move on.
    if (!ended && timer === null) timer = setTimeout(load, 15000);
  }

  function soon() {
    if (asking) return;
    clearTimeout(timer);
    timer = setTimeout(load, Math.max(0, 1000 - (Date.now() - drawnAt)));
  }
  let drawnAt = 0;

  function drawControls() {
    const choice = (name, value, text, current) => el("button", {
      type: "button", "aria-pressed": String(value === current), onclick: () => go({ ...state, [name]: value }),
    }, text);
    fill(parts.controls,
      el("div", { class: "segments", role: "group", "aria-label": t("Time range") }, ranges.map(([value, text]) => choice("range", value, text, state.range))),
      el("div", { class: "segments", role: "group", "aria-label": t("Whose clicks") }, [["exclude", t("People")], ["include", t("All")], ["only", t("Bots")]].map(([value, text]) => choice("bots", value, text, state.bots))),
      state.dimension ? el("button", { type: "button", class: "filter", "aria-label": t("Remove the filter {name} {value}", { name: names[state.dimension], value: state.value }), onclick: () => go({ ...state, dimension: "", value: "" }) },
        `${names[state.dimension]}: ${shortened(state.value, 60)}`, el("span", { "aria-hidden": "true" }, " ×")) : null);
  }

  function draw(data) {
    delete parts.controls.dataset.error;
    drawnAt = Date.now();
    const text = JSON.stringify({ ...data, now: 0 });
    if (text === last) return;
    last = text;
    const { totals, before } = data;
    drawEmpty(totals.clicks === 0 && data.bot_clicks === 0 && !state.dimension);
    const span = { live: t("the 30 min before"), hour: t("the hour before"), day: t("the 24 h before"), week: t("the 7 days before") }[state.range];
    parts.numbers.replaceChildren(
      number(t("Visitors now"), data.visitors === null ? "–" : format.number(data.visitors), data.visitors === null ? t("not known by this filter") : t("in the last 5 minutes")),
      number(t("Clicks a second"), format.decimal(Number(data.per_second)), t("over the last minute or two")),
      number(t("Clicks"), format.compact(totals.clicks), compared(totals.clicks, before.clicks, span), format.number(totals.clicks)),
      number(t("Orders"), format.compact(totals.purchases), compared(totals.purchases, before.purchases, span)),
      number(t("Revenue"), money(totals.revenue), compared(largest(totals.revenue), largest(before.revenue, totals.revenue), span)),
      number(t("Bot clicks"), format.compact(data.bot_clicks), state.bots === "exclude" ? t("not counted here") : t("counted here too")));
    drawFunnel(totals);
    const hint = el("p", { class: "hint", "aria-live": "polite" });
    const open = parts.chart.querySelector("details")?.open;
    const focused = document.activeElement?.classList?.contains("chart");
    const table = chartTable(data.chart, data.bucket);
    table.open = Boolean(open);
    const picture = chart(data.chart, data.bucket, hint);
    parts.chart.replaceChildren(el("div", { class: "head" }, el("h2", { id: "h-chart" }, data.bucket === "hour" ? t("Clicks by hour") : t("Clicks by minute")), hint),
      picture, el("p", { class: "legend" }, el("span", { class: "key order-key", "aria-hidden": "true" }), t("a dot: orders in it")), table);
    if (focused) picture.focus();
    drawTops(data.top);
  }

  function drawEmpty(isEmpty) {
    parts.empty.hidden = !isEmpty;
    if (!isEmpty || parts.empty.childElementCount) return;
    parts.empty.append(el("h2", {}, t("No clicks in this time")),
      el("p", {}, t("They appear here by themselves, the moment they are stored. To see some now, type in a terminal:")),
      el("pre", { tabindex: "0" }, "clickstream produce --rate 100"),
      el("p", {}, t("Your own come from any Kafka producer that writes to the topic website_clicks.")));
  }

  function drawFunnel(totals) {
    const steps = [[t("Product views"), totals.product_views], [t("Added to cart"), totals.cart_additions], [t("Checkouts"), totals.checkouts], [t("Purchases"), totals.purchases]];
    const most = Math.max(1, ...steps.map((step) => step[1]));
    parts.funnel.replaceChildren(el("div", { class: "head" }, el("h2", { id: "h-funnel" }, t("Funnel")),
      el("span", { class: "note" }, steps[0][1] ? t("{share} of views end in a purchase", { share: format.percent(steps[3][1] / steps[0][1]) }) : t("no product views yet"))),
      el("ol", { class: "funnel" }, steps.map(([name, count], index) => {
        const previous = index ? steps[index - 1][1] : 0;
        const rate = index && previous ? t("{share} of the step before", { share: format.percent(count / previous) }) : index ? "" : t("events");
        return el("li", {}, el("span", { class: "name" }, name), el("span", { class: "n" }, format.number(count)),
          el("span", { class: "track", "aria-hidden": "true" }, el("span", { class: "fill", style: { width: `${(count / most) * 100}%` } })), el("span", { class: "note" }, rate));
      })));
  }

  function drawTops(top) {
    const focus = document.activeElement?.dataset?.key;
    parts.tops.replaceChildren(...lists.map(([dimension, title]) => {
      const rows = top[dimension] || [];
      const most = Math.max(1, ...rows.map((row) => row.clicks));
      return el("section", { class: "panel top", "aria-label": t("Top {name}", { name: title.toLowerCase() }) },
        el("div", { class: "head" }, el("h2", {}, title), el("span", { class: "note" }, state.dimension ? t("clicks, without the filter") : t("clicks"))),
        rows.length ? el("ul", {}, rows.map((row) => el("li", {}, el("button", {
          type: "button", class: "row", "data-key": `${dimension}=${row.value}`, title: t("Show only {value}", { value: row.value }),
          "aria-pressed": String(state.dimension === dimension && state.value === row.value),
          onclick: () => go({ ...state, dimension, value: row.value }),
        }, el("span", { class: "fill", "aria-hidden": "true", style: { width: `${(row.clicks / most) * 100}%` } }),
          el("span", { class: "name" }, dimension === "country" ? countryName(row.value) : row.value), el("span", { class: "n" }, format.number(row.clicks)))))) : el("p", { class: "note" }, t("None in this time.")));
    }));
    if (focus) [...parts.tops.querySelectorAll("button")].find((button) => button.dataset.key === focus)?.focus();
  }

  function onClicks(event) {
    soon();
    if (paused) return;
    const clicks = event.clicks.filter(matches).slice(0, shown);
    const known = new Map([...parts.list.children].map((item) => [item.dataset.id, item]));
    const items = clicks.map((click) => known.get(String(click.id)) || clickItem(click));
    // A few new ones may shine; a flood of them would flicker.
    const fresh = items.filter((item) => !item.isConnected);
    for (const item of known.values()) item.classList.remove("fresh");
    if (fresh.length <= 3) for (const item of fresh) item.classList.add("fresh");
    const kept = [...parts.list.children].filter((item) => !items.includes(item));
    parts.list.replaceChildren(...[...items, ...kept].slice(0, shown));
    const delays = event.clicks.map((click) => click.delay).sort((a, b) => a - b);
    parts.rate.textContent = delays.length ? t("stored within {count} ms", { count: format.number(Math.max(0, delays[delays.length >> 1])) }) : "";
  }

  function matches(click) {
    if (state.bots === "exclude" && click.is_bot) return false;
    if (state.bots === "only" && !click.is_bot) return false;
    return !state.dimension || click[state.dimension] === state.value;
  }

  return {
    onClicks,
    end() {
      ended = true;
      clearTimeout(timer);
      asking?.abort();
    },
  };
}

function clickItem(click) {
  const what = click.product_name || click.product || click.title || click.page || "";
  const details = [click.page, countryName(click.country || ""), click.device, click.source && t("from {source}", { source: click.source })].filter(Boolean);
  return el("li", { "data-id": click.id },
    el("a", { href: `/click/${click.id}`, title: t("Follow this click") }, el("time", { datetime: new Date(click.time).toISOString() }, format.seconds(click.time))),
    el("span", { class: `type ${click.event_type === "purchase" ? "good" : ""}` }, click.event_type.replaceAll("_", " ")),
    el("span", { class: "what" }, what, click.price ? el("b", {}, ` ${format.money(Number(click.price) * (click.quantity || 1), click.currency || "XXX")}`) : null),
    el("span", { class: "note" }, `${details.join(" · ")} · ${click.user}${click.is_bot ? ` · ${t("bot")}` : ""}`));
}

function number(name, value, note, exact) {
  return el("div", { class: "number" }, el("dt", {}, name), el("dd", {}, el("strong", { title: exact }, value), typeof note === "string" ? el("span", { class: "note" }, note) : note));
}

function compared(now, before, span) {
  if (!before) return el("span", { class: "note" }, t("none in {time}", { time: span }));
  const change = now / before - 1;
  const arrow = change > 0.005 ? "▲" : change < -0.005 ? "▼" : "=";
  return el("span", { class: `note ${change > 0.005 ? "up" : change < -0.005 ? "down" : ""}` }, `${arrow} ${t("{change} on {time}", { change: format.change(change), time: span })}`);
}

function amounts(revenue) {
  return Object.entries(revenue).map(([currency, amount]) => [currency, Number(amount)]).filter(([, amount]) => amount !== 0).sort((a, b) => b[1] - a[1]);
}

function money(revenue) {
  const all = amounts(revenue);
  if (!all.length) return format.number(0);
  return el("span", { class: "money" }, all.slice(0, 3).map(([currency, amount]) => el("span", {}, format.money(amount, currency))), all.length > 3 ? el("span", { class: "note" }, t("and {count} more currencies", { count: all.length - 3 })) : null);
}

// Currencies are never added up: the comparison is that of the largest one.
function largest(revenue, as = revenue) {
  const [first] = amounts(as);
  return first ? Number(revenue[first[0]] || 0) : 0;
}

function shortened(text, length) {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
