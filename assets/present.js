/* Present: the view of the map as a talk, and as a step of a story that is being composed. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, byId = P.words.byId;

  const query = () => P.encode({ ...S.view, date: S.frames ? S.frames.days[S.step] : S.view.date });

  function present() {
    if (!P.ready) return;
    const text = query();
    location.assign(P.to(text ? `/talk?${text}` : "/talk"));
  }

  async function addStep() {
    if (!P.ready) return;
    await P.drawn();
    const hosts = (S.view.host || "").split(",").filter(Boolean), button = byId("add-step");
    /* Two steps on two places must not have one title. */
    const title = [byId("title").textContent, hosts.map(P.nameOf).join(", ")].filter(Boolean).join(": ").slice(0, 80);
    const count = window.presenceStory.add({ view: query(), title, caption: "", notes: "", picture: "map", area: "world", focus: hosts });
    button.textContent = count ? `Added as step ${count}` : "This browser keeps nothing";
    byId("speak").textContent = button.textContent;
    setTimeout(() => { button.textContent = "Add this view as a step"; }, 2500);
  }

  /* The comparison begins with what the map shows. The link is made when a hand or a key comes to it, so that it opens in another tab too. */
  function compare(event) {
    const link = event.target.closest && event.target.closest("a.item[href]");
    if (!link || !P.ready || link.pathname !== P.to("/compare")) return;
    const text = query();
    link.setAttribute("href", P.to(text ? `/compare?${text}` : "/compare"));
  }

  document.addEventListener("pointerdown", compare);
  document.addEventListener("focusin", compare);
  document.addEventListener("click", (event) => {
    if (!event.target.closest) return;
    if (event.target.closest("#present-view")) present();
    else if (event.target.closest("#add-step")) addStep();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) || document.querySelector("dialog[open]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    present();
  });
})();
