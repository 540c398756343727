import { el, fill, format, countryName, getJSON } from "./dom.js";
import { chart, chartTable } from "./chart.js";
import { basis, changed, chips, exits, linkBy, rangeChoice, whoseChoice } from "./analysis-parts.js";
import { card } from "./parts.js";
import { t } from "./words.js";

// The live page: numbers, funnel, chart, lists and the stream of clicks.

const lists = [["page", "Pages"], ["product", "Products"], ["source", "Sources"], ["country", "Countries"], ["device", "Devices"], ["campaign", "Campaigns"], ["event_type", "Events"]];
const names = { page: "page", product: "product", source: "source", country: "country", device: "device", campaign: "campaign", event_type: "event" };
// Visits know these together; all others are counted one at a time.
const together = ["source", "country", "device", "campaign"];
const spans = { live: "30 min", hour: "hour", day: "24 h", week: "7 days", month: "30 days" };
const shown = 24;

export const livePages = [{ path: /^\/(live)?$/, href: "/", area: "Live", name: "Live", open: livePage }];

function livePage(root, { place }) {
  const bots = place.parameters.get("bots") || "exclude";
  const filters = Object.keys(names).filter((name) => place.parameters.has(name)).map((name) => [name, place.parameters.getAll(name)]);
  const title = place.parameters.get("range") || (place.parameters.has("from") ? "custom" : "live");
  const parts = {
    controls: el("div", { class: "controls" }, ...rangeChoice(place, "live"), whoseChoice(place), ...chips(place, names), exits(place)),
    basis: el("div", {}),
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
  root.replaceChildren(el("h1", { class: "out-of-sight" }, t("Live")), parts.controls, parts.basis, parts.empty, parts.numbers,
    el("div", { class: "columns" }, parts.chart, parts.funnel), el("div", { class: "columns" }, parts.tops, stream));

  let timer = null;
  let asking = null;
  let ended = false;
  let last = "";

  load();

  async function load() {
    clearTimeout(timer);
    timer = null;
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const data = await getJSON(`/api/live?${place.parameters}`, mine.signal);
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

  function draw(data) {
    delete parts.controls.dataset.error;
    drawnAt = Date.now();
    const text = JSON.stringify({ ...data, now: 0 });
    if (text === last) return;
    last = text;
    const { totals, before } = data;
    drawEmpty(totals.clicks === 0 && data.bot_clicks === 0 && !filters.length);
    const ofVisits = data.of.source === "visits";
    const about = data.of.exact ? "" : "≈ ";
    fill(parts.basis, ofVisits ? el("p", { class: "note basis" }, t("With several filters at once, these numbers come from the visits that began in this time: a visit has the source, country, device and campaign of its first click. ")) : null, data.of.exact ? null : basis(data.of));
    const span = t(spans[title] || "same time");
    parts.numbers.replaceChildren(
      card(t("Visitors now"), data.visitors === null ? "–" : `${data.visitors_one_in > 1 ? "≈ " : ""}${format.number(data.visitors)}`, data.visitors === null ? t("not known by this filter") : t("in the last 5 minutes")),
      ofVisits ? card(t("Visits"), about + format.compact(totals.visits), compared(totals.visits, before.visits, span))
        : card(t("Clicks a second"), format.decimal(Number(data.per_second)), t("over the last minute or two")),
      card(t("Clicks"), about + format.compact(totals.clicks), compared(totals.clicks, before.clicks, span), { exact: format.number(totals.clicks) }),
      card(t("Orders"), about + format.compact(totals.purchases), compared(totals.purchases, before.purchases, span)),
      card(t("Revenue"), money(totals.revenue), compared(largest(totals.revenue), largest(before.revenue, totals.revenue), span)),
      card(t("Bot clicks"), about + format.compact(data.bot_clicks), bots === "exclude" ? t("not counted here") : t("counted here too")));
    drawFunnel(totals, ofVisits);
    const hint = el("p", { class: "hint", "aria-live": "polite" });
    const open = parts.chart.querySelector("details")?.open;
    const focused = document.activeElement?.classList?.contains("chart");
    const table = chartTable(data.chart, data.bucket);
    table.open = Boolean(open);
    const picture = chart(data.chart, data.bucket, hint);
    parts.chart.replaceChildren(el("div", { class: "head" }, el("h2", { id: "h-chart" }, t(`Clicks by ${data.bucket}`)), hint),
      picture, el("p", { class: "legend" }, el("span", { class: "key order-key", "aria-hidden": "true" }), t("a dot: orders in it")), table);
    if (focused) picture.focus();
    drawTops(data.top, ofVisits);
  }

  function drawEmpty(isEmpty) {
    parts.empty.hidden = !isEmpty;
    if (!isEmpty || parts.empty.childElementCount) return;
    parts.empty.append(el("h2", {}, t("No clicks in this time")),
      el("p", {}, t("They appear here by themselves, the moment they are stored. To see some now, type in a terminal:")),
      el("pre", { tabindex: "0" }, "clickstream produce --rate 100"),
      el("p", {}, t("Your own come from any Kafka producer that writes to the topic website_clicks.")));
  }

  function drawFunnel(totals, ofVisits) {
    const steps = [[t("Product views"), totals.product_views], [t("Added to cart"), totals.cart_additions], [t("Checkouts"), totals.checkouts], [t("Purchases"), ofVisits ? totals.buying_visits : totals.purchases]];
    const most = Math.max(1, ...steps.map((step) => step[1]));
    const end = steps[0][1] ? format.percent(steps[3][1] / steps[0][1]) : "";
    parts.funnel.replaceChildren(el("div", { class: "head" }, el("h2", { id: "h-funnel" }, t("Funnel")),
      el("span", { class: "note" }, !end ? t("no product views yet") : ofVisits ? t("{share} of visits with a view buy", { share: end }) : t("{share} of views end in a purchase", { share: end }))),
      el("ol", { class: "funnel" }, steps.map(([name, count], index) => {
        const previous = index ? steps[index - 1][1] : 0;
        const rate = index && previous ? t("{share} of the step before", { share: format.percent(count / previous) }) : index ? "" : ofVisits ? t("visits that came at least so far") : t("events");
        return el("li", {}, el("span", { class: "name" }, name), el("span", { class: "n" }, format.number(count)),
          el("span", { class: "track", "aria-hidden": "true" }, el("span", { class: "fill", style: { width: `${(count / most) * 100}%` } })), el("span", { class: "note" }, rate));
      })), el("p", { class: "note" }, el("a", { href: "/funnels" }, t("Own steps, in their order, within a time …"))));
  }

  // Where a value leads: it is added to filters that go together, and takes the place of all others.
  function filtered(dimension, value) {
    const others = filters.filter(([name]) => name !== dimension);
    const goTogether = together.includes(dimension) && others.every(([name]) => together.includes(name));
    const isOn = filters.some(([name, values]) => name === dimension && values.includes(value));
    return changed(place, { ...(goTogether ? {} : Object.fromEntries(others.map(([name]) => [name, null]))), [dimension]: isOn ? null : value });
  }

  function drawTops(top, ofVisits) {
    const focus = document.activeElement?.dataset?.key;
    parts.tops.replaceChildren(...lists.filter(([dimension]) => !ofVisits || together.includes(dimension)).map(([dimension, title]) => {
      const rows = top[dimension] || [];
      const most = Math.max(1, ...rows.map((row) => row.clicks));
      return el("section", { class: "panel top", "aria-label": t(title) },
        el("div", { class: "head" }, el("h2", {}, t(title)), el("span", { class: "note" }, ofVisits ? t("clicks, with all filters") : filters.length ? t("clicks, without the filter") : t("clicks"))),
        rows.length ? el("ul", {}, rows.map((row) => {
          const isOn = filters.some(([name, values]) => name === dimension && values.includes(row.value));
          return el("li", {}, linkBy(dimension, {
            class: "row", "data-key": `${dimension}=${row.value}`, title: t("Show only {value}", { value: row.value }), "aria-current": isOn ? "true" : null, href: filtered(dimension, row.value),
          }, el("span", { class: "fill", "aria-hidden": "true", style: { width: `${(row.clicks / most) * 100}%` } }),
            el("span", { class: "name" }, dimension === "country" ? countryName(row.value) : row.value), el("span", { class: "n" }, format.number(row.clicks))));
        })) : el("p", { class: "note" }, t("None in this time.")));
    }));
    if (focus) [...parts.tops.querySelectorAll("a.row")].find((link) => link.dataset.key === focus)?.focus();
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
    parts.rate.textContent = delays.length ? t("stored within {time} ms", { time: format.number(Math.max(0, delays[delays.length >> 1])) }) : "";
  }

  function matches(click) {
    if (bots === "exclude" && click.is_bot) return false;
    if (bots === "only" && !click.is_bot) return false;
    return filters.every(([name, values]) => values.includes(click[name]));
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

function compared(now, before, span) {
  if (!before) return el("span", { class: "note" }, t("none in the {span} before", { span }));
  const change = now / before - 1;
  const arrow = change > 0.005 ? "▲" : change < -0.005 ? "▼" : "=";
  return el("span", { class: `note ${change > 0.005 ? "up" : change < -0.005 ? "down" : ""}` }, `${arrow} ${t("{change} on the {span} before", { change: format.change(change), span })}`);
}

function amounts(revenue) {
  if (typeof revenue === "string") return [];
  return Object.entries(revenue).map(([currency, amount]) => [currency, Number(amount)]).filter(([, amount]) => amount !== 0).sort((a, b) => b[1] - a[1]);
}

function money(revenue) {
  if (typeof revenue === "string") return revenue;
  const all = amounts(revenue);
  if (!all.length) return format.number(0);
  return el("span", { class: "money" }, all.slice(0, 3).map(([currency, amount]) => el("span", {}, format.money(amount, currency))), all.length > 3 ? el("span", { class: "note" }, t("and {count} more currencies", { count: all.length - 3 })) : null);
}

// Currencies are never added up: the comparison is that of the largest one.
function largest(revenue, as = revenue) {
  const [first] = amounts(as);
  return first ? Number(revenue[first[0]] || 0) : 0;
}
