// The ladder: hosts side by side, time downwards. Only what is in sight is drawn, on a canvas.

const ROW = 24, HEAD = 46, LEFT = 120, MOST_AT_FIRST = 6;
let rungs = null, ladderHosts = [];

function startLadder() {
  const counts = DATA.hosts.map((host, at) => ({ at, name: host.name, messages: 0 }));
  const { from, to, n } = DATA.messages;
  for (let m = 0; m < n; m++) for (const host of [from[m], to[m]]) if (host !== null) counts[host].messages++;
  const took = counts.filter(host => host.messages).sort((a, b) => b.messages - a.messages);
  ladderHosts = inGoodOrder(took.slice(0, MOST_AT_FIRST).map(host => host.at));
  const chips = d3.select("#chips");
  chips.selectAll("button").data(took.slice(0, 40)).join("button").attr("type", "button").text(host => host.name)
    .on("click", (event, host) => {
      ladderHosts = ladderHosts.includes(host.at) ? ladderHosts.filter(at => at !== host.at) : [...ladderHosts, host.at];
      layLadder();
    });
  chips.append("span").attr("class", "hint").text("click an arrow for its bits");
  const scroll = document.getElementById("ladder-scroll");
  scroll.addEventListener("scroll", drawLadder, { passive: true });
  scroll.querySelector("canvas").addEventListener("click", clickLadder);
  addEventListener("resize", drawLadder);
  listeners.now.push(now => { if (state.playing) followLadder(now); drawLadder(); });
  listeners.picked.push(record => { showRung(record); drawLadder(); });
  layLadder();
}

/** Busiest pairs next to each other: each host in turn takes the place where the arrows are shortest. */
function inGoodOrder(hosts) {
  const { from, to, n } = DATA.messages, weight = new Map();
  for (let m = 0; m < n; m++) {
    const key = Math.min(from[m] ?? -1, to[m] ?? -1) + ":" + Math.max(from[m] ?? -1, to[m] ?? -1);
    weight.set(key, (weight.get(key) || 0) + 1);
  }
  const length = order => d3.sum(d3.cross(order, order, (a, b) =>
    (weight.get(Math.min(a, b) + ":" + Math.max(a, b)) || 0) * Math.abs(order.indexOf(a) - order.indexOf(b))));
  let best = [];
  for (const host of hosts) {
    const places = d3.range(best.length + 1).map(at => [...best.slice(0, at), host, ...best.slice(at)]);
    best = places[d3.minIndex(places, length)];
  }
  return best;
}

/** A row for each message between the chosen hosts and for each event at one of them; heights from times. */
function layLadder() {
  d3.selectAll("#chips button").classed("chosen", host => ladderHosts.includes(host.at));
  const column = new Map(ladderHosts.map((host, at) => [host, at])), names = new Map(ladderHosts.map((host, at) => [DATA.hosts[host].name, at]));
  const { from, to, sent, arrived, answered, n } = DATA.messages, rows = [];
  for (let m = 0; m < n; m++) {
    if (column.has(from[m]) && column.has(to[m])) rows.push({ record: sent[m], m, a: column.get(from[m]), b: column.get(to[m]), t: R.t[sent[m]] });
  }
  for (let i = 0; i < R.n; i++) {
    const layer = text(R.layer[i]);
    if (layer === "event" || layer === "terminal") {
      const at = names.get(text(R.from[i])), isFault = text(R.kind[i]) === "fault";
      if (isFault || at !== undefined) rows.push({ record: i, a: isFault ? -1 : at, note: true, t: R.t[i] });
    }
  }
  rows.sort((x, y) => x.t - y.t || x.record - y.record);
  const moments = [];
  for (const row of rows) if (row.m !== undefined) for (const seen of [arrived[row.m], answered[row.m]]) if (seen !== null) moments.push(R.t[seen]);
  rungs = { rows, ...heights(rows, Float64Array.from(moments).sort()) };
  d3.select("#ladder-scroll > div").style("height", rungs.foot + 60 - 620 + "px");
  document.getElementById("ladder").dataset.rows = rows.length;
  drawLadder();
}

/** Heights that rise with time: a row needs its room, a silence is shortened. */
function heights(rows, moments) {
  const times = [], ys = [], rowY = new Float64Array(rows.length);
  let y = HEAD + 20, lastRow = -ROW, before = rows.length ? rows[0].t : 0, row = 0, moment = 0;
  while (row < rows.length || moment < moments.length) {
    const isRow = row < rows.length && (moment >= moments.length || rows[row].t <= moments[moment]);
    const t = isRow ? rows[row].t : moments[moment];
    const floor = y;
    y += Math.min(Math.max(t - before, 0) / 1e6 * 0.22, 46);
    if (isRow) { y = Math.max(y, lastRow + ROW); lastRow = y; rowY[row++] = y; }
    else { if (t > before) y = Math.max(y, floor + 2); moment++; }
    times.push(t);
    ys.push(y);
    before = t;
  }
  return { times: Float64Array.from(times), ys: Float64Array.from(ys), rowY, foot: y + 30 };
}

function yOf(t) {
  const at = above(rungs.times, t - 1e-3);
  return at < rungs.ys.length ? rungs.ys[at] : rungs.foot;
}

const columnX = (column, width) => LEFT + 70 + column * columnGap(width);
const columnGap = width => Math.max(230, Math.min(360, (width - LEFT - 320) / Math.max(1, ladderHosts.length - 1)));
const COLOURS = { command: "#1d4e89", text: "#14663a", data: "#c2410c", other: "#6b7280" };

function drawLadder() {
  const scroll = document.getElementById("ladder-scroll"), canvas = scroll.querySelector("canvas");
  if (!rungs || !scroll.clientWidth) return;
  const width = Math.max(scroll.clientWidth, columnX(ladderHosts.length - 1, scroll.clientWidth) + 300), height = scroll.clientHeight, ratio = devicePixelRatio;
  canvas.style.width = width + "px"; canvas.style.height = height + "px";
  canvas.width = width * ratio; canvas.height = height * ratio;
  const pen = canvas.getContext("2d"), top = scroll.scrollTop;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, width, height);
  const first = Math.max(0, above(rungs.rowY, top - 160) - 1), last = above(rungs.rowY, top + height + 20);
  drawNow(pen, width, top);
  ladderHosts.forEach((host, column) => stroke(pen, [[columnX(column, width), HEAD], [columnX(column, width), height]], "#c3ccd2"));
  for (let at = first; at < last; at++) drawStroke(pen, rungs.rows[at], rungs.rowY[at] - top, width, top);
  for (let at = first; at < last; at++) drawWords(pen, rungs.rows[at], rungs.rowY[at] - top, width);
  drawHosts(pen, width);
  document.documentElement.dataset.rungsDrawn = last - first;
}

function stroke(pen, points, colour, dash) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.3;
  pen.setLineDash(dash || []);
  pen.beginPath();
  points.forEach(([x, y], at) => at ? pen.lineTo(x, y) : pen.moveTo(x, y));
  pen.stroke();
  pen.setLineDash([]);
}

function drawNow(pen, width, top) {
  const y = yOf(state.now) - top;
  pen.fillStyle = "#fff8ea"; pen.fillRect(0, y - 1, width, 3);
  stroke(pen, [[0, y], [width, y]], "#e0a06e");
}

function drawStroke(pen, row, y, width, top) {
  if (row.record === state.picked || carrierOf(state.picked) === row.record) { pen.fillStyle = "#fff1d6"; pen.fillRect(0, y - 14, width, 22); }
  if (row.note) {
    pen.fillStyle = row.a < 0 ? "#fbe4e1" : "#44505b";
    if (row.a < 0) pen.fillRect(LEFT - 10, y - 11, width - LEFT, 20); else pen.fillRect(columnX(row.a, width) - 3, y - 3, 6, 6);
    return;
  }
  const { arrived, answered, answer, tone } = DATA.messages, from = columnX(row.a, width), to = columnX(row.b, width);
  const colour = COLOURS[tone[row.m]], way = Math.sign(to - from) || 1;
  if (row.a === row.b) stroke(pen, [[from, y], [from + 46, y], [from + 46, y + 10], [from, y + 10]], colour);
  else if (arrived[row.m] === null) stroke(pen, [[from, y], [from + (to - from) * 0.55, y + 8]], "#b3261e", [5, 4]);
  else {
    const end = Math.max(yOf(R.t[arrived[row.m]]) - top, y + 3), angle = Math.atan2(end - y, to - from);
    stroke(pen, [[from, y], [to - 4 * way, end - 4 * Math.sin(angle)]], colour);
    pen.fillStyle = colour; pen.beginPath(); pen.moveTo(to, end);
    for (const side of [-0.42, 0.42]) pen.lineTo(to - 9 * Math.cos(angle + side), end - 9 * Math.sin(angle + side));
    pen.fill();
  }
  if (answered[row.m] !== null) {
    const at = yOf(R.t[answered[row.m]]) - top;
    pen.beginPath(); pen.arc(from, at, 2.6, 0, 7);
    pen.fillStyle = answer[row.m] === "RFNM" ? "#fff" : "#b3261e"; pen.fill();
    stroke(pen, [], "#78838c"); pen.beginPath(); pen.arc(from, at, 2.6, 0, 7); pen.stroke();
  }
}

function drawWords(pen, row, y, width) {
  pen.textAlign = "right"; pen.fillStyle = "#78838c"; pen.font = "10.5px Helvetica, Arial, sans-serif";
  pen.fillText((row.t / 1e9).toFixed(4), LEFT - 34, y + 3.5);
  pen.font = "11px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
  pen.lineJoin = "round"; pen.lineWidth = 4; pen.strokeStyle = "rgba(255,255,255,.9)";
  const say = (words, x, at, room) => {
    const most = Math.max(4, Math.floor(room / 6.7)), told = words.length > most ? words.slice(0, most - 1) + "…" : words;
    pen.strokeText(told, x, at);
    pen.fillText(told, x, at);
  };
  if (row.note) {
    const words = text(R.said[row.record]).trim().split("\n")[0];
    pen.textAlign = "left"; pen.fillStyle = row.a < 0 ? "#8c1d18" : "#44505b";
    say(text(R.layer[row.record]) === "terminal" ? "| " + words : words, row.a < 0 ? LEFT : columnX(row.a, width) + 10, y + 4, row.a < 0 ? width - LEFT : 300);
    return;
  }
  const from = columnX(row.a, width), to = columnX(row.b, width), way = Math.sign(to - from) || 1;
  pen.textAlign = way > 0 ? "left" : "right"; pen.fillStyle = COLOURS[DATA.messages.tone[row.m]];
  say(text(DATA.messages.label[row.m]), from + (row.a === row.b ? 54 : 12 * way), y - 4, row.a === row.b ? 240 : Math.abs(to - from) - 24);
}

function drawHosts(pen, width) {
  pen.fillStyle = "rgba(255,255,255,.94)"; pen.fillRect(0, 0, width, HEAD - 4);
  pen.textAlign = "center"; pen.font = "bold 13.5px Helvetica, Arial, sans-serif";
  ladderHosts.forEach((host, column) => {
    const x = columnX(column, width), name = DATA.hosts[host].name, half = pen.measureText(name).width / 2 + 10;
    pen.fillStyle = "#fff"; pen.strokeStyle = "#1f2a36"; pen.lineWidth = 1.3;
    pen.beginPath(); pen.roundRect(x - half, 10, half * 2, 24, 4); pen.fill(); pen.stroke();
    pen.fillStyle = "#1f2a36"; pen.fillText(name, x, 27);
  });
}

function clickLadder(event) {
  const top = document.getElementById("ladder-scroll").scrollTop, y = event.offsetY + top;
  if (event.offsetY < HEAD || !rungs.rows.length) return;
  // A label lies above its arrow's beginning.
  const at = Math.min(above(rungs.rowY, y - 8), rungs.rows.length - 1);
  pick(rungs.rows[at].record);
}

function scrollLadderTo(y) {
  const scroll = document.getElementById("ladder-scroll");
  if (y < scroll.scrollTop + HEAD + 40 || y > scroll.scrollTop + scroll.clientHeight - 80) scroll.scrollTop = y - scroll.clientHeight * 0.4;
}

function showRung(record) {
  const carrier = carrierOf(record), at = rungs.rows.findIndex(row => row.record === record || row.record === carrier);
  scrollLadderTo(at >= 0 ? rungs.rowY[at] : yOf(R.t[record]));
}

const followLadder = now => scrollLadderTo(yOf(now));
