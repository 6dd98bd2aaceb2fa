/* Link, downloads, picture, theme and the table switch. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId;
  const PICTURE_SCALE = 2;

  function links() {
    const query = P.encode(S.view), tail = query ? `?${query}` : "";
    for (const [id, path] of [["get-table", "table.csv"], ["get-claims", "claims.csv"], ["get-svg", "map.svg"],
      ["get-series", "series.svg"], ["get-citation", "citation.txt"]]) {
      byId(id).setAttribute("href", P.to(`/api/v1/${path}${tail}`));
    }
    byId("get-series").hidden = !S.view.host;
  }

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

  function save(blob, name) {
    const anchor = W.make("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  }

  /* The same picture as the SVG, drawn by this browser. */
  async function savePicture() {
    const answer = await fetch(byId("get-svg").getAttribute("href"));
    if (!answer.ok) return;
    const url = URL.createObjectURL(new Blob([await answer.text()], { type: "image/svg+xml" }));
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = W.make("canvas", { width: image.naturalWidth * PICTURE_SCALE, height: image.naturalHeight * PICTURE_SCALE });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    const name = byId("title").textContent.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    canvas.toBlob((blob) => save(blob, `${name}.png`), "image/png");
  }

  function setTheme(dark) {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    const button = byId("theme");
    button.setAttribute("aria-pressed", String(dark));
    button.textContent = dark ? "Light theme" : "Dark theme";
    window.dash_clientside.set_props("mantine", { forceColorScheme: dark ? "dark" : "light" });
  }

  function attach() {
    byId("link").addEventListener("click", copyLink);
    byId("get-png").addEventListener("click", savePicture);
    byId("theme").addEventListener("click", () => {
      const dark = document.documentElement.dataset.theme !== "dark";
      setTheme(dark);
      if (S.frames) {
        P.map.paint(true);
        P.lists.legend();
        P.lists.headline();
        P.lists.all();
        P.refreshPanel();
      }
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

  P.actions = { links, attach };
})();
