package dev.nightshift.curation.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShinglerTest {

  private static final String FOX = "the quick brown fox jumps over the lazy dog";

  private static List<Integer> shingles(String text, TextUnit unit, int n) {
    List<Integer> all = new ArrayList<>();
    new Shingler(unit, n)
        .shingle(
            text,
            (block, size) -> {
              for (int i = 0; i < size; i++) {
                all.add(block[i]);
              }
            });
    return all;
  }

  private static double jaccard(String one, String other, TextUnit unit, int n) {
    Set<Integer> a = new HashSet<>(shingles(one, unit, n));
    Set<Integer> b = new HashSet<>(shingles(other, unit, n));
    Set<Integer> both = new HashSet<>(a);
    both.retainAll(b);
    return (double) both.size() / (a.size() + b.size() - both.size());
  }

  /**
   * Eight different words, of which one is exchanged: 7 stay of 9. Of the 8 bigrams 2 go and 2
   * come: 6 of 10; of the 7 trigrams 3 and 3: 4 of 10. Each of the 5 five-grams holds the fifth
   * word.
   */
  @Test
  void similarityOfTheFoxIsAsDerived() {
    String other = FOX.replace("jumps", "leaps");
    assertThat(jaccard(FOX, other, TextUnit.WORD, 1)).isEqualTo(7 / 9.0);
    assertThat(jaccard(FOX, other, TextUnit.WORD, 2)).isEqualTo(6 / 10.0);
    assertThat(jaccard(FOX, other, TextUnit.WORD, 3)).isEqualTo(4 / 10.0);
    assertThat(jaccard(FOX, other, TextUnit.WORD, 5)).isZero();
  }

  @Test
  void caseSpacePunctuationAndCompatibleFormsDoNotMatter() {
    String odd = "  The QUICK, brown\tfox -- jumps\u3000over \uff54\uff48\uff45 'lazy' dog!\n";
    assertThat(shingles(odd, TextUnit.WORD, 5)).isEqualTo(shingles(FOX, TextUnit.WORD, 5));
    assertThat(shingles(odd, TextUnit.CHAR, 5)).isEqualTo(shingles(FOX, TextUnit.CHAR, 5));
    assertThat(shingles("e\u0301te\u0301", TextUnit.WORD, 1))
        .isEqualTo(shingles("\u00c9T\u00c9", TextUnit.WORD, 1))
        .isNotEqualTo(shingles("ete", TextUnit.WORD, 1));
    assertThat(shingles("\ufb01ne", TextUnit.WORD, 1))
        .isEqualTo(shingles("fine", TextUnit.WORD, 1));
    assertThat(shingles("7 8", TextUnit.WORD, 1)).isNotEqualTo(shingles("8 9", TextUnit.WORD, 1));
  }

  @Test
  void scriptsWithoutSpacesHaveAWordForEachCharacter() {
    assertThat(shingles("\u6771\u4eac\u90fd", TextUnit.WORD, 1)).hasSize(3);
    assertThat(shingles("\u6771\u4eacTower\u90fd", TextUnit.WORD, 1))
        .isEqualTo(shingles("\u6771 \u4eac tower \u90fd", TextUnit.WORD, 1));
    assertThat(shingles("\ud842\udfb7\u91ce", TextUnit.WORD, 1)).hasSize(2);
    assertThat(shingles("na\u00efve caf\u00e9", TextUnit.WORD, 1)).hasSize(2);
  }

  @Test
  void shortTextsHaveOneShingleAndEmptyOnesNone() {
    assertThat(shingles("two words", TextUnit.WORD, 5))
        .hasSize(1)
        .isEqualTo(shingles("Two... words?", TextUnit.WORD, 5))
        .isNotEqualTo(shingles("words two", TextUnit.WORD, 5));
    assertThat(shingles("?! \u2014 \n", TextUnit.WORD, 5)).isEmpty();
    assertThat(shingles("", TextUnit.CHAR, 3)).isEmpty();
    assertThat(shingles("abcd", TextUnit.CHAR, 3)).hasSize(2);
  }

  /** Long texts are read in pieces: the shingles must be those of sets of strings. */
  @Test
  void piecesDoNotShow() {
    String[] words = {"Alpha", "\u00e9t\u00e9", "gr\u00fcn", "na\u00efve", "x", "\u03a9mega", "42"};
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 40_000; i++) {
      text.append(words[(int) ((i * 2654435761L >>> 7) % words.length)]).append(i % 97);
      text.append(i % 5 == 0 ? "e\u0301" : "").append(i % 11 == 0 ? ",\n" : " ");
    }
    List<String> units = NaiveShingles.words(text.toString());
    for (int n : new int[] {1, 2, 5}) {
      List<Integer> all = shingles(text.toString(), TextUnit.WORD, n);
      assertThat(all).hasSize(units.size() - n + 1);
      assertThat(new HashSet<>(all)).hasSize(NaiveShingles.of(units, n).size());
    }
    String ascii = "word ".repeat(3000);
    assertThat(new HashSet<>(shingles(ascii, TextUnit.WORD, 5))).hasSize(1);
    String wide = "\ud842\udfb7".repeat(5000);
    assertThat(shingles(wide, TextUnit.WORD, 1)).hasSize(5000);
    // One character that NFKC makes eighteen of, a million times: pieces keep memory bounded.
    long[] count = new long[1];
    new Shingler(TextUnit.CHAR, 5)
        .shingle("\ufdfa".repeat(1_000_000), (block, size) -> count[0] += size);
    assertThat(count[0]).isGreaterThan(15_000_000);
  }

  /** Half of a surrogate pair is no letter and stops nothing. */
  @Test
  void brokenTextIsRead() {
    assertThat(shingles("a \ud842 b \udfb7", TextUnit.WORD, 1)).hasSize(2);
  }

  @Test
  void sketchesOfTheFoxAgreeWithItsSets() {
    for (int n : new int[] {1, 2, 3}) {
      NearSketcher sketcher =
          new NearSketcher(
              new NearSettings(TextUnit.WORD, n, .7, new Bands(1, 1), KeepRule.OLDEST));
      double similarity =
          ShingleSketch.similarity(
              sketcher.sketch(FOX).shingles(),
              sketcher.sketch(FOX.replace("jumps", "leaps")).shingles());
      double expected = n == 1 ? 7 / 9.0 : n == 2 ? 6 / 10.0 : 4 / 10.0;
      assertThat(similarity).isCloseTo(expected, within(1e-12));
    }
  }
}
