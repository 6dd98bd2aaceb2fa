/* What every script begins with: addresses of this server, which behind a proxy begin with a prefix that the page names; elements, and
   how they are written anew. */
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

  /* Writes anew what stands in an element, where it changed. Whoever stands in it keeps the row in hand: the one with the same `data-hold`,
     which names all that a press of it does. */
  P.rewrite = function (holder, ...nodes) {
    const before = [...holder.childNodes], held = document.activeElement;
    if (before.length === nodes.length && nodes.every((node, i) => node.isEqualNode(before[i]))) return;
    const key = holder.contains(held) ? held.dataset.hold : undefined;
    holder.replaceChildren(...nodes);
    if (key !== undefined) holder.querySelector(`[data-hold="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  };
})();
