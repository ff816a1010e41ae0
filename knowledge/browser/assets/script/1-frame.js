// Runs before Streamlit's own modules.
"use strict";
(() => {
  // Widgets take the side sliders start from, and the names of months, from the browser's language, not from the page's.
  const language = document.documentElement.lang;
  for (const [name, value] of [["language", language], ["languages", [language]]])
    Object.defineProperty(navigator, name, { get: () => value });

  // Streamlit scrolls an element of its own, whose place the browser does not keep: Back returns to where one was.
  const scrolled = () => document.querySelector("[data-testid=stMain]");
  const left = new Map();
  let here = location.href;
  addEventListener("popstate", () => {
    left.set(here, scrolled()?.scrollTop ?? 0);
    here = location.href;
  });

  // A link of ours opens in the running session, as Back and Forward do: four times faster than a new page.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-inside]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    if (link.href !== location.href) history.pushState({}, "", link.href);
    left.delete(location.href);
    dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  });

  // Flags are shown only where the system can draw them in colour; elsewhere they are letters or empty boxes.
  const pen = Object.assign(document.createElement("canvas"), { width: 20, height: 20 }).getContext("2d");
  pen.font = "16px 'Noto Color Emoji', 'Apple Color Emoji', sans-serif";
  pen.fillText("\u{1F1EE}\u{1F1F1}", 0, 16);
  const pixels = pen.getImageData(0, 0, 20, 20).data;
  if (pixels.some((value, at) => at % 4 < 3 && value !== 0)) document.documentElement.classList.add("kb-flags");

  // What `frame.draw` drew. A browser without a sanitiser of its own relies on our escaping and on the page's policy,
  // under which no script of a document runs.
  const unfold = () => {
    for (const folded of document.querySelectorAll("[data-html]")) {
      const html = folded.dataset.html;
      folded.removeAttribute("data-html");
      if (folded.setHTML) folded.setHTML(html, { sanitizer: {} });
      else folded.innerHTML = html;
    }
  };

  const box = () => document.querySelector(".st-key-q input");
  const typing = () => document.activeElement && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);

  // "/" goes to the search box.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing() || !box()) return;
    event.preventDefault();
    box().focus();
    box().select();
  });

  // Streamlit's own few words, in the page's language.
  const words = JSON.parse(document.documentElement.dataset.words);
  const translate = () => {
    for (const element of document.querySelectorAll("[aria-label]"))
      if (Object.hasOwn(words, element.ariaLabel) && words[element.ariaLabel] !== element.ariaLabel)
        element.ariaLabel = words[element.ariaLabel];
    const skip = document.querySelector("[data-testid=stSkipToContent]")?.firstChild;
    if (skip && Object.hasOwn(words, skip.data) && words[skip.data] !== skip.data) skip.data = words[skip.data];
  };

  // Once each time they appear: the empty search box is given the focus, the passage that was found is brought into view.
  const seen = new WeakSet();
  const first = (element) => element && !seen.has(element) && seen.add(element);
  new MutationObserver(() => {
    unfold();
    translate();
    const input = box();
    const asked = new URLSearchParams(location.search).get("q");
    if (first(input) && !asked && !typing() && innerWidth >= 640) input.focus({ preventScroll: true });
    const place = document.getElementById("kb-at");
    const drawn = document.querySelector("#kb-results, .kb-document, .kb-welcome");
    if (!drawn?.closest("[inert]") && first(drawn)) { // an answer that is ahead of its page moves nothing
      here = location.href;
      document.documentElement.classList.toggle("kb-returned", left.get(here) > 0);
      scrolled().scrollTop = left.get(here) ?? 0;
    }
    if (first(place) && !left.has(here)) requestAnimationFrame(() => place.scrollIntoView({ block: "center" }));
  }).observe(document, { childList: true, subtree: true });
})();
