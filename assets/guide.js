/* For newcomers: a tour in five steps that may be left at any time, and what a measure counts. */
(function () {
  "use strict";
  const P = window.presence, W = P.words, make = W.make, byId = W.byId;
  const KEY = "presence-tour";
  const STEPS = [
    ["stage", "title", "One question at a time", "The title says in a sentence what the map shows. Measure, sender, host and rule above it change the question; the address of the page holds all of it, so you can send it to anyone."],
    ["clock", "track", "Two clocks", "Drag or use the arrow keys to go through time. “As known on” above the map turns the second clock back: what could be known on that day."],
    ["legend", "legend", "Four kinds of nothing", "Zero, none found, withheld and not collected look different, because they are. Point at a class to light up its places; click it to filter the lists."],
    ["map", "map", "Pick out a place", "Click a place, or walk with the arrow keys and press Enter. The panel shows what each source said on one line, and never adds or subtracts figures of two sources without saying so."],
    ["actions", "downloads", "Take it with you", "Every table and picture carries its title, dates, rule, sources and licences. Each number leads to its claim, and each claim to its source."],
  ];
  let card = null, at = 0, opener = null, measures = null;

  function remember(word) {
    try { localStorage.setItem(KEY, word); } catch (refused) { /* a private window keeps nothing */ }
  }

  function known() {
    try { return localStorage.getItem(KEY); } catch (refused) { return "unknown"; }
  }

  function mark(target) {
    for (const other of document.querySelectorAll(".is-toured")) other.classList.remove("is-toured");
    if (target) target.classList.add("is-toured");
  }

  function end() {
    mark(null);
    card.close();
    remember("seen");
    if (opener && opener.isConnected) opener.focus();
  }

  /* What a step speaks of stays in sight: the card stands above it where it would cover it, or below it where there is no room. */
  function keepClear(target) {
    card.style.inset = "";
    const [its, mine] = [target, card].map((one) => one.getBoundingClientRect());
    if (target.id === "map" || its.right < mine.left || its.left > mine.right || its.bottom < mine.top || its.top > mine.bottom) return;
    card.style.inset = its.top > mine.height + 24 ? `auto auto ${innerHeight - its.top + 12}px 20px` : `${its.bottom + 12}px auto auto 20px`;
  }

  function show(step) {
    at = Math.min(Math.max(step, 0), STEPS.length - 1);
    const [, id, title, words] = STEPS[at], target = byId(id), last = at === STEPS.length - 1;
    mark(target);
    target.scrollIntoView({ block: "nearest" });
    card.replaceChildren(
      make("p", { class: "label" }, `Step ${at + 1} of ${STEPS.length}`), make("h2", { id: "tour-title" }, title), make("p", { id: "tour-words" }, words),
      make("div", { class: "row" },
        ...(at ? [make("button", { type: "button", class: "button", onclick: () => show(at - 1) }, "Back")] : []),
        make("button", { type: "button", class: "button", id: "tour-next", onclick: () => (last ? end() : show(at + 1)) }, last ? "Done" : "Next"),
        ...(last ? [] : [make("button", { type: "button", class: "quiet", onclick: end }, "Skip the tour")])));
    keepClear(target);
    byId("tour-next").focus();
  }

  function start(from) {
    opener = from;
    if (!card) {
      card = make("dialog", { id: "tour", class: "sheet", "aria-labelledby": "tour-title", "aria-describedby": "tour-words" });
      card.addEventListener("keydown", (event) => {
        if (event.key === "Escape") end();
        else if (event.key === "ArrowRight") show(at + 1);
        else if (event.key === "ArrowLeft") show(at - 1);
        else return;
        event.preventDefault();
        event.stopPropagation();
      });
      document.body.append(card);
    }
    if (byId("tour-offer")) byId("tour-offer").remove();
    card.show();
    show(0);
  }

  /* Offered once, in the panel, where it covers nothing; not to who follows a link to one place. */
  function offer() {
    if (known() || P.state.view.host || byId("tour-offer")) return;
    const go = make("button", { type: "button", class: "button", onclick: () => start(byId("pages").querySelector("summary")) }, "Show me in five steps");
    const no = make("button", { type: "button", class: "quiet", onclick: () => { remember("declined"); byId("tour-offer").remove(); } }, "No, thanks");
    byId("overview").before(make("section", { id: "tour-offer", "aria-label": "Tour" }, make("p", {}, "New here?"), make("div", { class: "row" }, go, no)));
  }

  let controls = null;
  async function aboutControl(button) {
    if (!controls) {
      const answer = await fetch(P.to("/api/v1/controls"), { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      controls = await answer.json();
    }
    const [title, words] = controls[button.dataset.help];
    const close = make("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Close");
    const dialog = make("dialog", { id: "about-control", class: "sheet", "aria-labelledby": "control-title" },
      make("h2", { id: "control-title", tabindex: "-1", autofocus: "" }, title), make("p", {}, words),
      make("div", { class: "row" }, make("a", { href: P.to("/definitions#controls") }, "All controls"), close));
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  async function aboutMeasure() {
    const button = byId("about-measure");
    if (!measures) {
      const answer = await fetch(P.to("/api/v1/measures"), { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      measures = (await answer.json()).measures;
    }
    const one = measures.find((measure) => measure.id === P.state.view.measure);
    if (!one) return;
    const close = make("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Close");
    const dialog = make("dialog", { id: "measure", class: "sheet", "aria-labelledby": "measure-title" },
      make("h2", { id: "measure-title", tabindex: "-1", autofocus: "" }, one.title), make("p", {}, one.text), make("p", { class: "label" }, `${one.unit} · ${one.kind_words}`),
      make("dl", {}, ...one.definitions.flatMap((definition) => [make("dt", {}, definition.title), make("dd", {}, definition.text)])),
      make("div", { class: "row" }, make("a", { href: P.to(`/definitions#${one.id}`) }, "Who uses which definition"), close));
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  function attach() {
    document.addEventListener("click", (event) => {
      const asked = event.target.closest && event.target.closest("[data-help]");
      if (asked) aboutControl(asked);
    });
    byId("about-measure").addEventListener("click", aboutMeasure);
    byId("tour-start").addEventListener("click", () => {
      byId("pages").open = false;
      start(byId("pages").querySelector("summary"));
    });
    offer();
  }

  P.guide = { attach };
})();
