// The words of the pages in the reader's language. A text in English is its own key, so that code reads as the
// page does; a language is a table from those to its own. What has no translation stays English.

import { french } from "./french.js";

const tables = { fr: french };
const wanted = document.cookie.match(/(?:^|; )language=([a-z]{2})/)?.[1] || (navigator.language || "en").slice(0, 2);

export const language = wanted in tables ? wanted : "en";
const table = tables[language] || {};

// t("{count} clicks", { count: 3 }): the braces name values, which are put in as they are.
export function t(text, values = {}) {
  return (table[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
