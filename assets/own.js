/* A reader's own groups of places, kept in this browser alone; a link carries their members, so that it opens anywhere. */
(function () {
  "use strict";
  const P = window.presence, S = P.state, W = P.words, byId = W.byId, make = W.make;
  const KEY = "presence-groups", MOST = 40, LONGEST = 40, PREFIX = "own:";
  const base = {};

  const known = (id) => S.atlas.mark.has(id) || id in S.atlas.others;
  const sound = (group) => group && typeof group.name === "string" && group.name.length <= LONGEST && Array.isArray(group.members)
    && group.members.length > 0 && group.members.every((id) => typeof id === "string" && known(id));

  /* What is kept may be old or written by somebody else: only what can be used is read. */
  function groups() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(kept) ? kept.filter(sound).slice(0, MOST) : [];
    } catch (refused) {
      return [];
    }
  }

  function keep(list) {
    try {
      localStorage.setItem(KEY, JSON.stringify(list));
      return true;
    } catch (refused) {
      return false;
    }
  }

  const members = (value) => (groups().find((group) => PREFIX + group.name === value) || { members: [] }).members;

  /* Own groups stand before the alliances in both controls. */
  function offer() {
    const api = window.dash_component_api;
    for (const id of ["sender", "host"]) {
      const shown = api && api.getLayout && api.getLayout(id);
      if (!shown || !shown.props || !Array.isArray(shown.props.data)) continue;
      base[id] = base[id] || shown.props.data;
      const own = groups().map((group) => ({ value: PREFIX + group.name, label: `${group.name}, own group` }));
      window.dash_clientside.set_props(id, { data: [...own, ...base[id]] });
    }
  }

  function save(from) {
    const name = byId("group-name").value.trim().slice(0, LONGEST), chosen = (S.view[from] || "").split(",").filter(known);
    const said = byId("group-said");
    if (!name || !chosen.length) {
      said.textContent = name ? `Choose ${from === "sender" ? "senders" : "hosts"} first; they become the group.` : "Give the group a name.";
      return;
    }
    const others = groups().filter((group) => group.name !== name);
    if (others.length >= MOST) { said.textContent = `At most ${MOST} groups are kept; delete one first.`; return; }
    said.textContent = keep([...others, { name, members: chosen }]) ? `Kept in this browser: ${name}, ${W.plural(chosen.length, "place")}.` : "This browser keeps nothing.";
    byId("group-name").value = "";
    list();
    offer();
  }

  function use(control, group) {
    P.put(control, group.members);
    byId("groups").open = false;
  }

  function entry(group) {
    const button = (words, label, onclick) => make("button", { class: "quiet", type: "button", "aria-label": label, "data-hold": label, onclick }, words);
    return make("li", {}, make("b", {}, group.name), ` ${group.members.map(P.nameOf).join(", ")} `,
      button("as senders", `${group.name} as senders`, () => use("sender", group)), " · ", button("as hosts", `${group.name} as hosts`, () => use("host", group)), " · ",
      button("delete", `Delete ${group.name}`, () => remove(group)));
  }

  function remove(group) {
    keep(groups().filter((other) => other.name !== group.name));
    list();
    offer();
    byId("group-name").focus();
  }

  function list() {
    W.rewrite(byId("group-list"), ...groups().map(entry));
  }

  function control() {
    const name = make("input", { id: "group-name", type: "text", maxlength: String(LONGEST), autocomplete: "off" });
    const body = make("div", { class: "menu own" }, make("p", { class: "said" }, "Places of your choice under one name, kept in this browser. A link carries the members."),
      make("ul", { id: "group-list" }), make("label", { for: "group-name" }, "Name"), name,
      make("button", { type: "button", class: "button", onclick: () => save("sender") }, "Keep the senders shown"),
      make("button", { type: "button", class: "button", onclick: () => save("host") }, "Keep the hosts picked out"),
      make("p", { id: "group-said", class: "said", role: "status" }));
    const box = make("details", { id: "groups" }, make("summary", { class: "segment switch" }, "Own groups"), body);
    box.addEventListener("toggle", () => { if (box.open && S.atlas) list(); });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.open) return;
      box.open = false;
      box.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => { if (box.open && event.target.isConnected && !box.contains(event.target)) box.open = false; });
    return box;
  }

  /* The name of the own group that holds just these places; empty for none, and for one place. */
  function nameOf(places) {
    const wanted = [...new Set(places)].sort().join();
    return (groups().find((group) => places.length > 1 && [...new Set(group.members)].sort().join() === wanted) || { name: "" }).name.replace(/[{}“”\p{C}]/gu, " ").trim().replace(/\s+/g, " ");
  }

  P.own = { control, offer, members, nameOf, PREFIX };
})();
