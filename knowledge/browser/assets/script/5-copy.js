// A button with data-copy="ID" copies what the element with that id shows: the whole address of a link, the value of a
// field, any other text with its formatting.
(() => {
  "use strict";

  const content = (source) => {
    if (source instanceof HTMLAnchorElement) return { text: source.href };
    if ("value" in source) return { text: source.value };
    const copy = source.cloneNode(true);
    for (const element of [copy, ...copy.querySelectorAll("*")])
      for (const name of ["id", "class"]) element.removeAttribute(name);
    return { text: source.textContent.trim(), html: copy.outerHTML };
  };

  const intoClipboard = async ({ text, html }) => {
    if (!html || !window.ClipboardItem) return navigator.clipboard.writeText(text);
    const parts = { "text/plain": text, "text/html": html };
    const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  };

  // Pages that are not served over HTTPS have no clipboard: there the old command copies a selection, which stays where
  // even that fails, for the keyboard to copy.
  const bySelection = (source, { text, html }) => {
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const fill = (event) => {
      event.clipboardData.setData("text/plain", text);
      if (html) event.clipboardData.setData("text/html", html);
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    document.addEventListener("copy", fill, true);
    const done = document.execCommand("copy");
    document.removeEventListener("copy", fill, true);
    if (done) getSelection().removeAllRanges();
    return done;
  };

  const copied = async (source) => {
    const parts = content(source);
    try {
      await intoClipboard(parts);
      return true;
    } catch {
      return bySelection(source, parts);
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-copy]");
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    for (const old of document.querySelectorAll(".kb-copied")) old.textContent = "";
    const word = (await copied(source)) ? button.dataset.done : button.dataset.failed;
    const place = button.parentElement.querySelector(".kb-copied");
    if (place) place.textContent = word;
  });
})();
