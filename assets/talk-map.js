/* The map of a talk: one drawing of all shapes, whose fills follow the step. Only what changed moves. */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const VALUE = 8, PATTERN_WIDTH = 900, PATTERN_HEIGHT = 380;
  const LINED = ["1", "4", "6"];
  const PATTERNS = { 1: "none", 2: "withheld", 3: "bound", 5: "denominator", 7: "disputed" };
  const SHAPES = {
    withheld: [6, 45, [["rect", "p-ground", 6, 6], ["rect", "p-withheld", 2, 6]]],
    none: [5, 0, [["rect", "p-paper", 5, 5], ["circle", "p-dot", 2.5, 0.9]]],
    bound: [9, -45, [["rect", "p-paper", 9, 9], ["rect", "p-bound", 2, 9]]],
    denominator: [4, 0, [["rect", "p-paper", 4, 4], ["rect", "p-dot", 4, 1]]],
    disputed: [10, 45, [["rect", "p-fall", 10, 10], ["rect", "p-rise", 5, 10]]],
  };
  const M = { svg: null, lands: new Map(), dots: new Map(), rings: null, circles: null, defs: null, area: null, shown: null };

  function node(tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  function pattern(id, size, turn, parts) {
    const made = node("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse", "data-turn": turn });
    for (const [tag, kind, a, b] of parts) {
      made.append(tag === "rect" ? node("rect", { class: kind, width: a, height: b }) : node("circle", { class: kind, cx: a, cy: a, r: b }));
    }
    return made;
  }

  /* Takes the shapes as they came from the server; nothing is asked for afterwards. */
  function build(text, holder) {
    const read = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    M.svg = document.importNode(read, true);
    M.svg.setAttribute("aria-hidden", "true");
    M.defs = node("defs", {});
    for (const [name, [size, turn, parts]] of Object.entries(SHAPES)) M.defs.append(pattern(`t-${name}`, size, turn, parts));
    M.rings = node("g", { class: "rings" });
    M.circles = node("g", { class: "circles" });
    M.svg.prepend(M.defs);
    M.svg.append(M.circles, M.rings);
    for (const path of M.svg.querySelectorAll(".lands path")) M.lands.set(path.dataset.id, path);
    for (const dot of M.svg.querySelectorAll(".dots circle")) M.dots.set(dot.dataset.id, dot);
    holder.replaceChildren(M.svg);
  }

  function stipple(step, colours) {
    M.defs.querySelectorAll("[data-dots]").forEach((old) => old.remove());
    for (const code of step.stippled) {
      const made = pattern(`t-dots-${code}`, 6, 0, [["rect", "", 6, 6], ["circle", "p-paper", 3, 1]]);
      made.dataset.dots = code;
      made.firstChild.setAttribute("fill", colours[code - VALUE]);
      M.defs.append(made);
    }
  }

  function fillOf(code, step, colours) {
    if (code === 0) return "var(--empty)";
    if (code === 4 || code === 6) return "var(--zero)";
    if (code < VALUE) return `url(#t-${PATTERNS[code]})`;
    return step.stippled.includes(code) ? `url(#t-dots-${code})` : colours[code - VALUE];
  }

  /* Patterns, dots and outlines keep their size on the screen when the map comes closer. */
  function look(area) {
    const key = area.join(" ");
    if (key === M.area) return;
    M.area = key;
    M.svg.setAttribute("viewBox", key);
    /* The whole world stands to the right, so that the caption hides less of it; a part of it in the middle. */
    M.svg.setAttribute("preserveAspectRatio", area[2] > 1500 ? "xMaxYMid meet" : "xMidYMid meet");
    const scale = Math.max(area[2] / PATTERN_WIDTH, area[3] / PATTERN_HEIGHT);
    M.defs.querySelectorAll("pattern").forEach((one) => one.setAttribute("patternTransform", `rotate(${one.dataset.turn || 0}) scale(${scale})`));
    for (const dot of M.dots.values()) dot.setAttribute("r", String((5.5 * area[2]) / 2000 + 1.1));
  }

  /* One step on the map; places whose fill stays as it is are not touched. */
  function paint(data, step, theme, found) {
    const colours = step.colours[theme] || step.colours.light;
    stipple(step, colours);
    M.area = null;
    look(step.area);
    data.places.forEach(([id], i) => {
      const code = step.codes[i], fill = code < 0 ? "none" : fillOf(code, step, colours), path = M.lands.get(id), dot = M.dots.get(id);
      const other = Boolean(found) && step.hosts[i] !== found && id !== found;
      if (path.dataset.fill !== fill) {
        path.dataset.fill = fill;
        path.style.fill = fill;
        path.dataset.code = code;
        if (dot) dot.style.fill = fill;
      }
      path.style.display = code < 0 ? "none" : "";
      path.style.stroke = step.merged.includes(id) ? fill : "";
      path.classList.toggle("is-disputed", step.disputed.includes(id));
      path.classList.toggle("is-outside", step.outside.includes(step.hosts[i]));
      path.classList.toggle("is-dim", other);
      if (!dot) return;
      dot.style.display = code <= 0 && id !== found ? "none" : "";
      dot.classList.toggle("is-outside", step.outside.includes(id));
      dot.classList.toggle("is-dim", other);
    });
    raise();
    circles(step, colours, found);
    ring(data, step, found ? [found] : step.focus);
  }

  /* What a line alone tells from the ground lies on top, so that no neighbour's border covers that line. */
  function raise() {
    for (const path of M.lands.values()) if (LINED.includes(path.dataset.code)) path.parentNode.append(path);
  }

  /* Places that had no area on the day: they come and go with the step. */
  function circles(step, colours, found) {
    const size = String((5.5 * step.area[2]) / 2000 + 1.1);
    M.circles.replaceChildren(...step.circles.map((one) => {
      const made = node("circle", { cx: one.x, cy: one.y, r: size, class: found && found !== one.id ? "is-dim" : step.outside.includes(one.id) ? "is-outside" : "" });
      made.style.fill = fillOf(one.code, step, colours);
      return made;
    }));
  }

  function ring(data, step, ids) {
    M.rings.replaceChildren();
    data.places.forEach(([shape], i) => {
      if (ids.includes(step.hosts[i])) M.rings.append(node("path", { d: M.lands.get(shape).getAttribute("d"), class: "ring" }));
    });
    for (const id of ids) {
      const dot = M.dots.get(id), circle = step.circles.find((one) => one.id === id);
      const [x, y] = dot ? [dot.getAttribute("cx"), dot.getAttribute("cy")] : circle ? [circle.x, circle.y] : [];
      if (x !== undefined) M.rings.append(node("circle", { cx: x, cy: y, r: ((5.5 * step.area[2]) / 2000 + 1.1) * 1.7, class: "ring" }));
    }
  }

  window.presenceTalkMap = { build, paint, fillOf, VALUE };
})();
