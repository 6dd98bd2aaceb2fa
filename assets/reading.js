/* The rows under the title: how the map is read (level, change, agreement), from when, per what, in which classes; then as known when,
   whose borders, which part of the world, and what is drawn over it. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId, make = W.make;
  const READINGS = [["level", "Level"], ["change", "Change"], ["agreement", "Agreement"]];
  const DATE = /^\d{4}(-\d{1,2}){0,2}$/, BOUNDS = /^-?[\d.]+(e\d+)?(,-?[\d.]+(e\d+)?){0,4}$/;

  /* Bounds of classes: numbers, each above the one before it, as the server reads them. */
  const RISING = { test: (text) => BOUNDS.test(text) && text.split(",").map(Number).every((bound, i, all) => (i ? all[i - 1] < bound : Number.isFinite(bound))) };

  /* Another choice may follow before the View of this one is drawn: it is made on top of this one, and both are drawn at once. */
  function change(part) {
    if (!S.frames) return;
    const here = { ...S.view, date: S.frames.days[S.step] }, query = P.encode({ ...here, ...part });
    if (query === P.encode(here)) return;
    /* Marked at once; the View is drawn when the mark has been. */
    W.busy(true);
    P.setAddress(query, true);
    S.view = P.parse(query);
    S.waiting = S.changed = query;
    W.afterPaint(() => {
      if (S.waiting !== query) return;
      S.waiting = null;
      window.dash_clientside.set_props("view", { data: query });
    });
  }

  /* Tells what a control does; the words are fetched when somebody asks. */
  function help(name, title) {
    return make("button", { type: "button", class: "help", "data-help": name, "aria-label": `What is: ${title}?`, title: `What is: ${title}?`, "aria-haspopup": "dialog" }, "?");
  }

  function choice(id, label, choices, onchange) {
    const select = make("select", { id }, ...choices.map(([value, words]) => make("option", { value }, words)));
    select.addEventListener("change", () => onchange(select.value));
    return make("div", { class: "choice", id: `${id}-box` }, make("label", { for: id }, label), select, help(id, label));
  }

  function field(id, label, hint, sound, onchange) {
    const input = make("input", { id, type: "text", autocomplete: "off", placeholder: hint, size: "11", maxlength: "60" });
    input.addEventListener("change", () => {
      const text = input.value.trim().replace(/\s+/g, ""), wrong = text !== "" && !sound.test(text);
      input.setAttribute("aria-invalid", String(wrong));
      if (!wrong) onchange(text);
    });
    input.addEventListener("input", () => { input.dataset.typing = ""; });
    for (const end of ["change", "blur"]) input.addEventListener(end, () => { delete input.dataset.typing; });
    return make("div", { class: "choice", id: `${id}-box` }, make("label", { for: id }, label), input, help(id, label));
  }

  /* What is being typed is not written over by a View that is drawn meanwhile. */
  function fill(id, value) {
    if (!("typing" in byId(id).dataset)) byId(id).value = value;
  }

  /* A switch for what is drawn over the map. */
  function layer(name, words) {
    return make("button", { type: "button", class: "segment switch", "data-layer": name, "aria-pressed": "false", onclick: () => {
      const on = S.view.layers.split(",").filter(Boolean), kept = on.includes(name) ? on.filter((one) => one !== name) : [...on, name];
      change({ layers: ["sites", "flows"].filter((one) => kept.includes(one)).join(",") });
    } }, words);
  }

  function buttons() {
    const named = READINGS.map(([value, words]) => make("button", {
      type: "button", class: "segment", "data-reading": value, "aria-pressed": "false", onclick: () => { press(value); change({ compare: value }); },
    }, words));
    return make("div", { class: "segments", role: "group", "aria-label": "Level, change or agreement" }, ...named);
  }

  function press(reading) {
    for (const node of byId("reading").querySelectorAll(".segment")) node.setAttribute("aria-pressed", String(node.dataset.reading === reading));
  }

  function attach() {
    byId("reading").replaceChildren(
      make("div", { class: "choice" }, buttons(), help("reading", "Level, Change, Agreement")),
      field("since", "Change since", "a year before", DATE, (since) => change({ since })),
      choice("per", "Figures", [["none", "Raw figures"]], (per) => change({ per })),
      field("prices", "of", "2024", /^\d{4}$/, basePrices),
      choice("classes", "Classes", [["fixed", "Round steps"]], (classes) => (classes === "own" ? ownBounds() : change({ classes }))),
      field("bounds", "Bounds", "100,1000,10000", RISING, (classes) => change({ classes: classes || "fixed" })),
    );
    byId("tools").replaceChildren(
      field("known-at", "As known on", "today", DATE, (day) => change({ known_at: day })),
      choice("viewpoint", "Borders", [["de-facto", "De facto"]], (viewpoint) => change({ viewpoint })),
      choice("region", "Region", [["world", "World"]], (region) => change({ region })),
      ...P.zoom.buttons(),
      layer("sites", "Sites"), layer("flows", "Flows"), make("div", { class: "choice" }, P.own.control(), help("drawn", "Sites, Flows, Own groups")),
    );
    byId("bounds-box").hidden = true;
    byId("disputes").addEventListener("toggle", () => { if (S.frames) P.borders.badge(); });
    byId("values").addEventListener("toggle", () => { if (S.frames) P.lists.strip(); });
  }

  /* A year that the deflator does not reach is refused at once. */
  function basePrices(year) {
    const [first, last] = S.frames.choices.prices, wrong = year !== "" && (Number(year) < first || Number(year) > last);
    byId("prices").setAttribute("aria-invalid", String(wrong));
    byId("prices").title = wrong ? `The deflator has ${first} to ${last}` : "";
    if (!wrong) change({ per: year ? `prices-${year}` : "none" });
  }

  function ownBounds() {
    byId("bounds-box").hidden = false;
    byId("bounds").focus();
  }

  function options(select, choices, value) {
    W.rewrite(select, ...choices.map(([id, words]) => make("option", { value: id }, words)));
    select.value = choices.some(([id]) => id === value) ? value : choices[0][0];
  }

  /* Brings the row in line with the View that is shown. */
  function show() {
    const { per, classes } = S.frames.choices, own = !classes.some(([id]) => id === S.view.classes);
    press(S.view.compare);
    options(byId("per"), per, S.view.per);
    options(byId("classes"), [...classes, ["own", "Own bounds …"]], own ? "own" : S.view.classes);
    options(byId("viewpoint"), S.atlas.viewpoints.map(([id, , speaker]) => [id, speaker ? `As ${speaker.replace(/^the /, "")}` : "De facto"]), S.view.viewpoint);
    options(byId("region"), [["world", "World"], ...S.atlas.regions.map(([id, title]) => [id, title])], S.view.region);
    for (const node of byId("tools").querySelectorAll("[data-layer]")) node.setAttribute("aria-pressed", String(S.view.layers.split(",").includes(node.dataset.layer)));
    byId("bounds-box").hidden = !own;
    fill("bounds", own ? S.view.classes : "");
    fill("since", S.view.since);
    fill("known-at", S.view.known_at);
    const index = S.view.series === "index" && S.view.host !== "";
    byId("since-box").hidden = S.view.compare !== "change" && !index;
    byId("since-box").querySelector("label").textContent = !index ? "Change since" : S.view.compare === "change" ? "Change since, index 100 on" : "Index: 100 on";
    byId("since").placeholder = S.view.compare === "change" ? "a year before" : "chosen";
    byId("per-box").hidden = per.length < 2 || S.view.compare === "change";
    const priced = S.view.per.startsWith("prices-");
    byId("prices-box").hidden = !priced || S.view.compare === "change";
    fill("prices", priced ? S.view.per.slice(7) : "");
    P.brush.show();
  }

  /* A ratio or bounds of one measure mean nothing for another. */
  function forOtherMeasure(view) {
    const named = ["fixed", "log", "equal", "quantile", "natural"].includes(view.classes);
    return { definition: "", source: "", per: "none", classes: named ? view.classes : "fixed" };
  }

  P.reading = { attach, show, change, forOtherMeasure };
})();
