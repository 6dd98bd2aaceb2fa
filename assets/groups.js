/* Alliances as senders or hosts: who is a member on a day. A list that holds just the members follows the clock. */
(function () {
  "use strict";
  const P = window.presence, S = P.state;
  const followed = {};

  const keyOf = (places) => [...new Set(places)].sort().join();
  const listOf = (end) => (S.view[end] || "").split(",").filter(Boolean);
  const nameOf = (group) => { const title = S.atlas.group_titles[group]; return title.includes(" ") ? `the ${title}` : title; };

  function membersOn(group, day) {
    return [...new Set(S.atlas.groups.filter(([one, , since, until]) => one === group && since <= day && (!until || day <= until)).map((row) => row[1]))];
  }

  /* The alliance whose members on the day are just these places; empty for none. */
  function groupOf(places, day) {
    const wanted = keyOf(places);
    return places.length > 1 ? Object.keys(S.atlas.group_titles).find((group) => keyOf(membersOn(group, day)) === wanted) || "" : "";
  }

  /* The list of one end on another day: members of then where it holds a group; the same where it does not, or the group had none. A
     group that ended or had not begun is kept in mind, so that it follows again on the way back. */
  function listOn(end, day) {
    const places = listOf(end), held = followed[end];
    const group = held && held.list === keyOf(places) ? held.group : groupOf(places, S.view.date || S.frames.start);
    const members = group ? membersOn(group, day) : [], list = members.length ? members : places;
    followed[end] = { group, list: keyOf(list) };
    return list;
  }

  /* What of the View follows the clock to a day; nothing where all stays. */
  function on(day) {
    const part = {};
    for (const end of ["sender", "host"]) {
      const before = keyOf(listOf(end)), list = listOn(end, day);
      if (keyOf(list) !== before) part[end] = list.join(",");
    }
    return part;
  }

  /* While the clock moves the members are those of the day it left: the title then says of which. */
  function dated(title) {
    const start = S.frames.start, senders = listOf("sender"), group = groupOf(senders, start);
    if (!group || keyOf(membersOn(group, S.frames.days[S.step])) === keyOf(senders)) return title;
    const named = `members of ${nameOf(group)}`;
    return title.replace(named, `${named} of ${S.frames.labels[P.stepOf(start)]}`);
  }

  P.groups = { dated, groupOf, membersOn, nameOf, on };
})();
