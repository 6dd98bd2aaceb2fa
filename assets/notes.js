/* The speaker's window: notes, claims and the time; it hears of the step from the talk's own window. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id), { to, make } = window.presence, PATIENCE = 30000;
  const channel = new BroadcastChannel(`presence-talk-${location.hash.slice(1)}`);
  const N = { data: null, at: 0, started: 0 };

  function take(message) {
    Object.assign(N, { data: message.data, at: message.at, started: message.started });
    byId("n-places").replaceChildren(...N.data.places.filter(([, name]) => name).map(([, name]) => make("option", { value: name })));
    show(message.blank);
    look();
  }

  function show(blank) {
    const step = N.data.steps[N.at], next = N.data.steps[N.at + 1];
    byId("n-state").textContent = blank ? "The screen is blank." : `${N.data.title}, ledger ${N.data.generation}`;
    byId("n-title").textContent = step.title;
    byId("n-where").textContent = `Step ${N.at + 1} of ${N.data.steps.length}`;
    byId("n-notes").textContent = step.notes || "No notes for this step.";
    byId("n-first").textContent = step.first;
    byId("n-rest").textContent = step.rest;
    byId("n-ahead").textContent = next ? next.title : "This is the last step.";
    byId("n-all").href = to(step.all_claims);
    byId("n-claims").replaceChildren(...step.claims.map((one) => make("li", {},
      make("a", { href: `${to("/claims")}?claim=${encodeURIComponent(one.id)}`, target: "_blank", rel: "noopener" }, one.text),
      make("span", {}, ` ${one.host} · ${one.who} · ${one.when} · ${one.source} [${one.licence}]`))));
    if (!step.claims.length) byId("n-claims").replaceChildren(make("li", {}, "No single claim: the figures are counts or sums of many."));
  }

  /* A newer generation is told here and nowhere else; the talk keeps what it began with. */
  async function look() {
    try {
      const answer = await fetch(to("/readyz"), { cache: "no-store" });
      if (!answer.ok) return;
      const { generation } = await answer.json();
      byId("n-newer").hidden = generation === N.data.generation;
      byId("n-newer").textContent = `Newer data are in service (ledger ${generation}). The talk stays with ${N.data.generation} until it is started anew.`;
    } catch (refused) { /* without a server the talk goes on as it is */ }
  }

  function clock() {
    const seconds = N.started ? Math.floor((Date.now() - N.started) / 1000) : 0;
    byId("n-clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function ask() {
    const name = byId("n-place").value.trim().toLowerCase(), known = N.data && N.data.places.find(([, other]) => other.toLowerCase() === name);
    if (known) channel.postMessage({ kind: "find", id: known[0] });
  }

  channel.addEventListener("message", (event) => {
    const message = event.data || {};
    if (message.kind === "data") take(message);
    else if (message.kind === "at" && N.data) { N.at = message.at; N.started = N.started || Date.now(); show(message.blank); }
    else if (message.kind === "found") byId("n-answer").textContent = message.said;
  });
  byId("n-before").addEventListener("click", () => channel.postMessage({ kind: "go", by: -1 }));
  byId("n-next").addEventListener("click", () => channel.postMessage({ kind: "go", by: 1 }));
  byId("n-blank").addEventListener("click", () => channel.postMessage({ kind: "blank" }));
  byId("n-place").addEventListener("change", ask);
  byId("n-clear").addEventListener("click", () => { byId("n-place").value = ""; channel.postMessage({ kind: "find", id: "" }); });
  document.addEventListener("keydown", (event) => {
    if (/^(INPUT|BUTTON)$/.test(document.activeElement.tagName)) return;
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (by) channel.postMessage({ kind: "go", by });
  });
  setInterval(clock, 1000);
  setInterval(() => { if (N.data) look(); else channel.postMessage({ kind: "hello" }); }, PATIENCE);
  channel.postMessage({ kind: "hello" });
})();
