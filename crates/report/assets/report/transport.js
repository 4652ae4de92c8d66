// Play, pause, speed, slider. The strip under the slider shows how busy each part of the run was.

const SPEEDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 300, 3600];
/** A run is played in about so many seconds, unless the reader wants otherwise. */
const USUAL_LENGTH_S = 60;

const speed = () => +document.getElementById("speed").value;

function startTransport() {
  const usual = DATA.end_ns / 1e9 / USUAL_LENGTH_S, choice = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, d3.bisect(SPEEDS, usual)))];
  d3.select("#speed").selectAll("option").data(SPEEDS).join("option").attr("value", d => d)
    .property("selected", d => d === choice).text(d => d < 1 ? `1/${Math.round(1 / d)} of life` : d === 1 ? "as in life" : `${d} times life`);
  d3.select("#play").on("click", () => state.playing ? pause() : play());
  d3.select("#back").on("click", () => step(-1));
  d3.select("#forth").on("click", () => step(1));
  d3.select("#slider").on("input", function () { setNow(this.value / 10000 * DATA.end_ns); });
  addEventListener("keydown", event => {
    if (["INPUT", "SELECT"].includes(event.target.tagName) && event.target.id !== "slider") return;
    const key = { " ": () => state.playing ? pause() : play(), ArrowLeft: () => step(-1), ArrowRight: () => step(1) }[event.key];
    if (key) { event.preventDefault(); key(); }
  });
  listeners.now.push(now => {
    document.getElementById("clock").textContent = seconds(now);
    document.getElementById("slider").value = now / DATA.end_ns * 10000;
  });
  addEventListener("resize", drawDensity);
  drawDensity();
}

function play() {
  if (state.now >= DATA.end_ns) setNow(0);
  state.playing = true;
  document.getElementById("play").textContent = "❚❚";
  let before = null, pickedAt = 0;
  const frame = at => {
    if (!state.playing) return;
    if (before !== null) setNow(state.now + (at - before) * 1e6 * speed());
    before = at;
    // The message's bits follow a few times a second; nobody reads faster.
    const record = above(R.t, state.now) - 1;
    if (record >= 0 && record !== state.picked && at - pickedAt > 150) { pick(record, true); pickedAt = at; }
    if (state.now >= DATA.end_ns) pause(); else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

function pause() {
  state.playing = false;
  document.getElementById("play").textContent = "▶";
  setNow(state.now);
}

/** To the next or the last record at another instant. */
function step(way) {
  pause();
  const at = way > 0 ? above(R.t, state.now) : above(R.t, state.now - 1) - 1;
  pick(Math.min(Math.max(at, 0), R.n - 1));
}

function drawDensity() {
  const canvas = document.getElementById("density"), width = canvas.clientWidth, height = canvas.clientHeight, ratio = devicePixelRatio;
  if (!width) return;
  canvas.width = width * ratio; canvas.height = height * ratio;
  const pen = canvas.getContext("2d"), bins = new Float64Array(Math.ceil(width / 3) + 1);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (let i = 0; i < R.n; i++) bins[Math.floor(R.t[i] / DATA.end_ns * width / 3)]++;
  const most = d3.max(bins) || 1;
  pen.fillStyle = "#dfe5e8";
  bins.forEach((count, at) => { const tall = Math.sqrt(count / most) * (height - 12); pen.fillRect(at * 3, height - tall, 2, tall); });
  pen.fillStyle = "#b3261e";
  for (const fault of DATA.map.faults) pen.fillRect(fault.t / DATA.end_ns * width - 1, 0, 2, height);
  pen.fillStyle = "#78838c"; pen.font = "10px Helvetica, Arial, sans-serif"; pen.textAlign = "center";
  for (const tick of d3.ticks(0, DATA.end_ns / 1e9, width / 110).slice(1)) pen.fillText(tick + " s", tick * 1e9 / DATA.end_ns * width, 10);
}
