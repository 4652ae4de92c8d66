// One message down to its bits: what it says, a ruler of bits, and a table of fields with their sources.

const MOST_BITS = 768;
let view = 0, wantsAll = false, messageOfRecord = null;

function startDetail() {
  messageOfRecord = new Map();
  const { sent, arrived, n } = DATA.messages;
  for (let m = 0; m < n; m++) {
    messageOfRecord.set(sent[m], m);
    if (arrived[m] !== null) messageOfRecord.set(arrived[m], m);
  }
  listeners.picked.push(() => { view = 0; wantsAll = false; showDetail(); });
  d3.select("#detail").append("p").attr("class", "who").text("Pick a message in the ladder or in the list.");
}

function showDetail() {
  const record = state.picked, carrier = carrierOf(record);
  const pane = d3.select("#detail");
  pane.html("").node().scrollTop = 0;
  const layer = text(R.layer[record]), parties = [text(R.from[record]), text(R.to[record])];
  pane.append("h2").text(text(R.said[record]) || text(R.kind[record]));
  pane.append("div").attr("class", "who").text(`${parties[0]}${parties[0] === parties[1] ? "" : " → " + parties[1]} · ${layer} · ${seconds(R.t[record])}`);
  const why = text(R.why[record]);
  if (why) pane.append("div").attr("class", "why").text(why);
  if (carrier < 0) return;
  showJourney(pane, carrier);
  showContents(pane, carrier, record);
  showBits(pane, carrier);
}

function showJourney(pane, carrier) {
  const m = messageOfRecord.get(carrier);
  if (m === undefined) return;
  const { sent, arrived, answered, answer } = DATA.messages, began = R.t[sent[m]];
  const parts = [`sent at ${seconds(began)}`];
  parts.push(arrived[m] === null ? "never arrived" : `arrived after ${span(R.t[arrived[m]] - began)}`);
  parts.push(answered[m] === null ? "not answered" : `${answer[m]} after ${span(R.t[answered[m]] - began)}`);
  pane.append("div").attr("class", "who").text(parts.join(", ") + `; ${grouped(R.length[carrier])} bits`);
}

/** What else was seen in the same message. */
function showContents(pane, carrier, record) {
  const within = [];
  for (let i = carrier + 1; i < R.n && R.carrier[i] === carrier; i++) within.push(i);
  if (!within.length || within.length === 1 && within[0] === record) return;
  pane.append("h3").text("In this message");
  pane.selectAll("div.said").data(within).join("div").attr("class", "said").text(i => text(R.said[i]));
}

function showBits(pane, carrier) {
  const hex = R.hex[carrier], views = R.views[carrier];
  if (hex === null) return;
  const length = Math.min(R.length[carrier], text(hex).length * 4);
  const chosen = Math.min(view, views.length - 1);
  if (views.length > 1) {
    pane.append("div").attr("class", "views").selectAll("button").data(views).join("button").attr("type", "button")
      .classed("chosen", (_, i) => i === chosen)
      .text(v => ({ "host-host": "as the NCPs read it", "host-imp": "as the IMP reads it", "imp-host": "as the IMP sends it" })[text(DATA.dissections[v][0])])
      .on("click", (event, v) => { view = views.indexOf(v); showDetail(); });
  }
  const [, summary, error, numbers] = DATA.dissections[views[chosen]];
  const fields = fieldsOf(numbers, text(hex));
  if (length < R.length[carrier]) {
    pane.append("h3").text(`The leader; the ${grouped(R.length[carrier] - length)} bits after it were made for their length alone`);
  } else pane.append("h3").text(text(summary));
  if (error !== null) pane.append("p").attr("class", "error").text("malformed: " + text(error));
  showRuler(pane, fields, text(hex), length);
  showFields(pane, fields);
}

/** The fields with their places and values: they follow each other without a gap. */
function fieldsOf(numbers, hex) {
  let first = 1;
  return numbers.map(number => {
    const [name, width, isNumber, meaning, source] = DATA.fields[number];
    const field = { name: text(name), first, last: first + width - 1, meaning: text(meaning), source: text(source) };
    field.value = isNumber ? valueOf(hex, first, width).toString() : hexOf(hex, first, width);
    first += width;
    return field;
  });
}

const bitAt = (hex, bit) => (parseInt(hex[(bit - 1) >> 2], 16) >> (3 - (bit - 1) % 4)) & 1;

function valueOf(hex, first, width) {
  let value = 0n;
  for (let bit = first; bit < first + width; bit++) value = value << 1n | BigInt(bitAt(hex, bit));
  return value;
}

function hexOf(hex, first, width) {
  let digits = "";
  for (let at = first; at < first + width; at += 4) {
    let digit = 0;
    for (let bit = at; bit < at + 4; bit++) digit = digit << 1 | (bit < first + width ? bitAt(hex, bit) : 0);
    digits += digit.toString(16);
  }
  return digits.length > 48 ? `${digits.slice(0, 36)}… (${width} bits)` : digits;
}

/** Rows of 32 bits, coloured by field. */
function showRuler(pane, fields, hex, length) {
  const shown = wantsAll ? length : Math.min(length, MOST_BITS);
  const ruler = pane.append("div").attr("class", "ruler").node();
  const cell = (className, words, field) => {
    const span = document.createElement("span");
    span.className = className;
    span.textContent = words;
    if (field !== undefined) span.dataset.field = field;
    ruler.append(span);
  };
  cell("row", "");
  for (let column = 1; column <= 32; column++) cell("n", column % 8 === 1 || column % 8 === 0 ? column : "");
  let at = 0;
  for (let bit = 1; bit <= shown; bit++) {
    if (bit % 32 === 1) cell("row", bit);
    while (at < fields.length - 1 && fields[at].last < bit) at++;
    cell(at % 2 ? "odd" : "even", bitAt(hex, bit), at);
  }
  ruler.addEventListener("mouseover", event => light(event.target.dataset.field));
  ruler.addEventListener("mouseleave", () => light());
  if (shown < length) {
    pane.append("button").attr("type", "button").text(`show all ${grouped(length)} bits`).on("click", () => { wantsAll = true; showDetail(); });
  }
}

function showFields(pane, fields) {
  const table = pane.append("table").attr("id", "fields");
  table.append("thead").append("tr").selectAll("th").data(["bits", "field", "value", "meaning", "source"]).join("th").text(d => d);
  const rows = table.append("tbody").selectAll("tr").data(fields).join("tr").attr("data-field", (_, i) => i)
    .on("mouseover", (event, field) => light(String(fields.indexOf(field)))).on("mouseleave", () => light());
  rows.append("td").attr("class", "num").text(f => f.first === f.last ? f.first : `${f.first}–${f.last}`);
  rows.append("td").text(f => f.name);
  rows.append("td").attr("class", "value").text(f => f.value);
  rows.append("td").text(f => f.meaning);
  rows.append("td").attr("class", "source").text(f => f.source);
}

/** Marks a field in ruler and table. */
function light(field) {
  d3.selectAll("#detail [data-field]").classed("lit", function () { return field !== undefined && this.dataset.field === field; });
}
