// The answer to a question ahead of the page; the filters beside the results: which of them a person opened, and a drag
// across the years.
"use strict";
(() => {
  // Streamlit draws the whole page anew for a question, which takes longer than to answer it. So where an answer stands,
  // the next is asked for and painted in its place first, and Streamlit hears of the question only then. Until it has
  // drawn what belongs to the answer (its address above all), nothing of it can be clicked.
  const PATIENCE = 400; // milliseconds
  const LONGEST = 1000; // characters; a longer question would not fit into the address of a request
  const FALLBACK = 3000; // milliseconds after which the answer can be used though Streamlit drew none
  const answered = async (params) => {
    const response = await fetch(`/answer?${params}`, { signal: AbortSignal.timeout(PATIENCE) });
    return response.ok ? (await response.json()).html : null;
  };
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const paint = async (html) => {
    const old = document.getElementById("kb-answer");
    if (!html || !old) return;
    const drawn = Object.assign(document.createElement("div"), { inert: true });
    drawn.dataset.html = html;
    old.parentElement.replaceWith(drawn);
    setTimeout(() => (drawn.inert = false), FALLBACK);
    await painted();
  };

  document.addEventListener("keydown", async (event) => {
    const input = event.target;
    if (event.key !== "Enter" || event.isComposing || !event.isTrusted || !input.matches?.(".st-key-q input")) return;
    const params = new URLSearchParams(location.search);
    const asked = input.value;
    if (!document.getElementById("kb-answer") || !asked.trim() || asked.length > LONGEST || asked === params.get("q")) return;
    event.preventDefault();
    event.stopPropagation();
    params.set("asked", asked);
    const { href } = location;
    const html = await answered(params).catch(() => null);
    if (location.href !== href) return; // a link was followed meanwhile
    await paint(input.value === asked && html);
    if (location.href === href) input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  }, { capture: true });
})();
(() => {
  // They are drawn anew with every search and stay as they were left.
  const left = new Map();
  const restored = new WeakSet();
  const restore = () => {
    for (const facet of document.querySelectorAll("details[data-facet]")) {
      if (restored.has(facet)) continue;
      restored.add(facet);
      if (left.has(facet.dataset.facet)) facet.open = left.get(facet.dataset.facet);
    }
  };
  document.addEventListener("click", (event) => {
    const summary = event.target instanceof Element && event.target.closest("details[data-facet] > summary");
    if (summary) left.set(summary.parentElement.dataset.facet, !summary.parentElement.open);
  });

  // From the bar where the pointer went down to the one where it comes up; on one bar it is a click on its link.
  let start = null;
  const barAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".kb-years li");
  const span = (first, last) => {
    const years = [first, last].flatMap((bar) => [Number(bar.dataset.from), Number(bar.dataset.to)]);
    return [Math.min(...years), Math.max(...years)];
  };
  const paint = (first, last) => {
    const [low, high] = first && last ? span(first, last) : [1, 0];
    for (const bar of document.querySelectorAll(".kb-years li"))
      bar.classList.toggle("kb-brushed", low <= Number(bar.dataset.from) && Number(bar.dataset.to) <= high);
  };
  document.addEventListener("pointerdown", (event) => {
    start = event.button === 0 && event.target instanceof Element ? event.target.closest(".kb-years li") : null;
  });
  document.addEventListener("pointermove", (event) => {
    if (!start) return;
    const bar = barAt(event);
    if (bar && bar !== start) paint(start, bar);
    else paint(null, null);
  });
  document.addEventListener("pointerup", (event) => {
    const first = start;
    start = null;
    paint(null, null);
    const last = first && barAt(event);
    if (!last || last === first) return;
    const [from, to] = span(first, last);
    if (to < 1000) return; // an address names years of four digits
    const there = new URL(location.href);
    there.searchParams.set("from", Math.max(from, 1000));
    there.searchParams.set("to", to);
    there.searchParams.delete("n");
    there.searchParams.delete("edit");
    const link = Object.assign(document.createElement("a"), { href: there.href });
    link.dataset.inside = "1";
    document.body.append(link);
    link.click();
    link.remove();
  });
  document.addEventListener("pointercancel", () => {
    start = null;
    paint(null, null);
  });

  new MutationObserver(restore).observe(document, { childList: true, subtree: true });
})();
