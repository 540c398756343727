// Where the reader is: the address of the page, with all that it shows. A link shows the same view again.

export function place() {
  const segments = location.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  return { path: location.pathname, segments, parameters: new URLSearchParams(location.search) };
}

// Goes to an address of this console, without loading the shell again.
export function go(address, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  dispatchEvent(new Event("placechange"));
}

// `/path?name=value`, without the parameters that are empty.
export function address(path, parameters = {}) {
  const kept = Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const query = new URLSearchParams(kept).toString();
  return query ? `${path}?${query}` : path;
}

// A click on a link to a page of this console, with no key that opens it elsewhere, stays in this shell.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  go(link.pathname + link.search);
  document.getElementById("main").focus({ preventScroll: true });
  scrollTo(0, 0);
});
addEventListener("popstate", () => dispatchEvent(new Event("placechange")));
