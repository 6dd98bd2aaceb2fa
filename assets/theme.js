/* The reader's theme on pages without the map, and in their pictures. */
(function () {
  "use strict";
  let kept = null;
  try { kept = localStorage.getItem("presence-theme"); } catch (refused) { kept = null; }
  const dark = kept ? kept === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  if (dark) {
    document.addEventListener("DOMContentLoaded", () => {
      for (const image of document.querySelectorAll("img[data-picture]")) image.src += "&theme=dark";
    });
  }
})();
