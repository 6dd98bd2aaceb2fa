/* The card beside the hand or the cursor: figure, its own date, who is counted, who says so. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId;
  let shown = null;

  /* The day the figure speaks of, which may lie before the day shown. */
  function sayWhen(known) {
    const day = W.sayDay(S.times[S.step] - known.stale);
    return known.stale > 0 ? `as of ${day}, ${W.sayAge(known.stale)}` : `as of ${day}`;
  }

  function describe(id) {
    const known = P.cell(id, S.step), frames = S.frames;
    const lines = [W.make("strong", {}, P.nameOf(id)), W.make("span", { class: "value" }, W.sayCell(known, id))];
    const why = P.borders.whyNoArea(id), parts = P.borders.partsOf(id);
    const then = P.borders.formerly(id);
    if (then) lines.push(W.make("span", {}, `drawn as ${then}`));
    if (why) lines.push(W.make("span", { class: "warn" }, `filed under ${P.nameOf(id)}, ${why}`));
    if (parts.length) lines.push(W.make("span", {}, `drawn with ${parts.join(", ")}; figures of these are circles`));
    if (!P.inPart(id)) lines.push(W.make("span", { class: "warn" }, `outside ${P.part().spoken}: not counted here`));
    if (!known) return S.view.sender === id ? lines : [...lines, W.make("span", {}, `no source here, ${frames.labels[S.step]}`)];
    const source = known.source >= 0 ? frames.source_titles[known.source] : `${W.plural(known.senders, "sender")} added`;
    lines.push(W.make("span", {}, sayWhen(known)), W.make("span", {}, frames.definition_titles[known.definition]), W.make("span", {}, source));
    if (known.before !== null && known.figure) lines.push(W.make("span", {}, `counted from ${W.sayNumber(known.before, frames.unit)}`));
    if (known.denominator !== null) lines.push(W.make("span", {}, `divided by ${S.view.per.startsWith("prices-") ? "a price level of " + known.denominator.toPrecision(4) : W.sayNumber(known.denominator, "")}`));
    if (known.state === 7) lines.push(W.make("span", { class: "warn" }, "pick it out to read both"));
    lines.push(W.make("span", {}, `${W.plural(known.claims, "claim")}, ${W.plural(known.origins, "origin")}`));
    if (known.leftOut) {
      lines.push(W.make("span", { class: "warn" }, `${W.plural(known.leftOut, "sender")} left out: counted otherwise, withheld or only bounded`));
    }
    return lines;
  }

  function show(id, x, y) {
    say(describe(id), x, y);
    shown = id;
  }

  /* Any lines beside the hand. */
  function say(lines, x, y) {
    const card = byId("card"), box = byId("map").getBoundingClientRect();
    shown = null;
    card.replaceChildren(...lines);
    card.hidden = false;
    const left = Math.min(Math.max(x - box.left + 14, 4), box.width - card.offsetWidth - 4);
    const below = y - box.top + 14, fits = below + card.offsetHeight <= box.height;
    const top = fits ? below : y - box.top - card.offsetHeight - 10;
    card.style.transform = `translate(${left}px, ${Math.max(top, 4)}px)`;
  }

  function hide() {
    shown = null;
    byId("card").hidden = true;
  }

  /* Keeps saying what the map shows while the clock moves. */
  function refresh() {
    if (shown) byId("card").replaceChildren(...describe(shown));
  }

  P.card = { show, say, hide, refresh, sayWhen };
})();
