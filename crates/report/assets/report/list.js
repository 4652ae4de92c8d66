// Every record as a line. Only the lines in sight exist.

const LINE = 24;
let listed = null;

function startList() {
  const filters = d3.select("#filters");
  filters.append("input").attr("id", "find").attr("type", "search").attr("placeholder", "find: RETR, CLS, UTAH-10 ...").on("input", filterList);
  const layers = ["all layers", ...new Set(Array.from(R.layer, text))];
  filters.append("select").attr("id", "layer").on("change", filterList).selectAll("option").data(layers).join("option").text(d => d);
  filters.append("span").attr("class", "hint").attr("id", "found");
  document.getElementById("list-scroll").addEventListener("scroll", drawList, { passive: true });
  addEventListener("resize", drawList);
  listeners.now.push(now => { if (state.playing) followList(above(R.t, now) - 1); drawList(); });
  listeners.picked.push(record => { followList(record); drawList(); });
  filterList();
}

/** A text is looked at once, however many records say it. */
function filterList() {
  const wanted = document.getElementById("find").value.trim().toLowerCase(), layer = document.getElementById("layer").value;
  const fits = wanted ? DATA.texts.map(words => words.toLowerCase().includes(wanted)) : null;
  listed = [];
  for (let i = 0; i < R.n; i++) {
    if (layer !== "all layers" && text(R.layer[i]) !== layer) continue;
    if (!fits || fits[R.said[i]] || fits[R.from[i]] || fits[R.to[i]] || fits[R.kind[i]]) listed.push(i);
  }
  listed = Float64Array.from(listed);
  document.getElementById("found").textContent = `${grouped(listed.length)} of ${grouped(R.n)} records`;
  document.getElementById("list").dataset.listed = listed.length;
  d3.select("#list-scroll > div").style("height", listed.length * LINE + "px");
  drawList();
}

function drawList() {
  const scroll = document.getElementById("list-scroll");
  if (!scroll.clientHeight) return;
  const first = Math.max(0, Math.floor(scroll.scrollTop / LINE) - 4), last = Math.min(listed.length, first + Math.ceil(scroll.clientHeight / LINE) + 8);
  const lines = d3.select("#list-scroll > div").selectAll("div.record").data(Array.from(listed.subarray(first, last)), i => i);
  const fresh = lines.enter().append("div").on("click", (event, i) => pick(i));
  fresh.append("span").attr("class", "t").text(i => seconds(R.t[i]));
  fresh.append("span").text(i => text(R.layer[i]));
  fresh.append("span").text(i => R.from[i] === R.to[i] ? text(R.from[i]) : `${text(R.from[i])} → ${text(R.to[i])}`);
  fresh.append("span").text(i => text(R.kind[i]));
  fresh.append("span").text(i => text(R.said[i]));
  lines.exit().remove();
  fresh.merge(lines).attr("class", i => `record layer-${text(R.layer[i])}${i === state.picked ? " picked" : ""}${R.t[i] > state.now ? " future" : ""}`)
    .attr("data-record", i => i).style("top", i => above(listed, i - 1) * LINE + "px");
}

function followList(record) {
  const scroll = document.getElementById("list-scroll"), at = above(listed, record - 1);
  const y = at * LINE;
  if (y < scroll.scrollTop + LINE || y > scroll.scrollTop + scroll.clientHeight - 3 * LINE) scroll.scrollTop = y - scroll.clientHeight * 0.4;
}
