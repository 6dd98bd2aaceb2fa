/* Pictures of the comparisons: in the reader's theme, one map over the other with an edge to move. Without this script all of them stand side by side. */
(function () {
  "use strict";
  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  function inTheme() {
    if (document.documentElement.dataset.theme !== "dark") return;
    for (const image of document.querySelectorAll("img[data-picture]")) image.src += "&theme=dark";
  }

  /* The right map lies over the left one and is seen to the right of the edge. */
  function swipe(holder) {
    const panes = [...holder.querySelectorAll("img")];
    if (panes.length !== 2) return;
    const frame = make("div", { class: "swipe" }, ...panes);
    const edge = make("div", {
      class: "edge", role: "slider", tabindex: "0", "aria-label": "Edge between the left and the right map", "aria-orientation": "horizontal",
      "aria-valuemin": "0", "aria-valuemax": "100",
    });
    frame.append(edge);
    holder.append(frame);
    let at = 50;

    function go(place) {
      at = Math.min(100, Math.max(0, Math.round(place)));
      panes[1].style.clipPath = `inset(0 0 0 ${at}%)`;
      edge.style.left = `${at}%`;
      edge.setAttribute("aria-valuenow", String(at));
      edge.setAttribute("aria-valuetext", `left map on ${at} % of the width, right map on ${100 - at} %`);
    }

    const placeOf = (event) => {
      const box = frame.getBoundingClientRect();
      return ((event.clientX - box.left) / box.width) * 100;
    };
    edge.addEventListener("keydown", (event) => {
      const moves = { ArrowRight: at + 2, ArrowUp: at + 2, ArrowLeft: at - 2, ArrowDown: at - 2, PageUp: at + 10, PageDown: at - 10, Home: 0, End: 100 };
      if (!(event.key in moves)) return;
      event.preventDefault();
      go(moves[event.key]);
    });
    let held = false;
    frame.addEventListener("pointerdown", (event) => {
      held = true;
      frame.setPointerCapture(event.pointerId);
      edge.focus();
      event.preventDefault();
      go(placeOf(event));
    });
    frame.addEventListener("pointermove", (event) => { if (held) go(placeOf(event)); });
    for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, () => { held = false; });
    go(at);
  }

  inTheme();
  for (const holder of document.querySelectorAll(".two-maps[data-show=swipe]")) swipe(holder);
})();
