"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const frame = document.getElementById("graph");
  if (!frame)
    return;
  const picture = frame.querySelector("svg");
  const nodes = [...picture.querySelectorAll(".n")];
  const edges = [...picture.querySelectorAll(".e")].map(line => ({ line, from: Number(line.dataset.f), to: Number(line.dataset.t) }));
  const requires = nodes.map(() => []);
  const askers = nodes.map(() => []);
  for (const { from, to } of edges) {
    requires[from].push(to);
    askers[to].push(from);
  }
  const search = document.getElementById("find");
  const told = document.getElementById("found");
  const natural = picture.viewBox.baseVal;
  let zoom = 1;
  let kept = -1;

  const reach = (start, next) => {
    const seen = new Set([start]);
    for (const at of seen)
      next[at].forEach(other => seen.add(other));
    return seen;
  };

  // The way from the project to a distribution, and all that it brings along.
  const show = at => {
    const above = at < 0 ? new Set() : reach(at, askers);
    const below = at < 0 ? new Set() : reach(at, requires);
    picture.classList.toggle("chosen", at >= 0);
    nodes.forEach((node, i) => {
      node.classList.toggle("on", above.has(i) || below.has(i));
      node.setAttribute("aria-pressed", String(i === kept));
    });
    for (const { line, from, to } of edges)
      line.classList.toggle("on", (above.has(from) && above.has(to)) || (below.has(from) && below.has(to)));
  };

  const keep = at => {
    kept = kept === at ? -1 : at;
    show(kept);
  };

  const enter = at => {
    nodes.forEach((node, i) => node.setAttribute("tabindex", i === at ? "0" : "-1"));
    nodes[at].focus({ preventScroll: true });
    nodes[at].scrollIntoView({ block: "center", inline: "center" });
  };

  const scale = (wanted, x = frame.clientWidth / 2, y = frame.clientHeight / 2) => {
    const before = zoom;
    zoom = Math.min(4, Math.max(0.1, wanted));
    const left = (frame.scrollLeft + x) * zoom / before - x;
    const top = (frame.scrollTop + y) * zoom / before - y;
    picture.setAttribute("width", natural.width * zoom);
    picture.setAttribute("height", natural.height * zoom);
    frame.scrollTo(left, top);
  };
  const fit = () => scale(Math.min(1, frame.clientWidth / natural.width, frame.clientHeight / natural.height));

  const beside = (at, step) => {
    const column = nodes.map((node, i) => i).filter(i => nodes[i].dataset.c === nodes[at].dataset.c);
    return column[column.indexOf(at) + step] ?? at;
  };
  const keys = {
    ArrowRight: at => enter(requires[at][0] ?? at),
    ArrowLeft: at => enter(askers[at][0] ?? at),
    ArrowDown: at => enter(beside(at, 1)),
    ArrowUp: at => enter(beside(at, -1)),
    Enter: keep,
    " ": keep,
  };

  picture.setAttribute("role", "group");
  nodes.forEach((node, at) => {
    node.setAttribute("role", "button");
    node.setAttribute("tabindex", at === 0 ? "0" : "-1");
    node.setAttribute("aria-label", node.querySelector("title").textContent);
    node.addEventListener("pointerenter", () => kept < 0 && show(at));
    node.addEventListener("pointerleave", () => kept < 0 && show(-1));
    node.addEventListener("focus", () => kept < 0 && show(at));
    node.addEventListener("blur", () => kept < 0 && show(-1));
    node.addEventListener("click", () => keep(at));
    node.addEventListener("keydown", event => {
      const act = keys[event.key];
      if (act) {
        event.preventDefault();
        act(at);
      }
    });
  });
  show(-1);
  // The first column may begin below what is seen of the picture.
  frame.scrollTop = Math.max(0, nodes[0].querySelector("rect").y.baseVal.value - 12);

  frame.addEventListener("keydown", event => {
    if (event.key === "Escape")
      keep(kept);
    else if (event.key === "+")
      scale(zoom * 1.25);
    else if (event.key === "-")
      scale(zoom / 1.25);
    else if (event.key === "0")
      fit();
  });
  frame.addEventListener("wheel", event => {
    if (!event.ctrlKey)
      return;
    event.preventDefault();
    const place = frame.getBoundingClientRect();
    scale(zoom * Math.exp(-event.deltaY / 300), event.clientX - place.left, event.clientY - place.top);
  }, { passive: false });
  frame.addEventListener("pointermove", event => {
    if (event.pointerType === "mouse" && event.buttons === 1)
      frame.scrollBy(-event.movementX, -event.movementY);
  });

  const find = () => {
    const text = search.value.trim().toLowerCase();
    const hits = nodes.map((node, i) => i).filter(i => text && nodes[i].dataset.name.includes(text));
    picture.classList.toggle("searched", text.length > 0);
    nodes.forEach((node, i) => node.classList.toggle("hit", hits.includes(i)));
    told.textContent = text ? `${hits.length} of ${nodes.length}` : "";
    return hits;
  };
  search.addEventListener("input", () => {
    const [first] = find();
    if (first !== undefined)
      nodes[first].scrollIntoView({ block: "nearest", inline: "center" });
  });
  search.addEventListener("keydown", event => {
    if (event.key === "Enter") {
      const [first] = find();
      if (first !== undefined)
        enter(first);
    } else if (event.key === "Escape") {
      search.value = "";
      find();
    }
  });
  document.getElementById("nearer").addEventListener("click", () => scale(zoom * 1.25));
  document.getElementById("farther").addEventListener("click", () => scale(zoom / 1.25));
  document.getElementById("whole").addEventListener("click", fit);
  document.getElementById("tools").hidden = false;
});
