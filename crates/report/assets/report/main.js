// The page put together. What goes wrong is shown, and counted where a test can see it.

const TABS = [["ladder", "Ladder", () => drawLadder()], ["list", "Messages", () => drawList()], ["terminals", "Terminals", () => {}], ["expectations", "Expectations", () => {}]];

addEventListener("error", event => trouble(event.message));
addEventListener("unhandledrejection", event => trouble(event.reason));

function trouble(what) {
  const page = document.documentElement.dataset;
  page.errors = +(page.errors || 0) + 1;
  document.getElementById("about").textContent = `This report cannot be shown: ${what}`;
}

async function main() {
  await unpack();
  siteOfHost = new Map(DATA.hosts.map(host => [host.name, host.site]));
  startHeading();
  startTabs();
  startExpectations();
  startDetail();
  startTransport();
  startMap();
  startLadder();
  startList();
  startTerminals();
  setNow(0);
  if (R.n) pick(firstWorthSeeing(), true);
  document.documentElement.dataset.records = R.n;
  document.documentElement.dataset.ready = "yes";
}

/** The first record that has bits. */
const firstWorthSeeing = () => Math.max(0, Array.from(R.hex).findIndex(hex => hex !== null));

function startHeading() {
  const { title, introduction, sources, date, network, seed, expectations, counts, end, fingerprint } = DATA;
  document.getElementById("title").textContent = title;
  document.getElementById("introduction").textContent = introduction || "";
  document.getElementById("about").textContent = [date, network, sources.length ? "after " + sources.join(", ") : "", `seed ${seed}`].filter(Boolean).join(" · ");
  const verdict = d3.select("#verdict"), all = expectations.items.length;
  verdict.text(all ? `${expectations.passed} of ${all} expectations met` : "nothing was expected")
    .attr("class", expectations.failed ? "bad" : "good").on("click", () => showTab("expectations"));
  document.getElementById("foot").textContent = `${grouped(counts.sent)} messages sent: ${grouped(counts.rfnm)} RFNM, ${grouped(counts.dead)} dead, ${grouped(counts.incomplete)} incomplete, ${grouped(counts.error)} error, ${grouped(counts.in_flight)} in flight. Ended after ${seconds(end.time_ns)}: ${end.reason}. Fingerprint ${fingerprint}. On the map a filled dot is a packet with a message, a hollow one an answer; a line grows with what it has carried.`;
}

function startTabs() {
  d3.select("#tabs").selectAll("button").data(TABS).join("button").attr("type", "button").attr("role", "tab")
    .attr("id", tab => "tab-" + tab[0]).text(tab => tab[1]).on("click", (event, tab) => showTab(tab[0]));
  showTab("ladder");
}

function showTab(name) {
  d3.selectAll("#tabs button").attr("aria-selected", tab => tab[0] === name);
  d3.selectAll(".pane").classed("shown", function () { return this.id === name; });
  if (rungs) TABS.find(tab => tab[0] === name)[2]();
}

function startExpectations() {
  const rows = d3.select("#expectations").selectAll("div.expected").data(DATA.expectations.items).join("div")
    .attr("class", item => item.ok ? "expected" : "expected failed");
  rows.append("b").text(item => item.ok ? "met" : "NOT MET");
  rows.append("div").text(item => item.what).append("small").text(item => item.why);
}
