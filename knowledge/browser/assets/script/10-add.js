// The words of Streamlit's file uploader and lists, in the page's language. Some hold a size or a name, for which {} stands.
"use strict";
(() => {
  const words = JSON.parse(document.documentElement.dataset.words);
  const patterns = Object.entries(words).filter(([theirs]) => theirs.includes("{}")).map(([theirs, ours]) => {
    const [before, after] = theirs.split("{}");
    return { before, after, ours };
  });
  const PLACES =
    "[data-testid=stFileUploader], [data-testid=stMultiSelect], [data-testid=stSelectbox], [data-testid*=Dropdown], " +
    "[data-testid=stTooltipErrorContent], [data-testid=stTooltipContent]";
  const translated = (text) => {
    if (Object.hasOwn(words, text)) return words[text];
    for (const { before, after, ours } of patterns)
      if (text.length > before.length + after.length && text.startsWith(before) && text.endsWith(after))
        return ours.replace("{}", () => text.slice(before.length, text.length - after.length));
    return text;
  };

  const translate = (place) => {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      // The name of a file is not ours to translate.
      if (node.parentElement.closest("[data-testid=stFileChipName]")) continue;
      const ours = translated(node.data);
      if (ours !== node.data) node.data = ours;
    }
    for (const element of place.querySelectorAll("[aria-label], [title]"))
      for (const name of ["aria-label", "title"]) {
        const theirs = element.getAttribute(name);
        if (theirs === null || element.matches("[data-testid=stFileChipName], [data-testid=stFileChip][aria-label]:not([title])"))
          continue;
        const ours = translated(theirs);
        if (ours !== theirs) element.setAttribute(name, ours);
      }
  };

  new MutationObserver(() => {
    for (const element of document.querySelectorAll(PLACES)) translate(element);
  }).observe(document, { childList: true, subtree: true, characterData: true });
})();
