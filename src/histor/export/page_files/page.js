"use strict";
// Reading works without this script: links lead to records and back, and notes open at the foot of the window.
// It puts a note beside its words, lights all of a highlight at once, and flashes what a link leads to.
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const byMark = new Map();
  const remember = (mark, element) => byMark.set(mark, [...(byMark.get(mark) || []), element]);
  for (const link of document.querySelectorAll("a.m")) {
    for (const mark of link.dataset.marks.split(" ")) remember(mark, link);
  }
  for (const entry of document.querySelectorAll("[data-for]")) remember(entry.dataset.for, entry);

  const marksOf = (element) => {
    const link = element.closest("a.m");
    if (link) return link.dataset.marks.split(" ");
    const entry = element.closest("[data-for]");
    return entry ? [entry.dataset.for] : [];
  };
  const light = (marks, on) => {
    for (const mark of marks) for (const element of byMark.get(mark) || []) element.classList.toggle("lit", on);
  };

  const place = (link) => {
    const note = link.querySelector(".note");
    if (!note || innerWidth < 700) return;
    const words = link.getClientRects()[0];
    const { offsetWidth: width, offsetHeight: height } = note;
    const left = Math.min(Math.max(8, words.left), innerWidth - width - 8);
    const above = words.top - height - 8;
    note.style.left = `${left}px`;
    note.style.top = `${above > 8 ? above : words.bottom + 8}px`;
  };

  const enter = (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    light(marksOf(target), true);
    const link = target.closest("a.m");
    if (link) {
      link.classList.remove("quiet");
      place(link);
    }
  };
  const leave = (event) => event.target instanceof Element && light(marksOf(event.target), false);
  document.addEventListener("pointerover", enter);
  document.addEventListener("pointerout", leave);
  document.addEventListener("focusin", enter);
  document.addEventListener("focusout", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const link of document.querySelectorAll("a.m:hover, a.m:focus")) link.classList.add("quiet");
  });

  // The shorter column stays in sight beside the longer one, once its end is reached.
  const hold = (column) => {
    column.style.top = `${Math.min(16, innerHeight - column.offsetHeight - 16)}px`;
  };
  const columns = document.querySelectorAll(".text, .records");
  const watcher = new ResizeObserver((entries) => entries.forEach((entry) => hold(entry.target)));
  columns.forEach((column) => watcher.observe(column));
  addEventListener("resize", () => columns.forEach(hold));

  const flash = (elements) => {
    for (const element of elements) {
      element.classList.remove("flash");
      void element.getBoundingClientRect();
      element.classList.add("flash");
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    const id = link && decodeURIComponent(link.getAttribute("href").slice(1));
    const goal = id && document.getElementById(id);
    if (!goal) return;
    event.preventDefault();
    const words = id.startsWith("m-") ? (byMark.get(id.slice(2)) || []).filter((e) => e.matches("a.m")) : [];
    const shown = words.length ? words : [goal];
    const block = goal.matches(".reading") ? "start" : "center";
    shown[0].scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });
    history.replaceState(null, "", `#${id}`);
    flash(shown);
    const focus = shown[0].matches("a") ? shown[0] : shown[0].querySelector("a");
    if (focus) focus.focus({ preventScroll: true });
  });
})();
