// What is wrong with how the page that is shown looks: a list of sentences, empty where all is well.
(wanted) => {
  const SLACK = 2; // pixels
  const SQUEEZED = 60; // pixels: two lines
  const scrolls = /auto|scroll/;
  const found = new Set();
  const shown = (element) => {
    if (!element.checkVisibility()) return false;
    const style = getComputedStyle(element);
    if (style.visibility !== "visible" || style.display === "none" || Number(style.opacity) === 0) return false;
    if (element.closest(".only-read, .skip, [hidden]")) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  const named = (element) =>
    `${element.tagName.toLowerCase()}${element.className && typeof element.className === "string" ? `.${element.className.trim().split(/\s+/).join(".")}` : ""}`;

  const common = (one, other) => {
    const [left, top] = [Math.max(one.left, other.left), Math.max(one.top, other.top)];
    const [right, bottom] = [Math.min(one.right, other.right), Math.min(one.bottom, other.bottom)];
    return new DOMRect(left, top, Math.max(right - left, 0), Math.max(bottom - top, 0));
  };

  // What is left of a text where an ellipsis says that there is more of it.
  const uncut = (box, holder) => {
    for (let around = holder; around && around !== document.body; around = around.parentElement) {
      const { textOverflow, webkitLineClamp } = getComputedStyle(around);
      if (textOverflow !== "ellipsis" && webkitLineClamp === "none") continue;
      return common(box, around.getBoundingClientRect());
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

  // A colour as it is when drawn over others: red, green, blue and how much of it covers what is under it.
  const painter = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const painted = (...colours) => {
    painter.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      painter.fillStyle = colour;
      painter.fillRect(0, 0, 1, 1);
    }
    return painter.getImageData(0, 0, 1, 1).data;
  };

  // Squeezed: what has to be scrolled line by line.
  for (const frame of document.querySelectorAll("body *")) {
    const { overflowY } = getComputedStyle(frame);
    if (!scrolls.test(overflowY) || frame.matches("input, textarea") || !shown(frame)) continue;
    if (frame.clientHeight < SQUEEZED && frame.scrollHeight > 2 * frame.clientHeight) {
      found.add(`squeezed: ${frame.scrollHeight} pixels of ${named(frame)} into ${frame.clientHeight}`);
    }
  }

  // Overlapping: two texts of different places drawn over one another, neither covered by anything.
  const covers = (element) => painted(getComputedStyle(element).backgroundColor)[3] > 127;
  const inFront = ({ holder, box }) => {
    if (box.width <= 1 || box.height <= 1) return false;
    const x = (box.left + box.right) / 2;
    const y = (box.top + box.bottom) / 2;
    for (const hit of document.elementsFromPoint(x, y)) {
      if (hit === holder || holder.contains(hit) || hit.contains(holder)) return true;
      if (covers(hit)) return false;
    }
    return false;
  };
  // What has been scrolled out of its frame is not there.
  const inFrame = (box, holder) => {
    let left = box;
    for (let around = holder; around && around !== document.body; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around);
      if (scrolls.test(overflowX + overflowY)) left = common(left, around.getBoundingClientRect());
    }
    return left;
  };
  const front = texts.map((text) => ({ ...text, box: inFrame(text.box, text.holder) })).filter(inFront);
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
  // What an empty field hints at: axe leaves it out of its contrasts, and `dir=auto` takes it for left to right.
  const luminance = (rgb) => {
    const [red, green, blue] = [...rgb].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const grounds = (element) =>
    element === null ? ["white"] : [...grounds(element.parentElement), getComputedStyle(element).backgroundColor];
  for (const field of document.querySelectorAll(":placeholder-shown")) {
    if (!shown(field)) continue;
    const hint = field.placeholder.slice(0, 30);
    const under = grounds(field);
    const { color } = getComputedStyle(field, "::placeholder");
    const [light, dark] = [luminance(painted(...under, color)), luminance(painted(...under))].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) found.add(`hard to read: "${hint}" by ${contrast.toFixed(1)}`);
    if (field.dir === "auto" && getComputedStyle(field).direction !== wanted.direction) {
      found.add(`"${hint}" runs the other way`);
    }
  }
  return [...found];
}
