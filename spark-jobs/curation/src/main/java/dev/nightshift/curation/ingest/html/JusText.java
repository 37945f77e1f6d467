package dev.nightshift.curation.ingest.html;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Tells the text of a page from its boilerplate: jusText, of Pomikálek 2011, "Removing boilerplate
 * and duplicate content from web corpora" (thesis, Masaryk University).
 *
 * <p>First each block is judged alone, by its length, its share of links and its share of stop
 * words: good, near good, bad, or too short to tell (context-free). Then blocks that are near good
 * or short take the side of their surroundings: the edges of a page count as bad
 * (context-sensitive). A short heading close above good text stays.
 *
 * <p>Rows of tables and preformatted blocks have few stop words however good they are. Here they
 * are judged by links and surroundings alone, as short blocks are; the thesis does not know them.
 *
 * <p>Time grows with the number of blocks alone.
 */
final class JusText {

  private enum Verdict {
    GOOD,
    NEAR_GOOD,
    SHORT,
    BAD
  }

  private final JusTextLimits limits;
  private final Set<String> stopWords;

  JusText(JusTextLimits limits, Set<String> stopWords) {
    this.limits = limits;
    this.stopWords = stopWords;
  }

  /** Whether each block is text of the page. */
  boolean[] keep(List<Block> blocks) {
    Verdict[] alone = new Verdict[blocks.size()];
    for (int i = 0; i < alone.length; i++) {
      alone[i] = alone(blocks.get(i));
    }
    Verdict[] verdicts = alone.clone();
    saveHeadings(blocks, verdicts, alone, Verdict.SHORT, Verdict.NEAR_GOOD);
    settleShort(verdicts);
    settleNearGood(verdicts);
    saveHeadings(blocks, verdicts, alone, Verdict.BAD, Verdict.GOOD);
    boolean[] keep = new boolean[verdicts.length];
    for (int i = 0; i < keep.length; i++) {
      keep[i] = verdicts[i] == Verdict.GOOD;
    }
    return keep;
  }

  private Verdict alone(Block block) {
    String text = block.text();
    if (block.linkDensity() > limits.linkDensity() || text.indexOf('©') >= 0) {
      return Verdict.BAD;
    }
    if (block.isData()) {
      return Verdict.SHORT;
    }
    if (text.length() < limits.shortLength()) {
      return block.linkCharacters() > 0 ? Verdict.BAD : Verdict.SHORT;
    }
    double density = StopWords.density(text, stopWords);
    if (density >= limits.manyStopWords()) {
      return text.length() > limits.longLength() ? Verdict.GOOD : Verdict.NEAR_GOOD;
    }
    return density >= limits.fewStopWords() ? Verdict.NEAR_GOOD : Verdict.BAD;
  }

  /** A heading of one verdict that was not bad by itself takes another one if good text follows. */
  private void saveHeadings(
      List<Block> blocks, Verdict[] verdicts, Verdict[] alone, Verdict from, Verdict to) {
    for (int i = 0; i < verdicts.length; i++) {
      if (blocks.get(i).kind() != Block.Kind.HEADING
          || verdicts[i] != from
          || alone[i] == Verdict.BAD) {
        continue;
      }
      int distance = 0;
      for (int j = i + 1; j < verdicts.length && distance <= limits.headingDistance(); j++) {
        if (verdicts[j] == Verdict.GOOD) {
          verdicts[i] = to;
          break;
        }
        distance += blocks.get(j).text().length();
      }
    }
  }

  private static void settleShort(Verdict[] verdicts) {
    Verdict[] before = neighbours(verdicts, false, false);
    Verdict[] after = neighbours(verdicts, true, false);
    Verdict[] nearBefore = neighbours(verdicts, false, true);
    Verdict[] nearAfter = neighbours(verdicts, true, true);
    for (int i = 0; i < verdicts.length; i++) {
      if (verdicts[i] != Verdict.SHORT) {
        continue;
      }
      boolean good =
          before[i] == after[i]
              ? before[i] == Verdict.GOOD
              : (before[i] == Verdict.BAD && nearBefore[i] == Verdict.NEAR_GOOD)
                  || (after[i] == Verdict.BAD && nearAfter[i] == Verdict.NEAR_GOOD);
      // The verdicts of the neighbours were taken before: this one changes none of them.
      verdicts[i] = good ? Verdict.GOOD : Verdict.BAD;
    }
  }

  private static void settleNearGood(Verdict[] verdicts) {
    Verdict[] after = neighbours(verdicts, true, false);
    Verdict before = Verdict.BAD;
    for (int i = 0; i < verdicts.length; i++) {
      if (verdicts[i] == Verdict.NEAR_GOOD) {
        verdicts[i] = before == Verdict.BAD && after[i] == Verdict.BAD ? Verdict.BAD : Verdict.GOOD;
      }
      before = verdicts[i];
    }
  }

  /** The nearest settled verdict before or after each block, that of the page's edge being bad. */
  private static Verdict[] neighbours(Verdict[] verdicts, boolean after, boolean nearGoodCounts) {
    Verdict[] found = new Verdict[verdicts.length];
    Arrays.fill(found, Verdict.BAD);
    Verdict nearest = Verdict.BAD;
    for (int n = 0; n < verdicts.length; n++) {
      int i = after ? verdicts.length - 1 - n : n;
      found[i] = nearest;
      Verdict here = verdicts[i];
      if (here == Verdict.GOOD
          || here == Verdict.BAD
          || (nearGoodCounts && here == Verdict.NEAR_GOOD)) {
        nearest = here;
      }
    }
    return found;
  }
}
