// The terminals as their users saw them: what was typed is bold, what is still to come is pale.

let teletypes = [];

function startTerminals() {
  teletypes = DATA.jobs.map((job, at) => {
    const shown = DATA.shown.filter(([, of]) => of === at).map(([record, , words]) => ({ t: R.t[record], words, typed: false }));
    const typed = job.typed.map(([t, words]) => ({ t, words: words + "\n", typed: true }));
    const parts = [...typed, ...shown].sort((a, b) => a.t - b.t);
    const box = d3.select("#terminals").append("div").attr("class", "teletype");
    box.append("h2").text(`job ${at}: ${job.program} at ${DATA.hosts[job.host].name}`);
    const paper = box.append("pre").node();
    const nodes = parts.map(part => {
      const node = document.createElement("span");
      node.className = part.typed ? "typed" : "";
      node.textContent = part.words.replace(/\r/g, "");
      paper.append(node);
      return node;
    });
    return { times: Float64Array.from(parts, part => part.t), nodes, paper, shown: 0 };
  });
  if (!teletypes.length) d3.select("#terminals").append("p").text("Nobody sits at a terminal in this run.");
  teletypes.forEach(teletype => teletype.nodes.forEach(node => node.classList.add("future")));
  listeners.now.push(showTerminals);
}

function showTerminals(now) {
  for (const teletype of teletypes) {
    const shown = above(teletype.times, now);
    for (; teletype.shown < shown; teletype.shown++) teletype.nodes[teletype.shown].classList.remove("future");
    for (; teletype.shown > shown; teletype.shown--) teletype.nodes[teletype.shown - 1].classList.add("future");
    if (state.playing && shown) {
      const last = teletype.nodes[shown - 1];
      teletype.paper.scrollTop = last.offsetTop + last.offsetHeight - teletype.paper.offsetTop - teletype.paper.clientHeight + 20;
    }
  }
}
