// What is wrong with how the page that is shown looks: a list of sentences, empty where all is well.
(wanted) => {
  const SLACK = 2; // pixels
  const found = new Set();
  const shown = (element) => {
    const style = getComputedStyle(element);
    if (style.visibility !== "visible" || style.display === "none" || Number(style.opacity) === 0) return false;
    if (element.closest(".only-read, .skip, [hidden]")) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  const named = (element) =>
    `${element.tagName.toLowerCase()}${element.className && typeof element.className === "string" ? `.${element.className.trim().split(/\s+/).join(".")}` : ""}`;

  // What is left of a text where an ellipsis says that there is more of it.
  const uncut = (box, holder) => {
    for (let around = holder; around && around !== document.body; around = around.parentElement) {
      const { textOverflow, webkitLineClamp } = getComputedStyle(around);
      if (textOverflow !== "ellipsis" && webkitLineClamp === "none") continue;
      const frame = around.getBoundingClientRect();
      const [left, top] = [Math.max(box.left, frame.left), Math.max(box.top, frame.top)];
      const [right, bottom] = [Math.min(box.right, frame.right), Math.min(box.bottom, frame.bottom)];
      return new DOMRect(left, top, Math.max(right - left, 0), Math.max(bottom - top, 0));
    }
    return box;
  };

  const page = document.documentElement;
  if (page.scrollWidth > innerWidth + SLACK) found.add(`the page is ${page.scrollWidth - innerWidth} pixels too wide`);
  if (getComputedStyle(document.body).direction !== wanted.direction) found.add("the page runs the other way");

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || !shown(holder) || holder.closest("script, style, noscript")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const whole of range.getClientRects()) {
      const box = uncut(whole, holder);
      if (box.width > 1 && box.height > 1) texts.push({ node, holder, box });
    }
  }

  // Clipped: what cuts a text off without saying so (an ellipsis says so, and scrolling shows the rest).
  for (const { node, holder, box } of texts) {
    for (let around = holder; around && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around);
      const frame = around.getBoundingClientRect();
      const cutsAcross = style.overflowX === "hidden" || style.overflowX === "clip";
      const cutsDown = style.overflowY === "hidden" || style.overflowY === "clip";
      const across = cutsAcross && (box.right > frame.right + SLACK || box.left < frame.left - SLACK);
      const down = cutsDown && (box.bottom > frame.bottom + SLACK * 2 || box.top < frame.top - SLACK * 2);
      const isSaid = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none" || getComputedStyle(holder).textOverflow === "ellipsis";
      if ((across || down) && !isSaid) found.add(`clipped: "${node.data.trim().slice(0, 40)}" in ${named(around)}`);
      if (style.overflowX === "auto" || style.overflowY === "auto" || style.overflowX === "scroll" || style.overflowY === "scroll") break;
    }
  }

  // Overlapping: two texts of different places drawn over one another, both in front.
  const inFront = ({ holder, box }) => {
    const x = (box.left + box.right) / 2;
    const y = (box.top + box.bottom) / 2;
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
    const hit = document.elementFromPoint(x, y);
    return hit !== null && (hit === holder || holder.contains(hit) || hit.contains(holder));
  };
  const front = texts.filter(inFront);
  for (let one = 0; one < front.length; one += 1) {
    for (let other = one + 1; other < front.length; other += 1) {
      const [a, b] = [front[one], front[other]];
      if (a.holder === b.holder || a.holder.contains(b.holder) || b.holder.contains(a.holder)) continue;
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (wide > SLACK && high > Math.min(a.box.height, b.box.height) * 0.3) {
        found.add(`overlapping: "${a.node.data.trim().slice(0, 30)}" and "${b.node.data.trim().slice(0, 30)}"`);
      }
    }
  }

  // Untranslated: words of the English catalogue on a page in another language.
  const english = new Set(wanted.english);
  for (const { node } of texts) {
    const said = node.data.trim();
    if (english.has(said)) found.add(`untranslated: "${said}"`);
  }
  return [...found];
}
