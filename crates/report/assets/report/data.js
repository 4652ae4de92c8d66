// The data: unpacked, with running sums where differences were kept, and numbers for names.

/** What the whole page reads: `R.t[i]` is the time of record i in nanoseconds, and so on. */
let R = null, DATA = null;

async function unpack() {
  const packed = atob(document.getElementById("data").textContent);
  const octets = Uint8Array.from(packed, character => character.charCodeAt(0));
  const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream("deflate"));
  DATA = await new Response(stream).json();
  const records = DATA.records;
  R = { ...records, n: records.t.length, t: summed(records.t) };
  DATA.hops.t = summed(DATA.hops.t);
  DATA.messages.n = DATA.messages.sent.length;
  DATA.end_ns = Math.max(DATA.end.time_ns, R.n ? R.t[R.n - 1] : 0, 1);
}

function summed(differences) {
  let sum = 0;
  return Float64Array.from(differences, difference => (sum += difference));
}

const text = number => DATA.texts[number];

/** The first place in a rising array whose value is above `limit`. */
function above(array, limit) {
  let low = 0, high = array.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (array[middle] <= limit) low = middle + 1; else high = middle;
  }
  return low;
}

const seconds = ns => (ns / 1e9).toFixed(6) + " s";

/** A span of time in the unit that suits it. */
function span(ns) {
  if (ns < 1e6) return (ns / 1e3).toFixed(0) + " µs";
  if (ns < 1e9) return (ns / 1e6).toFixed(1) + " ms";
  return ns < 120e9 ? (ns / 1e9).toFixed(2) + " s" : (ns / 60e9).toFixed(1) + " min";
}

const grouped = d3.format(",");

/** The record of the message on a cable that record i is or was seen in; -1 for what was seen nowhere. */
const carrierOf = i => R.carrier[i] ?? -1;
