/* Pictures of the comparisons: one map over the other with an edge to move, a host lit in both pictures of two
   measures. Without this script all of them are plain pictures. */
(function () {
  "use strict";
  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  /* The comparison as a step of the story that this browser composes. */
  function offerStep() {
    const button = document.getElementById("add-step"), words = button && button.textContent;
    if (!button || !window.presenceStory) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const count = window.presenceStory.add({ view: button.dataset.view, title: button.dataset.title, caption: "", notes: "", focus: [] });
      button.textContent = count ? `Added as step ${count}` : "This browser keeps nothing";
      if (count && !button.nextElementSibling) button.after(" · ", make("a", { href: window.presence.to("/stories/compose") }, "Go to the story"));
      setTimeout(() => { button.textContent = words; }, 2500);
    });
  }
  offerStep();

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

  /* A picture in the page itself, so that its marks can be pointed at; the picture as it was where that fails. */
  async function inPage(image) {
    const answer = await fetch(image.src);
    if (!answer.ok) return null;
    const drawn = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
    if (drawn.nodeName !== "svg") return null;
    const picture = document.importNode(drawn, true);
    picture.setAttribute("role", "presentation");
    const frame = make("div", {
      class: "series marks", tabindex: "0", role: "application",
      "aria-label": `${image.alt} Arrow keys move from host to host, Enter keeps one, Escape lets go.`,
    }, picture);
    image.replaceWith(frame);
    return frame;
  }

  /* A host that is pointed at, focused or kept in one picture is lit in both, and said below. */
  async function link(holder) {
    const frames = (await Promise.all([...holder.querySelectorAll("img[data-linked]")].map(inPage))).filter(Boolean);
    if (!frames.length) return;
    const said = make("p", { class: "lit-host", role: "status" });
    holder.append(said);
    const marks = new Map();
    for (const mark of holder.querySelectorAll("[data-place]")) {
      marks.set(mark.dataset.place, [...(marks.get(mark.dataset.place) || []), mark]);
    }
    const at = (mark, axis) => Number(mark.getAttribute(axis));
    const dots = [...frames[frames.length - 1].querySelectorAll("circle[data-place]")];
    const along = { x: [...dots].sort((a, b) => at(a, "cx") - at(b, "cx")), y: [...dots].sort((a, b) => at(b, "cy") - at(a, "cy")) };
    let kept = null, lit = null;

    function light(place) {
      for (const mark of marks.get(lit) || []) mark.classList.remove("lit");
      lit = place || kept;
      for (const mark of marks.get(lit) || []) {
        mark.classList.add("lit");
        if (mark.parentNode.lastChild !== mark) mark.parentNode.append(mark);
      }
      const title = lit && marks.get(lit)[0].querySelector("title");
      said.textContent = title ? title.textContent : "";
      holder.dataset.lit = lit || "";
    }

    function keep(place) {
      kept = kept === place ? null : place;
      light(place && kept);
    }

    function onKey(event) {
      const moves = { ArrowRight: ["x", 1], ArrowLeft: ["x", -1], ArrowUp: ["y", 1], ArrowDown: ["y", -1] };
      if (event.key === "Enter") return keep(lit);
      if (event.key === "Escape") { kept = null; return light(null); }
      if (!(event.key in moves) || !dots.length) return;
      event.preventDefault();
      const [axis, step] = moves[event.key], row = along[axis], here = row.findIndex((dot) => dot.dataset.place === lit);
      light(row[Math.min(row.length - 1, Math.max(0, here < 0 ? 0 : here + step))].dataset.place);
    }

    const placeOf = (event) => { const mark = event.target.closest("[data-place]"); return mark && mark.dataset.place; };
    for (const frame of frames) {
      frame.addEventListener("pointerover", (event) => light(placeOf(event)));
      frame.addEventListener("pointerleave", () => light(null));
      frame.addEventListener("click", (event) => { if (placeOf(event)) keep(placeOf(event)); });
      frame.addEventListener("keydown", onKey);
      frame.addEventListener("blur", () => light(null));
    }
  }

  /* On a telephone the picture comes first: the form is folded, and open again where there is room for both. */
  function fold() {
    const narrow = window.matchMedia("(max-width: 600px)"), details = document.querySelector(".fold");
    const follow = () => { details.open = !narrow.matches; };
    if (!details) return;
    narrow.addEventListener("change", follow);
    follow();
  }

  fold();
  for (const holder of document.querySelectorAll(".linked")) link(holder);
  for (const holder of document.querySelectorAll(".two-maps[data-show=swipe]")) swipe(holder);
})();
