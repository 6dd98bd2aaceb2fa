/* Every address of this server that a script asks or shows: behind a proxy it begins with a prefix, which the page names. */
(function () {
  "use strict";
  const P = (window.presence = window.presence || { ready: false });
  const prefix = document.documentElement.dataset.prefix || "";
  P.to = (path) => prefix + path;
})();
