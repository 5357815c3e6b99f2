// Names as keys, by the rules of retailgraph.identity.fold; a test compares both on a table of names.

const UNHEARD = /['’‘ʼʻ`´.]/gu;
const DROPPED =
  /[\u00AD\u0300-\u036F\u0591-\u05BD\u05BF\u05C1-\u05C7\u05F3\u05F4\u0640\u064B-\u065F\u0670\u180B-\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF]/gu;
const LETTERS = {
  ø: "o", ł: "l", đ: "d", ð: "d", ħ: "h", ı: "i", æ: "ae", œ: "oe", þ: "th", ß: "ss", ς: "σ",
  ى: "ي", ی: "ي", ک: "ك", ة: "ه",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");
const IN_BRACKETS = { "(株)": "株式会社", "(有)": "有限会社", "(주)": "주식회사", "(유)": "유한회사" };
const NOT_WORD = /[^\p{L}\p{N}\p{Mn}\p{Mc}+]+/gu;
const BETWEEN_EAST = /(?<=[々〆ぁ-ヿ㐀-鿿]) (?=[々〆ぁ-ヿ㐀-鿿])/gu;

/** A folding function; the two texts give traditional characters and the simplified ones in their places. */
export function folder([traditional, simplified]) {
  const easier = [...simplified];
  const table = new Map([...traditional].map((old, i) => [old, easier[i]]));

  function east(text) {
    for (const [bracket, form] of Object.entries(IN_BRACKETS)) text = text.replaceAll(bracket, form);
    return [...text].map((character) => table.get(character) ?? character).join("");
  }

  return function fold(name) {
    const lower = name.normalize("NFKC").toLowerCase().normalize("NFD").replace(DROPPED, "");
    const plain = lower.normalize("NFKC").replace(LETTER, (letter) => LETTERS[letter]);
    const heard = east(plain).replace(UNHEARD, "").replaceAll("&", " and ").replaceAll("+", " + ");
    return heard.replace(NOT_WORD, " ").trim().replace(BETWEEN_EAST, "");
  };
}
