/* What every script begins with: addresses of this server, which behind a proxy begin with a prefix that the page names, and elements. */
(function () {
  "use strict";
  const P = (window.presence = window.presence || { ready: false });
  const prefix = document.documentElement.dataset.prefix || "";
  P.to = (path) => prefix + path;

  /* An element with text and attributes; text never becomes markup. */
  P.make = function (tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "onclick") node.addEventListener("click", value);
      else if (value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  };
})();
