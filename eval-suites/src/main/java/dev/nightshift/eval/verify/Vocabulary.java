package dev.nightshift.eval.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands and words that the lexer knows. */
final class Vocabulary {

  private Vocabulary() {}

  /** Commands that change only the look. */
  static final Set<String> LOOKS =
      Set.of(
          "left",
          "right",
          "big",
          "Big",
          "bigg",
          "Bigg",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "middle",
          "displaystyle",
          "textstyle",
          "scriptstyle",
          "limits",
          "nolimits",
          "mathstrut",
          "quad",
          "qquad",
          "rm",
          "bf",
          "it",
          "!",
          ",",
          ";",
          ":",
          " ",
          "$",
          "(",
          ")",
          "[",
          "]",
          "boxed",
          "fbox",
          "hline",
          "hspace",
          "phantom",
          "strut",
          "dollar");

  /** Commands whose argument is text. */
  static final Set<String> TEXTS =
      Set.of(
          "text",
          "textbf",
          "textit",
          "textrm",
          "textsf",
          "texttt",
          "textnormal",
          "mbox",
          "hbox",
          "mathrm",
          "operatorname",
          "mathsf",
          "mathtt",
          "emph",
          "unit");

  /** Commands that give their argument another face. */
  static final Set<String> FACES =
      Set.of(
          "mathbf",
          "mathit",
          "mathcal",
          "boldsymbol",
          "bm",
          "vec",
          "hat",
          "bar",
          "tilde",
          "underline");

  /** Functions of one argument, under the names of both LaTeX and plain text. */
  static final Set<String> FUNCTIONS =
      Set.of(
          "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "asin", "acos",
          "atan", "sinh", "cosh", "tanh", "log", "ln", "lg", "exp", "abs", "floor", "ceil", "max",
          "min", "gcd", "lcm");

  /** Words of plain text that are commands. */
  static final Set<String> PLAIN_COMMANDS = Set.of("sqrt", "and", "or", "frac", "binom");

  /** Short words that are units or prose, never products of variables. */
  static final Set<String> SHORT_WORDS =
      Set.of(
          "cm", "mm", "km", "kg", "mg", "ft", "yd", "mi", "lb", "oz", "mph", "kph", "hr", "hrs",
          "sec", "min", "am", "pm", "deg", "no", "yes", "is", "of", "the", "for", "all", "any",
          "sq", "ml", "usd", "are", "not", "if", "per", "men", "day", "cup", "gal", "odd", "in");

  private static final Map<String, String> SIGNS = signs();
  private static final Map<String, String> LETTERS = letters();
  private static final Map<Integer, String> CHARACTERS = characters();

  /** The sign that a command stands for, or null. */
  static @Nullable String sign(String command) {
    return SIGNS.get(command);
  }

  /** The symbol that a command stands for, or null. */
  static @Nullable String letter(String command) {
    return LETTERS.get(command);
  }

  /** How a character that is not ASCII is written in LaTeX, or null. */
  static @Nullable String latex(int character) {
    return CHARACTERS.get(character);
  }

  private static Map<String, String> signs() {
    Map<String, String> signs = new HashMap<>();
    put(signs, "*", "times", "cdot", "ast", "bullet");
    put(signs, "/", "div");
    put(signs, "≤", "le", "leq", "leqslant", "leqq");
    put(signs, "≥", "ge", "geq", "geqslant", "geqq");
    put(signs, "≠", "ne", "neq");
    put(signs, "<", "lt");
    put(signs, ">", "gt");
    put(signs, "∈", "in");
    put(signs, "∪", "cup", "bigcup");
    put(signs, "∩", "cap", "bigcap");
    put(signs, "∖", "setminus", "backslash", "smallsetminus");
    put(signs, "±", "pm");
    put(signs, "∓", "mp");
    put(signs, "°", "circ", "degree", "degrees", "textdegree");
    put(signs, "|", "lvert", "rvert", "vert", "mid", "|");
    put(signs, "%", "%", "percent");
    put(signs, "=", "equiv");
    return Map.copyOf(signs);
  }

  private static Map<String, String> letters() {
    Map<String, String> letters = new HashMap<>();
    for (String greek :
        new String[] {
          "alpha",
          "beta",
          "gamma",
          "delta",
          "epsilon",
          "varepsilon",
          "zeta",
          "eta",
          "theta",
          "vartheta",
          "iota",
          "kappa",
          "lambda",
          "mu",
          "nu",
          "xi",
          "rho",
          "sigma",
          "tau",
          "upsilon",
          "phi",
          "varphi",
          "chi",
          "psi",
          "omega",
          "Gamma",
          "Delta",
          "Theta",
          "Lambda",
          "Xi",
          "Pi",
          "Sigma",
          "Phi",
          "Psi",
          "Omega",
          "ell"
        }) {
      letters.put(greek, greek);
    }
    put(letters, "π", "pi");
    put(letters, "∞", "infty", "infinity", "inf");
    put(letters, "∅", "emptyset", "varnothing");
    letters.put("imath", "i");
    return Map.copyOf(letters);
  }

  private static Map<Integer, String> characters() {
    Map<Integer, String> latex = new HashMap<>();
    String[] pairs = {
      "−",
      "-",
      "–",
      "-",
      "—",
      "-",
      "×",
      "\\times ",
      "·",
      "\\cdot ",
      "⋅",
      "\\cdot ",
      "÷",
      "\\div ",
      "π",
      "\\pi ",
      "∞",
      "\\infty ",
      "≤",
      "\\le ",
      "≥",
      "\\ge ",
      "≠",
      "\\ne ",
      "∪",
      "\\cup ",
      "∩",
      "\\cap ",
      "∖",
      "\\setminus ",
      "±",
      "\\pm ",
      "∓",
      "\\mp ",
      "°",
      "\\degree ",
      "√",
      "\\sqrt ",
      "∈",
      "\\in ",
      "∅",
      "\\emptyset ",
      "ℝ",
      "\\mathbb{R}",
      "ℤ",
      "\\mathbb{Z}",
      "θ",
      "\\theta ",
      "α",
      "\\alpha ",
      "β",
      "\\beta ",
      "²",
      "^2",
      "³",
      "^3",
      "½",
      "\\frac{1}{2}",
      "¼",
      "\\frac{1}{4}",
      "¾",
      "\\frac{3}{4}",
      "⅓",
      "\\frac{1}{3}",
      "⅔",
      "\\frac{2}{3}",
      "，",
      ",",
      "（",
      "(",
      "）",
      ")",
      "\u00a0",
      " ",
      "\u2009",
      " ",
      "\u202f",
      " ",
      "£",
      " ",
      "€",
      " ",
      "¥",
      " "
    };
    for (int i = 0; i < pairs.length; i += 2) {
      latex.put(pairs[i].codePointAt(0), pairs[i + 1]);
    }
    return Map.copyOf(latex);
  }

  private static void put(Map<String, String> map, String value, String... keys) {
    for (String key : keys) {
      map.put(key, value);
    }
  }
}
