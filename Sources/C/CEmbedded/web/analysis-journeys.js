import { el, fill, format } from "./dom.js";
import { go } from "./place.js";
import { t } from "./words.js";
import { asking, basis, changed, choices, duration, rangeChoice, shortened, span, table, whoseChoice } from "./analysis-parts.js";
import { panel } from "./parts.js";
import { funnelPicture } from "./analysis-funnel.js";

// Journeys: how far users get, whether they come again, and which way visits go.

export const journeyPages = [
  { path: /^\/funnels$/, href: "/funnels", area: "Analysis", name: "Funnels", open: funnelsPage },
  { path: /^\/retention$/, href: "/retention", area: "Analysis", name: "Retention", open: retentionPage },
  { path: /^\/paths$/, href: "/paths", area: "Analysis", name: "Paths", open: pathsPage },
];

const standard = ["view_item", "add_to_cart", "begin_checkout", "purchase"];
const events = ["page_view", "search", "view_item_list", "select_item", "view_item", "add_to_cart", "remove_from_cart", "view_cart", "begin_checkout", "add_payment_info", "purchase"];
const percent = (value) => (value === null || value === undefined ? "–" : format.percent(value));

function funnelsPage(root, { place }) {
  return asking(root, place, t("Funnels"), [
    rangeChoice(place, "day"), whoseChoice(place),
    choices(place, t("Within"), "window", [["5m", "5 min"], ["30m", "30 min"], ["1d", "1 day"], ["7d", "7 days"]], "30m"),
    choices(place, t("Broken down by"), "by", [["none", "Not broken down"], ["device", "Device"], ["country", "Country"], ["browser", "Browser"], ["source", "Source"], ["campaign", "Campaign"]], "none"),
  ], (data) => {
    const whole = data.rows.filter((row) => row.part === null);
    const parts = [...new Set(data.rows.filter((row) => row.part !== null).map((row) => row.part))];
    const first = whole[0]?.users || 0;
    const last = whole[whole.length - 1];
    const about = data.of.exact ? "" : "≈ ";
    return [
      stepsForm(place, data.steps),
      panel(t("How many users take these steps, in this order, within {window}", { window: data.window }), first ? t("{share} of {count} users get to the end", { share: percent(last.of_first), count: about + format.number(first) }) : t("nobody has taken the first step in this time"),
        first ? funnelPicture(whole, about) : null,
        table(place, t("Steps"), [
          { name: t("Step"), cell: (row) => `${row.step}. ${row.name}` },
          { name: t("Users"), number: true, part: (row) => row.of_first, cell: (row) => about + format.number(row.users) },
          { name: t("Of the first"), number: true, cell: (row) => percent(row.of_first) },
          { name: t("Of the step before"), number: true, cell: (row) => percent(row.of_previous) },
          { name: t("Stopped before it"), number: true, cell: (row) => (row.stopped === null ? "–" : about + format.number(row.stopped)) },
          { name: t("Median time"), number: true, cell: (row) => (row.step === 1 || row.median_seconds === null ? "–" : duration(row.median_seconds)) },
        ], whole)),
      parts.length ? panel(t("By {name} of the first step", { name: t(data.by) }), t("the largest, share of the first step"), table(place, t("Breakdown"), [
        { name: t(data.by), cell: (part) => part },
        ...whole.map((step, index) => {
          const of = (part) => data.rows.find((row) => row.part === part && row.step === step.step);
          return { name: `${step.step}. ${step.name}`, number: true, part: (part) => of(part)?.of_first, cell: (part) => (index === 0 ? about + format.number(of(part)?.users || 0) : `${percent(of(part)?.of_first)} (${format.number(of(part)?.users || 0)})`) };
        }),
      ], parts)) : null,
      basis(data.of),
    ];
  });
}

// The user's own steps: 2 to 8, each an event, and perhaps a page or a product.
function stepsForm(place, steps) {
  const list = el("ol", { class: "steps-form" });
  const error = el("p", { class: "note bad", role: "alert" });
  const input = (value) => {
    const field = el("input", { type: "text", value, list: "event-names", "aria-label": t("Step"), maxlength: "300", spellcheck: "false" });
    const item = el("li", {}, field, el("button", { type: "button", "aria-label": t("Remove this step"), onclick: () => {
      if (list.children.length > 2) item.remove();
      counted();
    } }, "×"));
    return item;
  };
  const add = el("button", { type: "button", onclick: () => {
    list.append(input(""));
    counted();
    list.lastElementChild.querySelector("input").focus();
  } }, t("Add a step"));
  const counted = () => {
    add.disabled = list.children.length >= 8;
    for (const button of list.querySelectorAll("button")) button.disabled = list.children.length <= 2;
  };
  fill(list, ...steps.map(input));
  counted();
  return el("details", { class: "panel", open: true }, el("summary", {}, t("Steps")),
    el("form", { onsubmit: (event) => {
      event.preventDefault();
      const chosen = [...list.querySelectorAll("input")].map((field) => field.value.trim()).filter(Boolean);
      error.textContent = chosen.length < 2 ? t("A funnel has 2 to 8 steps.") : "";
      if (chosen.length > 1) go(changed(place, { step: chosen.join() === standard.join() ? null : chosen }));
    } }, list, el("div", { class: "controls" }, add, el("button", { type: "submit", class: "primary" }, t("Count"))), error,
      el("p", { class: "note" }, t("An event, as view_item, and perhaps where: page_view:page=/cart, view_item:product=sku-1, or :page=/cart for any event there.")),
      el("datalist", { id: "event-names" }, events.map((name) => el("option", { value: name })))));
}

function retentionPage(root, { place }) {
  const by = place.parameters.get("by") || "day";
  return asking(root, place, t("Retention"), [rangeChoice(place, "month"), whoseChoice(place), choices(place, t("Cohorts"), "by", [["day", "By day"], ["week", "By week"]], "day")], (data) => {
    const cohorts = [...new Set(data.rows.map((row) => row.cohort))].sort().reverse();
    const periods = Math.max(0, ...data.rows.map((row) => row.period));
    const about = data.of.exact ? "" : "≈ ";
    const at = new Map(data.rows.map((row) => [`${row.cohort}/${row.period}`, row]));
    const average = (period) => {
      const rows = data.rows.filter((row) => row.period === period);
      const users = rows.reduce((sum, row) => sum + row.cohort_users, 0);
      return users ? rows.reduce((sum, row) => sum + row.users, 0) / users : null;
    };
    const cell = (share, title) => el("td", { class: "heat", title, style: { "--heat": `${Math.round(Math.sqrt(share || 0) * 55)}%` } }, share === null || share === undefined ? "" : percent(share));
    return [
      panel(by === "day" ? t("Of those who came for the first time on a day, who came again so many days later") : t("Of those who came for the first time in a week, who came again so many weeks later"), span(data),
        cohorts.length ? el("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": t("Retention") }, el("table", { class: "retention" },
          el("thead", {}, el("tr", {}, el("th", { scope: "col" }, by === "day" ? t("First day") : t("First week")), el("th", { scope: "col", class: "n" }, t("Users")), Array.from({ length: periods + 1 }, (_, period) => el("th", { scope: "col", class: "heat" }, String(period))))),
          el("tbody", {}, el("tr", { class: "average" }, el("th", { scope: "row" }, t("All of them")), el("td", { class: "n" }, about + format.number(cohorts.reduce((sum, cohort) => sum + (at.get(`${cohort}/0`)?.cohort_users || 0), 0))), Array.from({ length: periods + 1 }, (_, period) => cell(average(period)))),
            cohorts.map((cohort) => el("tr", {}, el("th", { scope: "row" }, cohort), el("td", { class: "n" }, about + format.number(at.get(`${cohort}/0`)?.cohort_users || 0)),
              Array.from({ length: periods + 1 }, (_, period) => {
                const row = at.get(`${cohort}/${period}`);
                return row ? cell(row.share, t("{count} users", { count: about + format.number(row.users) })) : el("td", {});
              })))))) : el("p", { class: "note none" }, t("Nobody came for the first time in this time."))),
      basis(data.of),
      el("p", { class: "note basis" }, t("Days are days in UTC, weeks begin on Mondays. A period that is under way still grows.")),
    ];
  });
}

function pathsPage(root, { place }) {
  const by = place.parameters.get("by") || "page";
  const chosen = place.parameters.getAll("step");
  const isAnywhere = place.parameters.get("start") === "anywhere";
  return asking(root, place, t("Paths"), [
    rangeChoice(place, "day"), whoseChoice(place), choices(place, t("Steps are"), "by", [["page", "Pages"], ["event", "Events"]], "page", { step: null, start: null }),
    chosen.length ? choices(place, t("Where paths begin"), "start", [["entry", "Visits that begin so"], ["anywhere", "From there on, anywhere"]], "entry") : [],
    chosen.length ? el("a", { class: "filter", href: changed(place, { step: null, start: null }) }, t("All paths"), el("span", { "aria-hidden": "true" }, " ×")) : [],
  ], (data) => {
    const numbers = [...new Set(data.rows.map((row) => row.step))];
    const about = data.of.exact ? "" : "≈ ";
    return [
      data.rows.length ? el("div", { class: "paths", role: "list", "aria-label": t("Steps of visits") }, numbers.map((step) => column(place, step, data.rows.filter((row) => row.step === step), chosen, about, isAnywhere)))
        : el("p", { class: "panel note" }, t("No visits in this time go this way.")),
      el("p", { class: "note basis" }, by === "page" ? t("Each column holds the pages that come at that step of a visit; the same page twice in a row is one step. Choose a page to see what follows it.") : t("Each column holds the events that come at that step of a visit; the same event twice in a row is one step. Choose an event to see what follows it.")),
      basis(data.of),
    ];
  });
}

function column(place, step, rows, chosen, about, isAnywhere) {
  const title = step === 1 ? (isAnywhere ? t("From here") : t("Visits begin")) : step <= chosen.length ? t("then") : t("Step {number}", { number: step });
  return el("section", { class: "panel path-column", role: "listitem" }, el("div", { class: "head" }, el("h2", {}, title), el("span", { class: "note" }, about + format.number(rows.reduce((sum, row) => sum + row.visits, 0)))),
    el("ul", {}, rows.map((row) => {
      const isChosen = row.kind === "step" && chosen[step - 1] === row.name;
      const content = [el("span", { class: "fill", "aria-hidden": "true", style: { width: `${row.share * 100}%` } }),
        el("span", { class: "name", title: row.name }, row.kind === "end" ? t("left") : row.kind === "others" ? t("others") : shortened(row.name, 80)), el("span", { class: "n" }, percent(row.share))];
      const isOpen = row.kind === "step" && step <= chosen.length + 1 && step <= 5;
      const steps = isChosen ? chosen.slice(0, step - 1) : [...chosen.slice(0, step - 1), row.name];
      return el("li", {}, isOpen ? el("a", { class: "row", href: changed(place, { step: steps, start: steps.length ? place.parameters.get("start") : null }), "aria-current": isChosen ? "true" : null, title: `${row.name}: ${about}${format.number(row.visits)}` }, content)
        : el("span", { class: `row still ${row.kind}`, title: `${about}${format.number(row.visits)}` }, content));
    })));
}
