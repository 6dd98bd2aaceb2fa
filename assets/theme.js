/* The reader's theme on pages without the map. */
(function () {
  "use strict";
  let kept = null;
  try { kept = localStorage.getItem("presence-theme"); } catch (refused) { kept = null; }
  const dark = kept ? kept === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
