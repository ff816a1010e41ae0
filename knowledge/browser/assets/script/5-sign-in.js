(() => {
  // When a session has ended, or its person's role has changed, the server closes the connection (1008). The page is then
  // asked for again, which leads to the sign-in and back here, or shows what the other role may see.
  const look = async (event) => {
    const refused = event.code === 1008 || (await fetch("/_stcore/host-config").catch(() => null))?.status === 401;
    if (refused) location.reload();
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", look);
    }
  };
  addEventListener("pageshow", (event) => event.persisted && look(event));

  // Without script the link leads to a page that asks; here one click is enough.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-sign-out]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const form = Object.assign(document.createElement("form"), { method: "post", action: link.href, hidden: true });
    const field = Object.assign(document.createElement("input"), { name: "ui", value: document.documentElement.lang });
    form.append(field);
    document.body.append(form);
    form.submit();
  });
})();
