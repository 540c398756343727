import { el, fill, format, countryName, getJSON } from "./dom.js";
import { chart, chartTable } from "./chart.js";
import { address, go as goTo } from "./place.js";

// The live page: numbers, funnel, chart, lists and the stream of clicks.

const ranges = [["live", "30 min"], ["hour", "Hour"], ["day", "24 h"], ["week", "7 days"]];
const lists = [["page", "Pages"], ["product", "Products"], ["source", "Sources"], ["country", "Countries"], ["device", "Devices"], ["event_type", "Events"]];
const names = { page: "page", product: "product", source: "source", country: "country", device: "device", campaign: "campaign", event_type: "event" };
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
    list: el("ol", { class: "stream", "aria-label": "Latest clicks, newest first" }),
    rate: el("span", { class: "note" }),
  };
  let paused = false;
  const pause = el("button", { type: "button", "aria-pressed": "false", onclick: () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Resume" : "Pause";
  } }, "Pause");
  const stream = el("section", { class: "panel", "aria-labelledby": "h-stream" },
    el("div", { class: "head" }, el("h2", { id: "h-stream" }, "Latest clicks"), parts.rate, pause), parts.list);
  root.replaceChildren(el("h1", { class: "out-of-sight" }, "Live"), parts.controls, parts.empty, parts.numbers,
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
      el("div", { class: "segments", role: "group", "aria-label": "Time range" }, ranges.map(([value, text]) => choice("range", value, text, state.range))),
      el("div", { class: "segments", role: "group", "aria-label": "Whose clicks" }, [["exclude", "People"], ["include", "All"], ["only", "Bots"]].map(([value, text]) => choice("bots", value, text, state.bots))),
      state.dimension ? el("button", { type: "button", class: "filter", "aria-label": `Remove the filter ${names[state.dimension]} ${state.value}`, onclick: () => go({ ...state, dimension: "", value: "" }) },
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
    const span = { live: "30 min", hour: "hour", day: "24 h", week: "7 days" }[state.range];
    parts.numbers.replaceChildren(
      number("Visitors now", data.visitors === null ? "–" : format.number(data.visitors), data.visitors === null ? "not known by this filter" : "in the last 5 minutes"),
      number("Clicks a second", format.decimal(Number(data.per_second)), "over the last minute or two"),
      number("Clicks", format.compact(totals.clicks), compared(totals.clicks, before.clicks, span), format.number(totals.clicks)),
      number("Orders", format.compact(totals.purchases), compared(totals.purchases, before.purchases, span)),
      number("Revenue", money(totals.revenue), compared(largest(totals.revenue), largest(before.revenue, totals.revenue), span)),
      number("Bot clicks", format.compact(data.bot_clicks), state.bots === "exclude" ? "not counted here" : "counted here too"));
    drawFunnel(totals);
    const hint = el("p", { class: "hint", "aria-live": "polite" });
    const open = parts.chart.querySelector("details")?.open;
    const focused = document.activeElement?.classList?.contains("chart");
    const table = chartTable(data.chart, data.bucket);
    table.open = Boolean(open);
    const picture = chart(data.chart, data.bucket, hint);
    parts.chart.replaceChildren(el("div", { class: "head" }, el("h2", { id: "h-chart" }, `Clicks by ${data.bucket}`), hint),
      picture, el("p", { class: "legend" }, el("span", { class: "key order-key", "aria-hidden": "true" }), "a dot: orders in it"), table);
    if (focused) picture.focus();
    drawTops(data.top);
  }

  function drawEmpty(isEmpty) {
    parts.empty.hidden = !isEmpty;
    if (!isEmpty || parts.empty.childElementCount) return;
    parts.empty.append(el("h2", {}, "No clicks in this time"),
      el("p", {}, "They appear here by themselves, the moment they are stored. To see some now, type in a terminal:"),
      el("pre", { tabindex: "0" }, "clickstream produce --rate 100"),
      el("p", {}, "Your own come from any Kafka producer that writes to the topic website_clicks."));
  }

  function drawFunnel(totals) {
    const steps = [["Product views", totals.product_views], ["Added to cart", totals.cart_additions], ["Checkouts", totals.checkouts], ["Purchases", totals.purchases]];
    const most = Math.max(1, ...steps.map((step) => step[1]));
    parts.funnel.replaceChildren(el("div", { class: "head" }, el("h2", { id: "h-funnel" }, "Funnel"),
      el("span", { class: "note" }, steps[0][1] ? `${format.percent(steps[3][1] / steps[0][1])} of views end in a purchase` : "no product views yet")),
      el("ol", { class: "funnel" }, steps.map(([name, count], index) => {
        const previous = index ? steps[index - 1][1] : 0;
        const rate = index && previous ? `${format.percent(count / previous)} of the step before` : index ? "" : "events";
        return el("li", {}, el("span", { class: "name" }, name), el("span", { class: "n" }, format.number(count)),
          el("span", { class: "track", "aria-hidden": "true" }, el("span", { class: "fill", style: { width: `${(count / most) * 100}%` } })), el("span", { class: "note" }, rate));
      })));
  }

  function drawTops(top) {
    const focus = document.activeElement?.dataset?.key;
    parts.tops.replaceChildren(...lists.map(([dimension, title]) => {
      const rows = top[dimension] || [];
      const most = Math.max(1, ...rows.map((row) => row.clicks));
      return el("section", { class: "panel top", "aria-label": `Top ${title.toLowerCase()}` },
        el("div", { class: "head" }, el("h2", {}, title), el("span", { class: "note" }, state.dimension ? "clicks, without the filter" : "clicks")),
        rows.length ? el("ul", {}, rows.map((row) => el("li", {}, el("button", {
          type: "button", class: "row", "data-key": `${dimension}=${row.value}`, title: `Show only ${row.value}`,
          "aria-pressed": String(state.dimension === dimension && state.value === row.value),
          onclick: () => go({ ...state, dimension, value: row.value }),
        }, el("span", { class: "fill", "aria-hidden": "true", style: { width: `${(row.clicks / most) * 100}%` } }),
          el("span", { class: "name" }, dimension === "country" ? countryName(row.value) : row.value), el("span", { class: "n" }, format.number(row.clicks)))))) : el("p", { class: "note" }, "None in this time."));
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
    parts.rate.textContent = delays.length ? `stored within ${format.number(Math.max(0, delays[delays.length >> 1]))} ms` : "";
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
  const details = [click.page, countryName(click.country || ""), click.device, click.source && `from ${click.source}`].filter(Boolean);
  return el("li", { "data-id": click.id },
    el("time", { datetime: new Date(click.time).toISOString() }, format.seconds(click.time)),
    el("span", { class: `type ${click.event_type === "purchase" ? "good" : ""}` }, click.event_type.replaceAll("_", " ")),
    el("span", { class: "what" }, what, click.price ? el("b", {}, ` ${format.money(Number(click.price) * (click.quantity || 1), click.currency || "XXX")}`) : null),
    el("span", { class: "note" }, `${details.join(" · ")} · ${click.user}${click.is_bot ? " · bot" : ""}`));
}

function number(name, value, note, exact) {
  return el("div", { class: "number" }, el("dt", {}, name), el("dd", {}, el("strong", { title: exact }, value), typeof note === "string" ? el("span", { class: "note" }, note) : note));
}

function compared(now, before, span) {
  if (!before) return el("span", { class: "note" }, `none in the ${span} before`);
  const change = now / before - 1;
  const arrow = change > 0.005 ? "▲" : change < -0.005 ? "▼" : "=";
  return el("span", { class: `note ${change > 0.005 ? "up" : change < -0.005 ? "down" : ""}` }, `${arrow} ${format.change(change)} on the ${span} before`);
}

function amounts(revenue) {
  return Object.entries(revenue).map(([currency, amount]) => [currency, Number(amount)]).filter(([, amount]) => amount !== 0).sort((a, b) => b[1] - a[1]);
}

function money(revenue) {
  const all = amounts(revenue);
  if (!all.length) return format.number(0);
  return el("span", { class: "money" }, all.slice(0, 3).map(([currency, amount]) => el("span", {}, format.money(amount, currency))), all.length > 3 ? el("span", { class: "note" }, `and ${all.length - 3} more currencies`) : null);
}

// Currencies are never added up: the comparison is that of the largest one.
function largest(revenue, as = revenue) {
  const [first] = amounts(as);
  return first ? Number(revenue[first[0]] || 0) : 0;
}

function shortened(text, length) {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
