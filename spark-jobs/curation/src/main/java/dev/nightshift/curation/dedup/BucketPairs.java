package dev.nightshift.curation.dedup;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * From the members of buckets, sorted by bucket and then by row, to the pairs that are compared,
 * with memory that does not grow with a bucket.
 *
 * <p>Two passes find every pair that matters. {@link Pass#LEADERS} pairs each row with the first of
 * its bucket. Rows that turn out alike are joined into components, and {@link Pass#NEIGHBOURS}
 * pairs each row with those before it in the bucket that are still in another component. Pairs
 * inside a component would change nothing. After both passes each pair of a bucket was compared or
 * is in one component already, so the components are those of all pairs of all buckets.
 *
 * <p>The bound: a row is compared with its leader and with the {@value #WINDOW} rows before it. In
 * a bucket of more rows pairs that lie further apart are skipped; each row with such a pair is told
 * as a {@linkplain Pair#isSkip() skip}. So there are at most {@value #WINDOW} + 1 comparisons for a
 * row and a band, whatever the input is.
 *
 * <p>Rows below {@code fresh} were compared with each other before: they are paired with later rows
 * only.
 */
public final class BucketPairs implements Iterator<BucketPairs.Pair> {

  /** Rows before a row that it is compared with, besides its leader. */
  public static final int WINDOW = 128;

  /** Which pairs are made. */
  public enum Pass {
    LEADERS,
    NEIGHBOURS
  }

  /**
   * A row in a bucket.
   *
   * @param bucket the band key
   * @param row the row's number
   * @param component number of the component that it is in so far
   */
  public record Member(long bucket, long row, long component) {}

  /**
   * Two rows to compare, the earlier one first.
   *
   * @param one the earlier row; -1 in a skip
   * @param oneComponent its component
   * @param other the later row
   * @param otherComponent its component
   */
  public record Pair(long one, long oneComponent, long other, long otherComponent) {
    /** Whether this says that a row was not compared with all rows of its bucket. */
    public boolean isSkip() {
      return one < 0;
    }
  }

  private final Iterator<Member> members;
  private final Pass pass;
  private final long fresh;
  private final ArrayDeque<Pair> ready = new ArrayDeque<>();
  private final Member[] window = new Member[WINDOW];
  private long bucket;
  private long seen;
  private Member leader = new Member(0, -1, -1);
  private long gone = -1;
  private boolean manyGone;

  /**
   * The pairs of members.
   *
   * @param members sorted by bucket, then by row
   * @param fresh the first row that has not been compared before
   */
  public BucketPairs(Iterator<Member> members, Pass pass, long fresh) {
    this.members = members;
    this.pass = pass;
    this.fresh = fresh;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && members.hasNext()) {
      advance(members.next());
    }
    return !ready.isEmpty();
  }

  @Override
  public Pair next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void advance(Member member) {
    if (seen == 0 || member.bucket() != bucket) {
      bucket = member.bucket();
      leader = member;
      seen = 1;
      gone = -1;
      manyGone = false;
      return;
    }
    if (pass == Pass.LEADERS) {
      if (member.row() >= fresh) {
        ready.add(pair(leader, member));
      }
    } else {
      neighbours(member);
    }
    seen++;
  }

  private void neighbours(Member member) {
    // The window holds the rows after the leader: it was compared with all in the other pass.
    int held = (int) Math.min(seen - 1, WINDOW);
    if (member.row() >= fresh) {
      for (int i = 0; i < held; i++) {
        Member before = window[(int) ((seen - 2 - i) % WINDOW)];
        if (before.component() != member.component()) {
          ready.add(pair(before, member));
        }
      }
      if (gone >= 0 && (manyGone || gone != member.component())) {
        ready.add(new Pair(-1, -1, member.row(), member.component()));
      }
    }
    int slot = (int) ((seen - 1) % WINDOW);
    if (seen - 1 >= WINDOW) {
      long leaving = window[slot].component();
      manyGone |= gone >= 0 && gone != leaving;
      gone = leaving;
    }
    window[slot] = member;
  }

  private static Pair pair(Member one, Member other) {
    return new Pair(one.row(), one.component(), other.row(), other.component());
  }
}
