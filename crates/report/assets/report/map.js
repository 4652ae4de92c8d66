// The map played over time: lines grow with what they have carried, packets travel, what is broken is red.

let mapView = d3.zoomIdentity, lineStarts = [], mostOnLine = 1, longestHop = 0;

function startMap() {
  const { width, height, coasts, borders, insets, sites, lines } = DATA.map;
  const svg = d3.select("#map svg").attr("viewBox", `0 0 ${width} ${height}`), root = svg.append("g");
  root.append("path").attr("class", "border").attr("d", borders);
  root.append("path").attr("class", "coast").attr("d", coasts);
  root.selectAll("rect.inset").data(insets).join("rect").attr("class", "inset").attr("rx", 6)
    .attr("x", d => d[1][0]).attr("y", d => d[1][1]).attr("width", d => d[1][2]).attr("height", d => d[1][3]);
  root.append("g").selectAll("line").data(lines).join("line")
    .attr("class", line => line.satellite ? "wire satellite" : "wire")
    .attr("x1", l => sites[l.ends[0]].at[0]).attr("y1", l => sites[l.ends[0]].at[1])
    .attr("x2", l => sites[l.ends[1]].at[0]).attr("y2", l => sites[l.ends[1]].at[1]);
  root.append("g").selectAll("line").data(sites.filter(s => Math.hypot(s.at[0] - s.place[0], s.at[1] - s.place[1]) > 8)).join("line")
    .attr("class", "leader").attr("x1", s => s.at[0]).attr("y1", s => s.at[1]).attr("x2", s => s.place[0]).attr("y2", s => s.place[1]);
  const site = root.append("g").selectAll("g").data(sites).join("g").attr("class", s => s.played ? "site played" : "site");
  site.append("rect").attr("class", "mark").attr("x", s => s.at[0] - 6).attr("y", s => s.at[1] - 6)
    .attr("width", 12).attr("height", 12).attr("rx", s => s.tip ? 1 : 6);
  site.append("text").attr("x", s => s.label[0]).attr("y", s => s.label[1]).attr("text-anchor", s => s.anchor).text(s => s.name);
  svg.call(d3.zoom().scaleExtent([1, 12]).on("zoom", event => {
    mapView = event.transform;
    root.attr("transform", mapView);
    drawPackets(state.now);
  }));
  tips(root.selectAll(".wire"), lineTip);
  tips(site, siteTip);
  indexHops();
  listeners.now.push(drawMap);
  addEventListener("resize", () => drawPackets(state.now));
}

/** For each line the times at which packets began, for counting by bisection. */
function indexHops() {
  const { t, way, ns } = DATA.hops, { lines } = DATA.map;
  const starts = lines.map(() => []);
  for (let hop = 0; hop < t.length; hop++) {
    starts[way[hop] >> 1].push(t[hop]);
    longestHop = Math.max(longestHop, ns[hop] + lines[way[hop] >> 1].propagation_ns);
  }
  lineStarts = starts.map(times => Float64Array.from(times));
  mostOnLine = Math.max(1, ...lineStarts.map(times => times.length));
}

function brokenAt(now) {
  const broken = { line: new Set(), site: new Set() };
  for (const fault of DATA.map.faults) {
    if (fault.t > now) break;
    if (fault.works === false) broken[fault.what].add(fault.which);
    if (fault.works === true) broken[fault.what].delete(fault.which);
  }
  return broken;
}

function drawMap(now) {
  const broken = brokenAt(now), busy = d3.interpolateRgb("#e0a06e", "#c2410c");
  d3.selectAll("#map .wire").each(function (line, at) {
    const carried = above(lineStarts[at], now), share = Math.sqrt(carried / mostOnLine);
    const isBroken = broken.line.has(at);
    this.classList.toggle("broken", isBroken);
    this.style.stroke = isBroken || !carried ? "" : busy(share);
    this.style.strokeWidth = 1.2 + 5 * share;
  });
  const talking = sitesTalking(now);
  d3.selectAll("#map .site").classed("broken", (_, at) => broken.site.has(at)).classed("now", (_, at) => talking.has(at));
  drawPackets(now);
}

/** The sites of the hosts whose messages are under way. */
function sitesTalking(now) {
  const sites = new Set(), from = above(R.t, now - 200e6);
  for (let i = Math.max(from, above(R.t, now) - 40); i < R.n && R.t[i] <= now; i++) {
    for (const name of [text(R.from[i]), text(R.to[i])]) if (siteOfHost.has(name)) sites.add(siteOfHost.get(name));
  }
  return sites;
}

let siteOfHost = new Map();

/** Packets on their way, as dots: filled with a message, hollow with an answer. */
function drawPackets(now) {
  const canvas = d3.select("#map canvas").node(), box = canvas.getBoundingClientRect(), ratio = devicePixelRatio;
  if (canvas.width !== Math.round(box.width * ratio)) canvas.width = Math.round(box.width * ratio);
  if (canvas.height !== Math.round(box.height * ratio)) canvas.height = Math.round(box.height * ratio);
  const pen = canvas.getContext("2d"), { width, height, sites, lines } = DATA.map, { t, way, message, ns } = DATA.hops;
  const scale = Math.min(box.width / width, box.height / height);
  const left = (box.width - width * scale) / 2, top = (box.height - height * scale) / 2;
  const place = ([x, y]) => [left + mapView.applyX(x) * scale, top + mapView.applyY(y) * scale];
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, box.width, box.height);
  // At high speed a packet would be gone between two pictures: it stays for a quarter of a second of the reader's.
  const least = state.playing ? speed() * 0.25e9 : 0, reach = Math.max(longestHop, least);
  const until = above(t, now);
  let drawn = 0;
  for (let hop = Math.max(above(t, now - reach), until - 2000); hop < until; hop++) {
    const line = lines[way[hop] >> 1], life = Math.max(ns[hop] + line.propagation_ns, least);
    const share = (now - t[hop]) / life;
    if (share > 1) continue;
    const ends = way[hop] & 1 ? [line.ends[1], line.ends[0]] : line.ends;
    const [from, to] = ends.map(site => place(sites[site].at));
    const [x, y] = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
    pen.beginPath();
    pen.arc(x, y, message[hop] ? 4.2 : 2.8, 0, 7);
    pen.fillStyle = message[hop] ? "#7c2d12" : "#fff";
    pen.strokeStyle = "#7c2d12";
    pen.fill();
    pen.stroke();
    drawn++;
  }
  document.documentElement.dataset.packets = drawn;
}

function lineTip(line, at) {
  const { sites } = DATA.map, [a, b] = line.ends.map(end => sites[end].name), now = state.now;
  return `${a} – ${b}, ${line.kbps} kb/s${line.satellite ? " by satellite" : ""}\n${grouped(above(lineStarts[at], now))} of ${grouped(lineStarts[at].length)} packets of messages and answers`;
}

function siteTip(site) {
  const hosts = DATA.hosts.filter(host => DATA.map.sites[host.site] === site).map(host => host.name);
  return `${site.long || site.name}: ${site.tip ? "TIP" : "IMP"} ${site.number}${hosts.length ? "\n" + hosts.slice(0, 8).join(", ") : ""}`;
}

function tips(selection, words) {
  const tip = document.getElementById("tip"), pane = document.getElementById("map"), nodes = selection.nodes();
  selection.on("mousemove", function (event, datum) {
    const [x, y] = d3.pointer(event, pane);
    tip.hidden = false;
    tip.textContent = words(datum, nodes.indexOf(this));
    tip.style.left = Math.min(x + 14, pane.clientWidth - 240) + "px";
    tip.style.top = y + 14 + "px";
  }).on("mouseleave", () => { tip.hidden = true; });
}
