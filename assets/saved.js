/* Views that a reader keeps, with notes: in this browser alone, and as a file to carry along. Any element with data-saved opens them. */
(function () {
  "use strict";
  const element = window.presence.make;
  const KEY = "presence-saved", MOST = 200, LONGEST = { name: 120, note: 2000, address: 2000 };
  let dialog = null, list = null, told = null, fields = {}, opener = null, unkept = null;

  /* What is kept or comes from a file is read like anything from outside: wrong entries are counted, never shown. */
  function entry(given) {
    if (!given || typeof given !== "object") return null;
    const one = { name: given.name, note: given.note || "", address: given.address, saved: given.saved || "" };
    const sound = Object.values(one).every((text) => typeof text === "string") && one.name && /^\/(?![/\\])/.test(one.address)
      && Object.entries(LONGEST).every(([field, most]) => one[field].length <= most) && /^[\dTZ:.-]{0,30}$/.test(one.saved);
    return sound ? one : null;
  }

  function read() {
    if (unkept) return unkept;
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
      return (Array.isArray(kept) ? kept : []).map(entry).filter(Boolean).slice(0, MOST);
    } catch (refused) {
      return [];
    }
  }

  function write(entries) {
    try {
      localStorage.setItem(KEY, JSON.stringify(entries));
      unkept = null;
      return true;
    } catch (refused) {
      // Storage is full or forbidden: the page holds them, so that the file has what its reader was told to save.
      unkept = entries;
      show();
      told.textContent = "This browser has no room for it: the list lasts until you leave this page. Save it as a file now.";
      return false;
    }
  }

  function here() {
    const atlas = window.presence && window.presence.view && window.presence.ready;
    const query = atlas ? window.presence.view() : location.search.slice(1);
    return location.pathname + (query ? `?${query}` : "");
  }

  const heading = () => (document.querySelector("h1") || document).textContent.trim().slice(0, LONGEST.name);

  function keep() {
    const kept = read(), one = entry({ name: fields.name.value.trim() || heading(), note: fields.note.value.trim(), address: here(), saved: new Date().toISOString() });
    if (!one) told.textContent = "The address of this page is too long to be kept.";
    else if (kept.length >= MOST) told.textContent = `${MOST} views are kept, and no more. Save them as a file and take some away.`;
    else if (write([one, ...kept])) {
      fields.note.value = "";
      show();
      told.textContent = `Kept: ${one.name}.`;
    }
  }

  /* By what it is and not by where it stands: another tab may have kept or taken away views since the list was made. */
  const same = (one) => (other) => ["saved", "address", "name"].every((field) => one[field] === other[field]);

  function change(one, part) {
    const kept = read(), index = kept.findIndex(same(one));
    if (index < 0) {
      show();
      told.textContent = `${one.name} was taken away or renamed in another tab.`;
      return false;
    }
    if (part) kept[index] = { ...kept[index], ...part };
    else kept.splice(index, 1);
    return write(kept);
  }

  /* The row stays as it is, with the cursor in it. */
  function rename(one, name, label) {
    const wanted = name.value.trim();
    if (!wanted) name.value = one.name;
    else if (wanted !== one.name && change(one, { name: wanted })) {
      one.name = wanted;
      label();
      told.textContent = `Renamed: ${wanted}.`;
    }
  }

  function takeAway(one) {
    /* As it is kept now: its note may have been written since the list was made. */
    const kept = read().find(same(one)) || one;
    if (!change(one, null)) return;
    show();
    const back = element("button", { type: "button", class: "quiet", onclick: () => {
      if (!write([kept, ...read()])) return;
      show();
      told.textContent = `Kept again: ${one.name}.`;
      list.querySelector("a").focus();
    } }, "Put it back");
    told.replaceChildren(`Taken away: ${one.name}. `, back);
    back.focus();
  }

  function row(one) {
    const name = element("input", { type: "text", maxlength: String(LONGEST.name), autocomplete: "off" });
    name.value = one.name;
    name.addEventListener("change", () => rename(one, name, label));
    const note = element("textarea", { rows: "2", maxlength: String(LONGEST.note), placeholder: "No note" });
    note.value = one.note;
    note.addEventListener("change", () => { if (change(one, { note: note.value.trim() })) told.textContent = `Note kept: ${one.name}.`; });
    const open = element("a", { href: one.address }), renamed = element("details", {}, element("summary", { class: "quiet" }, "Rename"), name);
    const away = element("button", { type: "button", class: "quiet", onclick: () => takeAway(one) }, "Take away");
    const label = () => {
      open.textContent = one.name;
      for (const [node, words] of [[name, "Name of"], [note, "Note on"], [away, "Take away"]]) node.setAttribute("aria-label", `${words} ${one.name}`);
    };
    label();
    return element("li", {}, open, " ", element("span", { class: "label" }, one.saved.slice(0, 10)), " ", away, renamed, note);
  }

  function show() {
    const kept = read();
    list.replaceChildren(...kept.map(row));
    list.hidden = !kept.length;
  }

  function save() {
    const text = JSON.stringify({ "presence-atlas": "saved views", version: 1, views: read() }, null, 1);
    const anchor = element("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "presence-views.json" });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  }

  async function open(file) {
    let given = null;
    try {
      given = file.size > 2e6 ? null : JSON.parse(await file.text());
    } catch (refused) { /* told below */ }
    if (!given || given["presence-atlas"] !== "saved views" || !Array.isArray(given.views)) {
      told.textContent = `${file.name} holds no saved views. Choose a file that “Save as file” has written.`;
      return;
    }
    const kept = read(), known = new Set(kept.map((one) => one.address + one.name)), sound = given.views.map(entry);
    const fresh = sound.filter((one) => one && !known.has(one.address + one.name)), taken = fresh.slice(0, MOST - kept.length);
    if (!write([...kept, ...taken])) return;
    show();
    const wrong = sound.filter((one) => !one).length, many = fresh.length - taken.length;
    told.textContent = `${taken.length} of ${sound.length} views taken in; ${sound.length - wrong - fresh.length} were here already`
      + (wrong ? `; ${wrong} cannot be read` : "") + (many ? `; ${many} are more than the ${MOST} that are kept` : "") + ".";
  }

  function build() {
    fields.name = element("input", { id: "saved-name", type: "text", maxlength: String(LONGEST.name), autocomplete: "off" });
    fields.note = element("textarea", { id: "saved-note", rows: "2", maxlength: String(LONGEST.note), placeholder: "What I saw, what to ask" });
    const file = element("input", { id: "saved-file", type: "file", accept: ".json,application/json" });
    file.addEventListener("change", () => { if (file.files.length) open(file.files[0]).then(() => { file.value = ""; }); });
    list = element("ol", { class: "saved" });
    told = element("p", { role: "status", class: "label" });
    dialog = element("dialog", { id: "saved", class: "sheet", "aria-labelledby": "saved-title" },
      element("h2", { id: "saved-title" }, "Saved views"),
      element("p", { class: "label" }, "Kept in this browser alone. The address, not a picture: figures are fetched anew when a view is opened."),
      element("label", { for: "saved-name" }, "Name"), fields.name, element("label", { for: "saved-note" }, "Note"), fields.note,
      element("div", { class: "row" }, element("button", { type: "button", class: "button", onclick: keep }, "Keep this view"), told), list,
      element("div", { class: "row" }, element("button", { type: "button", class: "button", onclick: save }, "Save as file"),
        element("label", { for: "saved-file" }, "Open a file"), file,
        element("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Close")));
    dialog.addEventListener("close", () => { if (opener && opener.isConnected) opener.focus(); });
    document.body.append(dialog);
    window.addEventListener("storage", (event) => { if (dialog.open && event.key === KEY && !dialog.contains(document.activeElement.closest("li"))) show(); });
  }

  document.addEventListener("click", (event) => {
    const asked = event.target.closest && event.target.closest("[data-saved]");
    if (!asked) return;
    if (!dialog) build();
    opener = asked.closest("details") ? asked.closest("details").querySelector("summary") : asked;
    if (asked.closest("details")) asked.closest("details").open = false;
    fields.name.value = heading();
    told.textContent = "";
    show();
    dialog.showModal();
    fields.name.select();
  });
})();
