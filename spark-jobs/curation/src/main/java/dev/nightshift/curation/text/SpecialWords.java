package dev.nightshift.curation.text;

import java.util.ArrayList;
import java.util.List;

/**
 * English strings that are divided otherwise than by their marks: contractions ({@code don't} is
 * {@code do} and {@code n't}, also where the apostrophe is left out), abbreviations that keep their
 * full stop, and a few faces made of marks. They are those of spaCy 3.8 ({@code
 * lang/en/tokenizer_exceptions.py}), written as the rules that make them.
 *
 * <p>Known by 64-bit hashes; a string is looked up in time linear in its length, and only if it is
 * as short as they are.
 */
final class SpecialWords {

  /** Characters of the longest. */
  static final int LONGEST = 12;

  /** What is said of a string that stays whole. */
  static final int WHOLE = 1 << 12;

  /** Most characters of tokens side by side that are joined to a string of these. */
  static final int LONGEST_JOINED = 5;

  private static final String ABBREVIATIONS =
      "' '' Adm. Ak. Ala. Apr. Ariz. Ark. Aug. Bros. C++ Calif. Co. Colo. Conn. Corp. D.C. Dec."
          + " Del. Dr. E.G. E.g. Feb. Fla. Ga. Gen. Gov. I.E. I.e. Ia. Id. Ill. Inc. Ind. Jan. Jr."
          + " Jul. Jun. Kan. Kans. Ky. La. Ltd. Mar. Mass. Md. Messrs. Mich. Minn. Miss. Mo. Mont."
          + " Mr. Mrs. Ms. Mt. N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nebr. Nev. Nov. Oct. Okla. Ore."
          + " Pa. Ph.D. Prof. Rep. Rev. S.C. Sen. Sep. Sept. St. Tenn. V.V Va. Wash. Wis. a.m. p.m."
          + " co. e.g. i.e. v.s. vs. v.v and/or w/o o'clock O'clock ma'am Ma'am 'em 'll 're 'd 's"
          + " 'S 'cause 'Cause <space> \\n \\t";
  private static final String CLIPPED =
      "doin' Doin' goin' Goin' havin' Havin' lovin' Lovin' ol' Ol' 'bout 'cos 'Cos 'coz 'Coz 'cuz"
          + " 'Cuz 'nuff";
  private static final String FACES =
      ":) :-) :)) :-)) :))) :-))) (: (-: =) (= :] :-] [: [-: [= =] :o) (o: :} :-} 8) 8-) (-8 ;) ;-)"
          + " (; (-; :( :-( :(( :-(( :((( :-((( ): )-: =( >:( :') :'-) :'( :'-( :/ :-/ =/ =| :| :-|"
          + " ]= =[ :1 :P :-P :p :-p :O :-O :o :-o :0 :-0 :() >:o :* :-* :3 :-3 =3 :> :-> :X :-X :x"
          + " :-x :D :-D ;D ;-D =D xD XD xDD XDD 8D 8-D ^_^ ^__^ ^___^ >.< >.> <.< ._. ;_; -_- -__-"
          + " v_v V_V o_o o_O O_o O_O 0_o o_0 0_0 o.O O.o O.O o.o 0.0 o.0 0.o @_@ <3 <33 <333 </3"
          + " (^_^) (-_-) (._.) (>_<) (*_*)";
  private static final String WHO = "i you he she it we they";
  private static final List<String> HAS = List.of("he", "she", "it");
  private static final String WHAT = "who what when where why how there that this these those";
  private static final String NEGATED =
      "ca could do does did had may might must need ought sha should wo would";
  private static final String NEGATED_ONLY = "ai are dare is was were has have";
  private static final String HAVING = "could might must should would not";
  private static final String OTHERS =
      "can|not gon|na got|ta let|'s c'm|on y'|all y|all i|'m|a i|m|a how|'d|'y";

  /** Words whose contraction without apostrophe is another word. */
  private static final String OTHER_WORDS =
      " ill hell shell well its were shed shell theyll whore whos well lets thiss ";

  private final long[] keys = new long[1 << 12];
  private final short[] cuts = new short[1 << 12];
  private final boolean[] starts = new boolean[128];

  SpecialWords() {
    for (String whole : (ABBREVIATIONS + " " + CLIPPED + " " + FACES).split(" ")) {
      put(List.of(whole));
      starts[whole.charAt(0)] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      put(List.of(c + "."));
      starts[c] = true;
    }
    for (String word : WHO.split(" ")) {
      contract(word, "'ll", "'ll 've", "'d", "'d 've");
      contract(word, HAS.contains(word) ? "'s" : "'ve");
    }
    contract("i", "'m");
    contract("you", "'re");
    contract("we", "'re");
    contract("they", "'re");
    for (String word : WHAT.split(" ")) {
      contract(word, "'s", "'ll", "'ll 've", "'d", "'d 've", "'re", "'ve");
    }
    for (String word : NEGATED.split(" ")) {
      contract(word, "n't", "n't 've");
    }
    for (String word : NEGATED_ONLY.split(" ")) {
      contract(word, "n't");
    }
    for (String word : HAVING.split(" ")) {
      contract(word, "'ve");
    }
    for (String other : OTHERS.split(" ")) {
      cased(List.of(other.split("\\|")));
    }
    for (int hour = 1; hour <= 12; hour++) {
      for (String half : "a.m. p.m. am pm".split(" ")) {
        put(List.of(String.valueOf(hour), half));
      }
    }
  }

  /** Puts a word with each ending, with and without apostrophes. */
  private void contract(String word, String... endings) {
    for (String ending : endings) {
      List<String> parts = new ArrayList<>(List.of(word));
      parts.addAll(List.of(ending.split(" ")));
      cased(parts);
      List<String> bare = parts.stream().map(p -> p.replace("'", "")).toList();
      if (!OTHER_WORDS.contains(" " + String.join("", bare) + " ")) {
        cased(bare);
      }
    }
  }

  private void cased(List<String> parts) {
    put(parts);
    List<String> upper = new ArrayList<>(parts);
    upper.set(0, Character.toUpperCase(parts.get(0).charAt(0)) + parts.get(0).substring(1));
    put(upper);
  }

  private void put(List<String> parts) {
    String whole = String.join("", parts);
    int packed = WHOLE;
    int at = 0;
    for (int i = 0; i + 1 < parts.size(); i++) {
      at += parts.get(i).length();
      packed |= at << (4 * i);
    }
    for (String written : List.of(whole, whole.replace('\'', '\u2019'))) {
      long key = TextHash.of(written);
      int slot = slot(key);
      keys[slot] = key;
      cuts[slot] = (short) packed;
    }
  }

  private int slot(long key) {
    int slot = (int) key & keys.length - 1;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }

  /**
   * Where a string is cut.
   *
   * @return 0 if it is none of these; {@link #WHOLE} if it stays whole; else that and, in the
   *     lowest four bits, where it is cut first, and in the four above where it is cut next
   */
  int cuts(char[] text, int from, int to) {
    if (to - from > LONGEST) {
      return 0;
    }
    long hash = TextHash.SEED;
    for (int i = from; i < to; i++) {
      hash = TextHash.step(hash, text[i]);
    }
    return cuts[slot(TextHash.finish(hash))];
  }

  /** Whether a string that stays whole may start with a character. */
  boolean mayStart(char c) {
    return c < starts.length && starts[c];
  }
}
