import { el, format } from "./dom.js";
import { address } from "./place.js";
import { t } from "./words.js";
import { asking, basis, changed, chips, choices, largest, largestAmount, linkBy, money, rangeChoice, searchBox, shortened, span, table, whoseChoice } from "./analysis-parts.js";
import { panel } from "./parts.js";

// Products and campaigns: what was looked at and bought, and what brought the visits.

export const sumPages = [
  { path: /^\/products$/, href: "/products", area: "Analysis", name: "Products", open: productsPage },
  { path: /^\/campaigns$/, href: "/campaigns", area: "Analysis", name: "Campaigns", open: campaignsPage },
];

const percent = (value) => (value === null || value === undefined ? "–" : format.percent(value));

function productsPage(root, { place }) {
  return asking(root, place, t("Products"), [rangeChoice(place, "week"), whoseChoice(place), searchBox(place, t("Part of a product id"))], (data) => {
    const views = largest(data.rows, (row) => row.views);
    const most = largest(data.rows, (row) => largestAmount(row.revenue));
    const rate = largest(data.rows, (row) => row.conversion);
    return [
      panel(t("What was looked at, put into carts and bought"), `${t("{shown} of {count} products", { shown: format.number(data.rows.length), count: format.number(data.products) })} · ${span(data)}`,
        table(place, t("Products"), [
          { name: t("Product"), sort: "product", cell: (row) => el("span", { class: "two-lines" }, linkBy("product", { href: address("/", { product: row.product, range: place.parameters.get("range") || "week" }), title: t("Its clicks on the live page") }, shortened(row.name || row.product, 60)), row.name ? el("span", { class: "note" }, row.product) : null) },
          { name: t("Views"), number: true, sort: "views", part: (row) => row.views / views, cell: (row) => format.number(row.views) },
          { name: t("In carts"), number: true, sort: "carts", cell: (row) => format.number(row.carts) },
          { name: t("Purchases"), number: true, sort: "purchases", cell: (row) => format.number(row.purchases) },
          { name: t("Conversion"), number: true, sort: "conversion", part: (row) => row.conversion / rate, cell: (row) => percent(row.conversion) },
          { name: t("Units"), number: true, sort: "units", cell: (row) => format.number(row.units) },
          { name: t("Revenue"), number: true, sort: "revenue", part: (row) => largestAmount(row.revenue) / most, cell: (row) => money(row.revenue) },
        ], data.rows, data.sort), data.rows.length < data.products && data.rows.length ? el("p", { class: "pager" }, el("a", { class: "button", href: changed(place, { limit: "1000" }) }, t("Show more"))) : null),
      el("p", { class: "note basis" }, t("Exact, from the sums that are kept with each click. Conversion is purchases by views. Names are those of the latest clicks.")),
    ];
  });
}

function campaignsPage(root, { place }) {
  const by = place.parameters.get("by") || "all";
  const names = by === "all" ? ["source", "medium", "campaign"] : [by];
  const titles = { source: t("Source"), medium: t("Medium"), campaign: t("Campaign") };
  return asking(root, place, t("Campaigns"), [
    rangeChoice(place, "week"), whoseChoice(place), choices(place, t("Told apart by"), "by", [["all", "All three"], ["source", "Source"], ["medium", "Medium"], ["campaign", "Campaign"]], "all"),
    chips(place, { source: "source", campaign: "campaign", device: "device", country: "country", entry: "entry page" }),
  ], (data) => {
    const sessions = largest(data.rows, (row) => row.sessions);
    const rate = largest(data.rows, (row) => row.conversion);
    const most = largest(data.rows, (row) => largestAmount(row.revenue));
    const about = data.of.exact ? "" : "≈ ";
    return [
      panel(t("What brought the visits, and what came of them"), span(data), table(place, t("Campaigns"), [
        ...names.map((name) => ({ name: titles[name], cell: (row) => (row[name] && name !== "medium" ? linkBy(name, { class: "quiet", href: address("/sessions", { [name]: row[name], range: place.parameters.get("range") || "week" }), title: t("Its visits") }, shortened(row[name], 48)) : row[name] || el("span", { class: "note" }, name === "source" ? t("direct") : "–")) })),
        { name: t("Sessions"), number: true, sort: "sessions", part: (row) => row.sessions / sessions, cell: (row) => about + format.number(row.sessions) },
        { name: t("Visitors"), number: true, sort: "visitors", cell: (row) => about + format.number(row.visitors) },
        { name: t("Bounce"), number: true, sort: "bounce", cell: (row) => percent(row.bounce) },
        { name: t("Conversion"), number: true, sort: "conversion", part: (row) => row.conversion / rate, cell: (row) => percent(row.conversion) },
        { name: t("Purchases"), number: true, sort: "purchases", cell: (row) => about + format.number(row.purchases) },
        { name: t("Revenue"), number: true, sort: "revenue", part: (row) => largestAmount(row.revenue) / most, cell: (row) => money(row.revenue, about) },
      ], data.rows, data.sort)),
      basis(data.of),
      el("p", { class: "note basis" }, t("A visit counts where its first click came from. Conversion is the share of visits that bought something; a bounce is a visit of one click.")),
    ];
  });
}
