package dev.nightshift.curation.dedup;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * From all passages of all texts, sorted by hash, then text, then place, to those that stand
 * somewhere before. One passage is held at a time, however often it repeats.
 */
public final class Repeats implements Iterator<Repeats.Repeat> {

  /**
   * A passage in a text.
   *
   * @param hash hash of its tokens
   * @param text number of the text, by arrival
   * @param token token that it starts at
   */
  public record Passage(long hash, long text, int token) {}

  /**
   * Tokens that a text repeats.
   *
   * @param text the text
   * @param from first token to cut
   * @param to behind the last one
   * @param first text where the passage stands first, which keeps it
   */
  public record Repeat(long text, int from, int to, long first) {}

  private final Iterator<Passage> passages;
  private final int length;
  private @Nullable Passage first;
  private @Nullable Repeat ready;

  /**
   * The repeats among passages.
   *
   * @param length tokens of a passage
   */
  public Repeats(Iterator<Passage> passages, int length) {
    this.passages = passages;
    this.length = length;
  }

  @Override
  public boolean hasNext() {
    while (ready == null && passages.hasNext()) {
      Passage passage = passages.next();
      Passage before = first;
      if (before == null || before.hash() != passage.hash()) {
        first = passage;
        continue;
      }
      // A passage that overlaps its own first occurrence leaves that one whole.
      int from =
          before.text() == passage.text()
              ? Math.max(passage.token(), before.token() + length)
              : passage.token();
      ready = new Repeat(passage.text(), from, passage.token() + length, before.text());
    }
    return ready != null;
  }

  @Override
  public Repeat next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Repeat repeat = ready;
    ready = null;
    if (repeat == null) {
      throw new NoSuchElementException();
    }
    return repeat;
  }
}
