// What is wrong with how each article of a page looks; said as JSON in the element #looks.
// Letters are compared by what is drawn, as boxes of lines do not tell of marks above and below.
const canvas = document.createElement("canvas");
const pen = canvas.getContext("2d", { willReadFrequently: true });
const SLACK = 1.5; // pixels

function linesOf(paragraph) {
  const lines = [];
  const range = document.createRange();
  const text = paragraph.firstChild;
  for (let at = 0; at < text.length; ) {
    const letter = String.fromCodePoint(text.data.codePointAt(at));
    range.setStart(text, at);
    range.setEnd(text, (at += letter.length));
    const box = range.getBoundingClientRect();
    if (!letter.trim() || !box.height) continue;
    let line = lines.at(-1);
    if (!line || Math.abs(line.top - box.top) > box.height / 2) {
      line = { top: box.top, left: box.left, right: box.right, text: "" };
      lines.push(line);
    }
    line.left = Math.min(line.left, box.left);
    line.right = Math.max(line.right, box.right);
    line.text += letter;
  }
  pen.font = getComputedStyle(paragraph).font;
  for (const line of lines) {
    const ink = pen.measureText(line.text);
    const base = line.top + ink.fontBoundingBoxAscent;
    line.inkTop = base - ink.actualBoundingBoxAscent;
    line.inkBottom = base + ink.actualBoundingBoxDescent;
  }
  return lines;
}

function drawn(letter) {
  canvas.width = canvas.height = 48; // wipes it, and the pen
  pen.font = "32px sans-serif";
  pen.fillText(letter, 4, 36);
  return pen.getImageData(0, 0, 48, 48).data.join();
}

function* faultsOf(article) {
  const rtl = article.dataset.direction === "rtl";
  let before = null;
  for (const paragraph of article.querySelectorAll("p")) {
    const box = paragraph.getBoundingClientRect();
    const cutting = (one) => getComputedStyle(one).overflowY !== "visible";
    const cuts = [paragraph, article].filter(cutting);
    if (getComputedStyle(paragraph).direction !== article.dataset.direction) yield "direction";
    for (const line of linesOf(paragraph)) {
      const start = rtl ? box.right - line.right : line.left - box.left;
      if (Math.abs(start) > SLACK) yield "does not begin at its side";
      if (line.left < box.left - SLACK || line.right > box.right + SLACK) yield "too wide";
      if (before && line.inkTop < before.inkBottom - SLACK) yield "overlaps";
      const cut = cuts.map((one) => one.getBoundingClientRect());
      if (cut.some((one) => line.inkTop < one.top - SLACK || line.inkBottom > one.bottom + SLACK))
        yield "clipped";
      before = line;
    }
  }
  const tofu = drawn("\u{10FFFF}");
  const letters = new Set(article.innerText.replace(/[\s\p{Cf}\p{M}]/gu, ""));
  for (const letter of letters) if (drawn(letter) === tofu) yield `no letter ${letter}`;
}

const looks = {};
for (const article of document.querySelectorAll("article"))
  looks[article.id] = [...new Set(faultsOf(article))];
const said = document.createElement("script");
said.type = "application/json";
said.id = "looks";
said.textContent = JSON.stringify(looks);
document.body.append(said);
