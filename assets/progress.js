/* Follows a publication: the part of the page that says how far it is comes anew until the publication has come to its end. */
(function () {
  "use strict";
  const EVERY_MS = 2000;

  const part = (page) => page.getElementById("progress");

  async function look() {
    const answer = await fetch(window.location.href, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
    const found = answer && part(new DOMParser().parseFromString(await answer.text(), "text/html"));
    const shown = part(document);
    // Only what changed is said again by a screen reader.
    if (found && found.textContent !== shown.textContent) {
      shown.replaceChildren(...found.childNodes);
      document.title = `${shown.querySelector("h1").textContent} · Presence Atlas`;
    }
    if (!found || "runs" in found.dataset) setTimeout(look, EVERY_MS);
  }

  setTimeout(look, EVERY_MS);
})();
