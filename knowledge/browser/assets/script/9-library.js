"use strict";
// The map of the library: what Plotly tells only to scripts, and where the page stands.
(() => {
  const inside = (href) => {
    const link = Object.assign(document.createElement("a"), { href });
    link.dataset.inside = "1";
    document.body.append(link);
    link.click();
    link.remove();
  };

  // What was asked for and is not shown yet: a list to go to, or the one that a marked out area opens.
  let goal = null;
  const list = () => document.getElementById("kb-chosen-list");

  const known = new WeakSet();
  const attach = (map) => {
    if (typeof map.on !== "function" || known.has(map)) return;
    known.add(map);
    map.on("plotly_click", ({ points }) => {
      const href = points[0]?.customdata;
      if (typeof href === "string" && href.startsWith("/document?")) inside(href);
    });
    map.on("plotly_selected", (event) => {
      if (event) goal = { before: list()?.dataset.shows };
    });
    // A double click clears what Plotly shows of an area; the page must not go on listing it.
    map.on("plotly_deselect", () => document.querySelector("a[data-area]")?.click());
  };

  // A link from further down to the list: it is shown once it is there, and reading goes on from it.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-inside]");
    if (link) goal = link.matches("a[data-goto]") ? { search: new URL(link.href).search } : null;
  });
  const arrive = () => {
    const shows = list()?.dataset.shows;
    if (!goal || !shows || shows !== location.search) return;
    if (goal.search === shows) {
      list().scrollIntoView({ block: "start" });
      list().focus({ preventScroll: true });
    } else if (!("before" in goal) || goal.before === shows) return;
    else main().scrollBy(0, Math.max(0, list().getBoundingClientRect().top - 0.7 * innerHeight));
    goal = null;
  };

  // Back returns to where one was; a page that is opened anew starts at its top.
  const main = () => document.querySelector("[data-testid=stMain]");
  const left = new Map();
  document.addEventListener("scroll", () => {
    if (document.querySelector(".kb-library-end")) left.set(location.href, main().scrollTop);
  }, true);

  let shown = null;
  new MutationObserver(() => {
    const map = document.querySelector(".st-key-kb-map .js-plotly-plot");
    if (map) attach(map);
    const end = document.querySelector(".kb-library-end");
    if (end && !shown) main().scrollTop = left.get(location.href) ?? 0;
    shown = end;
    arrive();
  }).observe(document, { childList: true, subtree: true });
})();
