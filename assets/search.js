/* One box for everything, on every page: "/" or Ctrl+K opens it, or any button with data-search. */
(function () {
  "use strict";
  const { to, make: element } = window.presence;
  let dialog = null, input = null, list = null, told = null, none = null, active = -1, turn = 0, answered = 0, hurried = 0, opener = null;

  function build() {
    input = element("input", {
      id: "search-text", type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "search-list", "aria-autocomplete": "list",
      autocomplete: "off", placeholder: "US troops in Germany 1985, a place, a measure, a source …", maxlength: "100",
    });
    list = element("ul", { id: "search-list", role: "listbox", "aria-label": "Results" });
    told = element("p", { class: "unseen", "aria-live": "polite" });
    none = element("p", { class: "search-none", hidden: "" }, "Nothing found. Try fewer words: a place, what is counted, or a source.");
    const close = element("button", { type: "button", class: "button" }, "Close");
    close.addEventListener("click", () => dialog.close());
    const bar = element("div", { class: "search-bar" }, element("label", { for: "search-text", class: "unseen" }, "Search"), input, close);
    dialog = element("dialog", { id: "search", "aria-label": "Search the atlas" }, bar, list, none, told);
    dialog.addEventListener("close", () => { if (opener && opener.focus) opener.focus(); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    input.addEventListener("input", ask);
    input.addEventListener("keydown", onKey);
    document.body.append(dialog);
  }

  function open() {
    if (!dialog) build();
    if (dialog.open) return;
    opener = document.activeElement;
    dialog.showModal();
    input.select();
  }

  async function ask() {
    const mine = ++turn, text = input.value.trim();
    if (!text) {
      answered = mine;
      return show([]);
    }
    try {
      const answer = await fetch(to(`/api/v1/search?q=${encodeURIComponent(text)}`));
      const found = answer.ok ? (await answer.json()).found : null;
      if (mine !== turn || !found) return;
      answered = mine;
      show(found);
      if (hurried === mine) go();
    } catch (refused) {
      told.textContent = "No answer from the server. Type again to ask again.";
    }
  }

  function show(found) {
    active = -1;
    list.replaceChildren(...found.map((one, i) => {
      const link = element("a", { href: to(one.address), tabindex: "-1" }, element("b", {}, one.title), ` ${one.detail}`);
      return element("li", { role: "option", id: `search-${i}`, "aria-selected": "false" }, element("span", { class: "search-kind" }, one.kind), link);
    }));
    for (const option of list.children) option.addEventListener("click", () => option.querySelector("a").click());
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    none.hidden = found.length > 0 || !input.value.trim();
    told.textContent = input.value.trim() ? found.length ? `${found.length} ${found.length === 1 ? "result" : "results"}` : none.textContent : "";
  }

  function move(step) {
    const options = [...list.children];
    if (!options.length) return;
    active = (active + step + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", `search-${active}`);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function onKey(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && (answered !== turn || list.children.length)) {
      event.preventDefault();
      /* Whoever presses before the answer means the words as typed and not the results of earlier ones. */
      if (answered !== turn) hurried = turn;
      else go();
    }
  }

  function go() {
    if (list.children.length) location.assign(list.children[Math.max(active, 0)].querySelector("a").href);
  }

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    const asked = (event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
    if (!asked) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => { if (event.target.closest && event.target.closest("[data-search]")) open(); });
})();
