// The words of the pages in the reader's language. A text in English is its own key, so that code reads as the
// page does; a language is a table from those to its own. What has no translation stays English.

import { french } from "./french.js";

const tables = { fr: french };
export const languages = { en: "English", fr: "Français" };

// The one that was chosen here, or else the browser's.
const wanted = document.cookie.match(/(?:^|; )language=([a-z]{2})/)?.[1] || (navigator.language || "en").slice(0, 2);

export const language = Object.hasOwn(languages, wanted) ? wanted : "en";
const table = tables[language] || {};

// t("{count} clicks", { count: 3 }): the braces name values, which are put in as they are.
export function t(text, values = {}) {
  const words = Object.hasOwn(table, text) ? table[text] : text;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

// The page is made anew in the language, and every page after it.
export function chooseLanguage(code) {
  document.cookie = `language=${code}; path=/; max-age=31536000; samesite=strict`;
  location.reload();
}
