// The bar that walks through the marks of a document, and the keys n and p.
"use strict";
(() => {
  const bar = () => document.querySelector(".kb-hits");
  let shown = null; // the bar that the stops belong to
  let stops = [];
  let at = -1;

  const between = (first, second) => {
    const range = document.createRange();
    range.setStartAfter(first);
    range.setEndBefore(second);
    return range.toString();
  };

  // A mark that the edge of the found passage cuts is one stop; a passage that was found by its meaning has no mark.
  const collect = (body) => {
    const found = [];
    for (const mark of body.querySelectorAll("mark")) {
      const last = found.at(-1)?.at(-1);
      const one = last && last.closest("p, td") === mark.closest("p, td") && between(last, mark) === "";
      if (one) found.at(-1).push(mark);
      else found.push([mark]);
    }
    const hits = [...body.querySelectorAll(".kb-hit")];
    if (hits.length && !hits.some((hit) => hit.querySelector("mark"))) {
      const after = found.findIndex(([mark]) => hits[0].compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING);
      found.splice(after < 0 ? found.length : after, 0, hits);
    }
    return found;
  };

  const say = () => {
    const { position, one, many } = shown.dataset;
    const numbers = [at + 1, stops.length];
    const text = at >= 0 ? position.replace(/\{\}/g, () => numbers.shift()) : stops.length === 1 ? one : many.replace("{}", stops.length);
    const place = shown.querySelector(".kb-hits-where");
    if (place.textContent !== text) place.textContent = text;
  };

  const prepare = () => {
    const now = bar();
    if (now === shown) return;
    shown = now;
    stops = [];
    at = -1;
    const body = now?.closest(".kb-document")?.querySelector(".kb-body");
    if (!body || !body.querySelector("mark")) return;
    stops = collect(body);
    at = stops.findIndex((parts) => parts.some((part) => part.closest(".kb-hit")));
    mark();
    now.hidden = false;
    say();
  };

  const mark = () => {
    for (const old of document.querySelectorAll(".kb-now")) old.classList.remove("kb-now");
    for (const part of stops[at] ?? []) if (part.localName === "mark") part.classList.add("kb-now");
  };

  const step = (by) => {
    at = at < 0 ? (by > 0 ? 0 : stops.length - 1) : (at + by + stops.length) % stops.length;
    mark();
    stops[at][0].scrollIntoView({ block: "center" });
    say();
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-hit]");
    if (button && stops.length) step(Number(button.dataset.hit));
  });

  const typing = () => {
    const element = document.activeElement;
    return element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable);
  };

  // The same keys on a Hebrew layout write other letters, so the key itself counts too.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || typing() || !stops.length || !bar()) return;
    const by = event.key === "n" || event.code === "KeyN" ? 1 : event.key === "p" || event.code === "KeyP" ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    step(by);
  });

  new MutationObserver(prepare).observe(document, { childList: true, subtree: true });
})();
