import { el, format, countryName } from "./dom.js";
import { address } from "./place.js";
import { t } from "./words.js";
import { asking, basis, changed, chips, choices, duration, linkBy, money, rangeChoice, searchBox, segment, shortened, steps, table, whoseChoice } from "./analysis-parts.js";
import { card, panel } from "./parts.js";

// Visits and users: lists of them, one visit click by click, and one user.

const filters = { source: "source", campaign: "campaign", device: "device", country: "country", entry: "entry page", user: "user" };

export const visitPages = [
  { path: /^\/sessions$/, href: "/sessions", area: "Analysis", name: "Sessions", open: sessionsPage },
  { path: /^\/session\//, area: "Analysis", name: "Sessions", open: sessionPage },
  { path: /^\/users$/, href: "/users", area: "Analysis", name: "Users", open: usersPage },
  { path: /^\/user\//, area: "Analysis", name: "Users", open: userPage },
];

function sessionsPage(root, { place }) {
  return asking(root, place, t("Sessions"), [
    rangeChoice(place, "all"), whoseChoice(place),
    choices(place, t("Whether something was bought"), "converted", [["any", "Any"], ["yes", "Bought"], ["no", "Did not buy"]], "any"),
    choices(place, t("How many clicks"), "bounce", [["any", "Any"], ["no", "Stayed"], ["yes", "Bounced"]], "any"),
    chips(place, filters),
  ], (data) => [
    panel(t("Visits, newest first"), data.rows.length ? t("{count} on this page", { count: format.number(data.rows.length) }) : "", visits(place, data.rows),
      data.next ? el("p", { class: "pager" }, el("a", { class: "button", href: changed(place, { after: data.next }) }, t("Older visits")),
        data.rows.length < 50 ? el("span", { class: "note" }, t("Looked through 10,000 visits, back to {time}; those that are wanted are rare.", { time: format.day(data.searched_back_to) })) : null) : null),
  ]);
}

export function sessionAddress(row) {
  return `/session/${segment(row.user)}/${segment(row.session)}`;
}

// How far a visit came, as dots and as a word.
function reach(step) {
  return el("span", { class: `reach reach-${step}` }, el("span", { class: "dots", "aria-hidden": "true" }, [1, 2, 3, 4].map((dot) => el("i", { class: dot <= step ? "on" : null }))), t(steps[step]));
}

function narrow(place, name, value, text = value) {
  return value ? linkBy(name, { class: "quiet", href: changed(place, { [name]: value }), title: t("Show only {value}", { value }) }, text) : el("span", { class: "note" }, "–");
}

function visits(place, rows, isOneUser = false) {
  const list = isOneUser ? { path: "/sessions", parameters: new URLSearchParams() } : place;
  return table(place, t("Visits"), [
    { name: t("Began"), cell: (row) => linkBy("session", { href: sessionAddress(row), title: t("Click by click") }, el("time", { datetime: new Date(row.started_at).toISOString() }, format.day(row.started_at))) },
    ...(isOneUser ? [] : [{ name: t("User"), cell: (row) => el("span", {}, linkBy("user", { class: "quiet", href: `/user/${segment(row.user)}` }, shortened(row.user, 24)), row.is_bot ? el("span", { class: "tag" }, t("bot")) : null) }]),
    { name: t("Clicks"), number: true, cell: (row) => format.number(row.clicks) },
    { name: t("Time"), number: true, cell: (row) => (row.clicks === 1 ? t("one click") : duration(row.seconds)) },
    { name: t("How far"), cell: (row) => reach(row.furthest_step) },
    { name: t("Revenue"), number: true, cell: (row) => money(row.revenue) },
    { name: t("Way"), cell: (row) => el("span", { class: "trip" }, narrow(list, "entry", row.entry_page, shortened(row.entry_page || "", 18)), row.clicks > 1 ? ` → ${shortened(row.exit_page || "–", 18)}` : "") },
    { name: t("Source"), cell: (row) => el("span", { class: "two-lines" }, narrow(list, "source", row.source, shortened(row.source || "", 24)), row.campaign ? el("span", { class: "note" }, narrow(list, "campaign", row.campaign, shortened(row.campaign, 24))) : null) },
    { name: t("Device"), cell: (row) => narrow(list, "device", row.device) },
    { name: t("Country"), cell: (row) => narrow(list, "country", row.country, countryName(row.country || "")) },
  ], rows);
}

function sessionPage(root, { place }) {
  return asking(root, place, t("One visit"), null, ({ visit, rows, most_rows: most }) => {
    const origin = [visit.source, visit.medium, visit.campaign].filter(Boolean).join(" / ");
    return [
      el("p", { class: "trail" }, el("a", { href: "/sessions" }, t("Sessions")), " › ", el("a", { href: `/user/${segment(visit.user)}` }, visit.user), visit.is_bot ? el("span", { class: "tag" }, t("bot")) : null),
      el("dl", { class: "numbers" },
        card(t("Began"), format.day(visit.started_at), visit.by_inactivity ? t("a visit by half an hour without clicks") : t("session {id}", { id: shortened(visit.session, 30) })),
        card(t("Time"), visit.clicks > 1 ? duration(visit.seconds) : t("one click")),
        card(t("Clicks"), format.number(visit.clicks), t("{count} pages viewed", { count: format.number(visit.page_views) })),
        card(t("How far"), t(steps[visit.furthest_step])),
        card(t("Revenue"), money(visit.revenue), visit.purchases ? t("{count} purchases", { count: format.number(visit.purchases) }) : t("nothing bought")),
        card(t("From"), origin || t("direct"), [visit.device, visit.browser, visit.os, countryName(visit.country || "")].filter(Boolean).join(" · "))),
      panel(t("Click by click"), visit.clicks > most ? t("the first {count}", { count: format.number(most) }) : "",
        rows.length ? el("ol", { class: "walk" }, rows.map(walkItem)) : el("p", { class: "note" }, t("The clicks of this visit are not kept any more."))),
    ];
  });
}

function walkItem(row) {
  const what = row.product_name || row.product || row.search || row.title;
  return el("li", { class: row.event === "purchase" ? "bought" : null },
    el("a", { class: "event", href: `/click/${row.id}`, title: t("All that is known of this click") }, row.event.replaceAll("_", " ")),
    el("span", { class: "where" }, el("b", {}, row.page || "–"), what ? el("span", {}, ` ${shortened(what, 80)}`) : null,
      row.price ? el("span", { class: "price" }, ` ${row.quantity > 1 ? `${row.quantity} × ` : ""}${format.money(Number(row.price), row.currency || "XXX")}`) : null),
    el("time", { datetime: new Date(row.time).toISOString() }, format.seconds(row.time)),
    row.seconds_to_next === null ? null : el("span", { class: "pause" }, t("{time} to the next", { time: duration(row.seconds_to_next) })));
}

function usersPage(root, { place }) {
  const search = place.parameters.get("search");
  return asking(root, place, t("Users"), [
    search ? [] : [rangeChoice(place, "all"), whoseChoice(place), choices(place, t("Order"), "sort", [["seen", "Last seen"], ["revenue", "Most revenue"]], "seen")],
    searchBox(place, t("Beginning of a user id")),
  ], (data) => [
    basis(data.of),
    panel(search ? t("Ids that begin with {text}", { text: search }) : data.sort === "seen" ? t("Last seen") : t("Most revenue"), "", table(place, t("Users"), [
      { name: t("User"), cell: (row) => el("span", {}, linkBy("user", { href: `/user/${segment(row.user)}` }, shortened(row.user, 40)), row.is_bot ? el("span", { class: "tag" }, t("bot")) : null) },
      { name: t("Last seen"), cell: (row) => format.day(row.last_seen) },
      { name: t("Visits"), number: true, cell: (row) => format.number(row.visits) },
      { name: t("Clicks"), number: true, cell: (row) => format.number(row.clicks) },
      { name: t("Purchases"), number: true, cell: (row) => format.number(row.purchases) },
      { name: t("Revenue"), number: true, cell: (row) => money(row.revenue) },
      { name: t("Country"), cell: (row) => countryName(row.country || "") || "–" },
      { name: t("Device"), cell: (row) => row.device || "–" },
    ], data.rows)),
  ]);
}

function userPage(root, { place }) {
  return asking(root, place, place.segments[1] || t("User"), null, ({ user, rows, at_most_visits: most }) => [
    el("p", { class: "trail" }, el("a", { href: "/users" }, t("Users")), " › ", user.id, user.is_bot ? el("span", { class: "tag" }, t("bot")) : null),
    el("dl", { class: "numbers" },
      card(t("Visits"), format.number(user.visits), user.visits >= most ? t("at least; more are not counted here") : t("{count} of one click", { count: format.number(user.bounces) })),
      card(t("Clicks"), format.number(user.clicks), t("{count} pages viewed", { count: format.number(user.page_views) })),
      card(t("Purchases"), format.number(user.purchases)),
      card(t("Revenue"), money(user.revenue)),
      card(t("Time spent"), duration(user.seconds)),
      card(t("First seen"), user.first_day, t("last seen {day}", { day: user.last_day }))),
    panel(t("Visits, newest first"), user.visits > rows.length ? el("a", { href: address("/sessions", { user: user.id, bots: "include" }) }, t("All of them")) : "", visits(place, rows, true)),
  ]);
}
