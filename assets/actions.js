/* Link, menus, theme and the table switch. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId;

  async function copyLink() {
    const button = byId("link");
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
    } catch (refused) {
      button.textContent = "In the address bar";
    }
    setTimeout(() => { button.textContent = "Link"; }, 1600);
  }

  function setTheme(dark) {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    const button = byId("theme");
    button.setAttribute("aria-pressed", String(dark));
    button.textContent = dark ? "Light theme" : "Dark theme";
    W.afterPaint(() => window.dash_clientside.set_props("mantine", { forceColorScheme: dark ? "dark" : "light" }));
  }

  function drawAnew() {
    if (!S.frames) return;
    P.map.paint(true);
    P.lists.legend();
    P.lists.headline();
    P.lists.all();
    P.refreshPanel();
  }

  function attach() {
    byId("link").addEventListener("click", copyLink);
    P.download.attach();
    byId("theme").addEventListener("click", () => {
      const dark = document.documentElement.dataset.theme !== "dark";
      setTheme(dark);
      W.afterPaint(drawAnew);
      try { localStorage.setItem("presence-theme", dark ? "dark" : "light"); } catch (refused) { /* a private window keeps nothing */ }
    });
    byId("table-toggle").addEventListener("click", P.table.toggle);
    for (const menu of [byId("downloads"), byId("present"), byId("pages")]) {
      menu.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !menu.open) return;
        menu.open = false;
        menu.querySelector("summary").focus();
      });
      document.addEventListener("click", (event) => { if (menu.open && !menu.contains(event.target)) menu.open = false; });
    }
    let kept = null;
    try { kept = localStorage.getItem("presence-theme"); } catch (refused) { kept = null; }
    setTheme(kept ? kept === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches);
  }

  P.actions = { links: P.download.links, attach };
})();
