// Names as they are typed into a query: prefixes, then what stands behind "rg:" and "ent:".
// Ctrl+Space asks for them, the arrows choose, Enter or Tab takes one, Escape closes the list.
const WAIT = 150;

export function completion(field, list, { prefixes, terms, entities }) {
  let found = [], chosen = -1, start = 0, timer = 0, asked = 0;

  const isOpen = () => found.length > 0;

  function close() {
    found = [];
    chosen = -1;
    asked++;
    list.replaceChildren();
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    chosen = (place + found.length) % found.length;
    [...list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === chosen)));
    field.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function take(place) {
    const { word } = found[place], end = field.selectionEnd;
    close();
    field.setRangeText(word, start, end, "end");
    field.focus();
  }

  function show(options) {
    close();
    found = options.slice(0, 12);
    list.replaceChildren(...found.map(({ word, about }, n) => {
      const made = document.createElement("li");
      made.id = `${list.id}-${n}`;
      made.role = "option";
      made.setAttribute("aria-selected", "false");
      made.textContent = about ? `${word}  ${about}` : word;
      made.addEventListener("mousedown", (event) => { event.preventDefault(); take(n); });
      return made;
    }));
    list.hidden = !found.length;
    if (found.length) choose(0);
  }

  async function look(isAsked) {
    const before = field.value.slice(0, field.selectionEnd);
    const word = (/[\w:-]*$/.exec(before) || [""])[0];
    start = before.length - word.length;
    const [prefix, local] = word.includes(":") ? word.split(/:(.*)/s) : [word, undefined];
    const mine = ++asked;
    if (local === undefined) {
      if (!isAsked) return close();
      return show(prefixes.filter((one) => one.startsWith(prefix)).map((one) => ({ word: `${one}:`, about: "" })));
    }
    const names = prefix === "ent" ? (local ? await entities(local) : []) : prefix === "rg" ? await terms() : [];
    if (mine !== asked) return undefined;
    const fitting = prefix === "ent" ? names : names.filter((one) => one.word.toLowerCase().startsWith(local.toLowerCase()));
    const isWhole = fitting.length === 1 && fitting[0].word === local;
    return show(isWhole && !isAsked ? [] : fitting.map((one) => ({ word: `${prefix}:${one.word}`, about: one.about })));
  }

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => look(false), WAIT); });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      look(true);
    } else if (isOpen() && ["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"].includes(event.key) && !event.ctrlKey) {
      event.preventDefault();
      if (event.key === "Escape") close();
      else if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen - 1);
      else take(chosen);
    }
  });
}
