/* The reader's theme on pages without the map, and in their pictures. */
(function () {
  "use strict";
  let kept = null;
  try { kept = localStorage.getItem("presence-theme"); } catch (refused) { kept = null; }
  const dark = kept ? kept === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  if (!dark) return;
  /* Pictures wait for their place on the page (loading=lazy): the moment in which one comes into it is early enough for its address
     to be changed, so that no light picture is ever asked for. */
  const told = "img[data-picture]";
  const arrived = new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      for (const image of [...(node.matches(told) ? [node] : []), ...node.querySelectorAll(told)]) {
        if (!image.src.endsWith("&theme=dark")) image.src += "&theme=dark";
      }
    }
  });
  arrived.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => arrived.disconnect(), 0));
})();
