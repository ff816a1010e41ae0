// The basket: the buttons that put passages into it, how many it holds, and printing.
"use strict";
(() => {
  const address = () => `/basket/items?ui=${document.documentElement.lang}`;
  let known = null; // { count, places: Set of names, words: { add, kept, failed } }
  let counted = null; // what the basket's own page said last

  // One place that says what happened, for eyes and screen readers alike; it outlives the page's drawings.
  let live = null;
  let fade = 0;
  const say = (text, failed) => {
    if (!live) {
      live = Object.assign(document.createElement("div"), { id: "kb-live", role: "status" });
      live.setAttribute("aria-live", "polite");
      document.body.append(live);
    }
    clearTimeout(fade);
    live.classList.toggle("kb-live-failed", failed);
    live.textContent = text;
    if (!failed) fade = setTimeout(() => (live.textContent = ""), 6000);
  };

  const draw = () => {
    if (!known) return;
    for (const button of document.querySelectorAll("button[data-basket]")) {
      const kept = known.places.has(button.dataset.basket);
      const label = kept ? known.words.kept : known.words.add;
      if (button.getAttribute("aria-pressed") !== String(kept)) button.setAttribute("aria-pressed", String(kept));
      if (button.textContent !== label) button.textContent = label;
    }
    for (const link of document.querySelectorAll('.kb-nav a[href^="/basket"]')) {
      let count = link.querySelector(".kb-count");
      if (!count) {
        count = Object.assign(document.createElement("bdi"), { className: "kb-count" });
        link.append(" ", count);
      }
      const shown = known.count ? `(${known.count})` : "";
      if (count.textContent !== shown) count.textContent = shown;
    }
  };

  const ask = async () => {
    try {
      const answer = await fetch(address(), { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      const now = await answer.json();
      known = { ...now, places: new Set(now.places) };
      draw();
    } catch {
      // Whoever presses a button without a server is told then.
    }
  };

  const press = async (button) => {
    const passage = button.dataset.basket;
    const kept = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-busy", "true");
    let said = known?.words.failed ?? button.dataset.failed ?? "";
    let failed = true;
    try {
      const headers = { "content-type": "application/json", accept: "application/json" };
      const answer = await fetch(address(), { method: "POST", headers, body: JSON.stringify({ passage, kept }) });
      const told = await answer.json();
      if (told.said) said = told.said;
      failed = !answer.ok;
      if (!failed) await ask();
    } catch {
      // The words for it are there already.
    }
    button.removeAttribute("aria-busy");
    say(said, failed);
  };

  // The widgets of the basket's page are drawn anew after each change: the focus goes with the passage that was moved,
  // by a button or by its number, and to the way back where the passage was removed.
  let followed = null; // a selector
  const follow = () => {
    if (!followed) return;
    const own = document.querySelector(followed);
    const target = own ?? document.querySelector(".st-key-basket-undo button");
    if (target && document.activeElement !== target) target.focus();
    if (!own && target) followed = null;
  };
  const classOf = (target, pattern) => {
    const names = target.closest('[class*="st-key-basket-"]')?.classList ?? [];
    return [...names].map((name) => name.match(pattern)?.[0]).find(Boolean);
  };
  document.addEventListener("focusin", (event) => {
    if (followed && !event.target.matches(followed)) followed = null;
  });
  document.addEventListener("keydown", (event) => {
    const place = event.key === "Enter" && classOf(event.target, /^st-key-basket-place-\d+-/);
    if (place) followed = `[class*="${place}"] input`;
  });

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.basket !== undefined && button.getAttribute("aria-busy") !== "true") press(button);
    if (button.dataset.print !== undefined) print();
    const tool = classOf(button, /^st-key-basket-(up|down|remove|clear).*/);
    followed = tool ? `.${CSS.escape(tool)} button` : null;
  });

  const announced = new WeakSet();
  let path = null;
  new MutationObserver(() => {
    const page = document.querySelector(".kb-basket");
    const count = page ? page.dataset.count : null;
    if (location.pathname !== path || count !== counted) {
      path = location.pathname;
      counted = count;
      ask();
    }
    draw();
    follow();
    for (const message of document.querySelectorAll(".kb-said"))
      if (!announced.has(message)) {
        announced.add(message);
        const words = message.querySelector("p")?.textContent;
        if (words) say(words, !message.hidden);
        if (words && !message.hidden) message.scrollIntoView({ block: "nearest" });
      }
  }).observe(document, { childList: true, subtree: true });

  // Another tab may have changed it meanwhile.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
})();
