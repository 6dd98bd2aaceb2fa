/* The composer: words, order, file in and out. The server reads what is posted and keeps nothing. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id), { to, make } = window.presence, file = window.presenceStory;
  const PICTURES = { map: "Map", series: "Over time (needs a host)", claims: "What each source says (needs a host)" };
  const AREAS = ["world", "africa", "sahel", "europe", "middle-east", "asia", "americas", "latin-america", "pacific"];
  let story = file.kept();

  function say(...parts) {
    byId("c-state").replaceChildren(...parts);
  }

  function keep() {
    if (!file.keep(story)) say("This browser keeps nothing here: save the story as a file before you leave.");
  }

  function field(step, number, name, words, make_) {
    const id = `c-${name}-${number}`, input = make_(id);
    input.value = step[name] || input.value;
    input.addEventListener("input", () => { step[name] = input.value; keep(); });
    return make("p", { class: "field" }, make("label", { for: id }, words), input);
  }

  /* Figures of the step's view: what is chosen goes into the caption at the cursor, and into the file with the claim it rests on. */
  function figures(step, i, item) {
    const id = `c-figures-${i}`, tied = make("ul", { class: "told", "aria-label": `Figures of step ${i + 1} that are tied to the ledger` });
    const list = make("select", { id }, make("option", { value: "" }, "Choose a figure of this view"));
    let known = null;
    async function ask() {
      if (known) return;
      known = [];
      try {
        const answer = await fetch(to(`/api/v1/story-figures.json?${step.view || ""}`));
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        known = (await answer.json()).figures;
        list.append(...known.map((one, n) => make("option", { value: String(n) }, one.words)));
        if (!known.length) say("This view has no figure on its date.");
      } catch (failed) {
        known = null;
        say(make("p", { class: "notice" }, `The figures could not be fetched: ${failed.message}.`));
      }
    }
    function show() {
      tied.replaceChildren(...(step.facts || []).map((fact) => make("li", {}, `“${fact.text}”: `, make("a",
        { href: to(fact.claim ? `/claims?claim=${encodeURIComponent(fact.claim)}` : `/?${fact.view}${fact.host ? `&host=${fact.host}` : ""}`) },
        fact.words || (fact.claim ? `claim ${fact.claim}` : `${fact.host || "all hosts"} on the map`)))));
    }
    list.addEventListener("focus", ask);
    list.addEventListener("pointerdown", ask);
    list.addEventListener("change", () => {
      const one = known && known[Number(list.value)], caption = item.querySelector(`#c-caption-${i}`);
      if (list.value === "" || !one) return;
      caption.setRangeText(one.text, caption.selectionStart, caption.selectionEnd, "end");
      step.caption = caption.value;
      step.facts = [...(step.facts || []).filter((fact) => fact.text !== one.fact.text), { ...one.fact, words: one.words }];
      list.value = "";
      keep();
      show();
      say(`${one.text} stands in the caption and is tied to the ledger.`);
    });
    show();
    return make("div", { class: "field" }, make("label", { for: id }, "Insert a number into the caption"), list, tied);
  }

  const choice = (id, options) => make("select", { id }, ...options.map(([value, words]) => make("option", { value }, words)));

  function move(from, to) {
    if (to < 0 || to >= story.steps.length) return;
    story.steps.splice(to, 0, story.steps.splice(from, 1)[0]);
    keep();
    draw();
    byId(`c-title-${to}`).closest("li").querySelector(to < from ? ".up" : ".down").focus();
    say(`Moved to place ${to + 1} of ${story.steps.length}.`);
  }

  function remove(i) {
    story.steps.splice(i, 1);
    keep();
    draw();
    (byId(`c-title-${Math.min(i, story.steps.length - 1)}`) || byId("c-summary")).focus();
    say("Removed.");
  }

  function row(step, i) {
    /* A comparison has a picture of its own, of the whole of what it compares. */
    const query = step.view || "", compared = /(^|&)kind=/.test(query), buttons = make("p", { class: "buttons" },
      make("button", { type: "button", class: "button up", "aria-label": `Move step ${i + 1} up`, onclick: () => move(i, i - 1) }, "Up"),
      make("button", { type: "button", class: "button down", "aria-label": `Move step ${i + 1} down`, onclick: () => move(i, i + 1) }, "Down"),
      make("button", { type: "button", class: "button", "aria-label": `Remove step ${i + 1}`, onclick: () => remove(i) }, "Remove"),
      make("a", { href: to(query ? `${compared ? "/compare" : "/"}?${query}` : "/") }, compared ? "The comparison" : "On the map"));
    const item = make("li", {}, buttons,
      field(step, i, "title", "Title", (id) => make("input", { id, maxlength: "80" })),
      field(step, i, "caption", "Caption: the first line stands out", (id) => make("textarea", { id, rows: "3", maxlength: "420" })),
      field(step, i, "notes", "Notes for the speaker", (id) => make("textarea", { id, rows: "2", maxlength: "3000" })),
      compared ? make("p", { class: "told" }, "Picture: the comparison") : make("div", { class: "pair" }, field(step, i, "picture", "Picture", (id) => choice(id, Object.entries(PICTURES))),
        field(step, i, "area", "Part of the world", (id) => choice(id, AREAS.map((area) => [area, area === "world" ? "As in the view" : area[0].toUpperCase() + area.slice(1).replace("-", " ")])))),
      make("p", { class: "told" }, query || "default view"));
    item.querySelector(`#c-notes-${i}`).closest(".field").before(figures(step, i, item));
    item.addEventListener("keydown", (event) => {
      if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
      event.preventDefault();
      move(i, i + (event.key === "ArrowUp" ? -1 : 1));
    });
    return item;
  }

  function draw() {
    byId("c-title").value = story.title;
    byId("c-summary").value = story.summary;
    byId("c-steps").replaceChildren(...story.steps.map(row));
    if (!story.steps.length) byId("c-steps").replaceChildren(make("li", { class: "told" }, "No step yet. Look for a view on the map, then choose Present, Add this view as a step."));
  }

  function save(blob, name) {
    const anchor = make("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  }

  const slug = () => (story.title || "my-story").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "my-story";

  function problems(list) {
    say(make("p", { class: "notice" }, `${list.length === 1 ? "One mistake" : `${list.length} mistakes`} in the story:`),
      make("ul", {}, ...list.map((one) => make("li", {}, make("b", {}, place(one)), `: found ${one.found}; expected ${one.expected}. ${one.next}`))));
  }

  async function post(address, text) {
    const answer = await fetch(address, { method: "POST", body: text });
    if (answer.status === 422) problems((await answer.json()).problems);
    else if (!answer.ok) say(make("p", { class: "notice" }, answer.status === 413 ? "The file is too large." : `The server answered ${answer.status}.`));
    return answer.ok ? answer : null;
  }

  async function open(chosen) {
    if (!chosen) return;
    const answer = await post(to("/api/v1/stories/open.json"), await chosen.text());
    byId("c-open").value = "";
    if (!answer) return;
    story = await answer.json();
    keep();
    draw();
    say(`${story.steps.length} steps opened from ${chosen.name}.`);
  }

  const place = (one) => one.where.replace("composed.toml, ", "");

  function told(list, words, line) {
    return list.length ? [make("p", { class: "notice" }, words), make("ul", {}, ...list.map((one) => make("li", {}, make("b", {}, place(one)), `: ${line(one)}`)))] : [];
  }

  /* Figures that the ledger does not bear out are mistakes; those that rest on nothing are only named. */
  async function check() {
    say("Holding the figures to the ledger …");
    const answer = await post(to("/api/v1/stories/check.json"), file.text(story));
    if (!answer) return;
    const { generation, facts, wrong, bare } = await answer.json();
    const sound = make("p", {}, `${facts - wrong.length} of ${facts} tied figures are as in ledger ${generation}.`);
    say(sound, ...told(wrong, "Not borne out by the ledger:", (one) => `${one.found}; the ledger has ${one.expected}.`),
      ...told(bare, "Tied to nothing, so nobody can check them: take them in with “Insert a number into the caption”, or leave them out.", (one) => one.found));
  }

  async function exportAs(form) {
    say("Making the file …");
    const answer = await post(to(`/api/v1/stories/export.${form}`), file.text(story));
    if (!answer) return;
    save(await answer.blob(), `${slug()}.${form}`);
    say("The file is made.");
  }

  for (const name of ["title", "summary"]) {
    const input = byId(`c-${name}`);
    /* What was typed before this program came stays. */
    if (input.value && (!story[name] || document.activeElement === input)) story[name] = input.value;
    input.addEventListener("input", () => { story[name] = input.value; keep(); });
  }
  byId("c-check").addEventListener("click", check);
  byId("c-save").addEventListener("click", () => save(new Blob([file.text(story)], { type: "application/toml" }), `${slug()}.toml`));
  byId("c-open").addEventListener("change", (event) => open(event.target.files[0]));
  byId("c-talk").addEventListener("click", async () => { if (await post(to("/api/v1/stories/open.json"), file.text(story))) location.assign(to("/stories/compose/talk")); });
  byId("c-clear").addEventListener("click", () => { story = { title: "", summary: "", steps: [] }; keep(); draw(); say("Everything was taken away."); });
  document.querySelectorAll("[data-form]").forEach((button) => button.addEventListener("click", () => exportAs(button.dataset.form)));
  draw();
})();
