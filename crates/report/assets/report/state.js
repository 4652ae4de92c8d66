// What the reader looks at: an instant, and a record. Everything that shows them listens.

const state = { now: 0, picked: -1, playing: false };
const listeners = { now: [], picked: [] };

function setNow(ns) {
  state.now = Math.min(Math.max(ns, 0), DATA.end_ns);
  document.documentElement.dataset.now = Math.round(state.now);
  listeners.now.forEach(listen => listen(state.now));
}

/** Picks a record; the clock goes to it, unless it is the clock that picks. */
function pick(record, keepTime) {
  if (record < 0 || record >= R.n) return;
  state.picked = record;
  document.documentElement.dataset.picked = record;
  listeners.picked.forEach(listen => listen(record));
  if (!keepTime) setNow(R.t[record]);
}
