package dev.nightshift.curation.dedup;

import dev.nightshift.curation.dedup.BucketPairs.Member;
import dev.nightshift.curation.dedup.BucketPairs.Pair;
import dev.nightshift.curation.dedup.BucketPairs.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Both passes of {@link BucketPairs} over rows that fit into memory: what the workers do with many
 * rows, in the same order and with the same result.
 */
public final class NearClusters {

  private record Compared(long one, long other) {}

  private final Map<Long, byte[]> sketches;
  private final double threshold;
  private final long fresh;
  private final Set<Compared> compared = new HashSet<>();
  private final Set<Long> skipped = new HashSet<>();
  private long[] edges = new long[64];
  private int size;

  private NearClusters(Map<Long, byte[]> sketches, double threshold, long fresh) {
    this.sketches = sketches;
    this.threshold = threshold;
    this.fresh = fresh;
  }

  /**
   * Compares the rows of buckets.
   *
   * @param members sorted by bucket, then by row
   * @param sketches the sketch of each row
   * @param threshold smallest similarity of two duplicates
   * @param fresh the first row that has not been compared before
   */
  public static NearClusters of(
      List<Member> members, Map<Long, byte[]> sketches, double threshold, long fresh) {
    NearClusters clusters = new NearClusters(sketches, threshold, fresh);
    clusters.pass(members, Pass.LEADERS);
    Map<Long, Long> labels = new HashMap<>();
    Components components = clusters.components();
    for (int i = 0; i < components.size(); i++) {
      labels.put(components.node(i), components.label(i));
    }
    List<Member> relabelled = new ArrayList<>(members.size());
    for (Member member : members) {
      long component = labels.getOrDefault(member.component(), member.component());
      relabelled.add(new Member(member.bucket(), member.row(), component));
    }
    clusters.pass(relabelled, Pass.NEIGHBOURS);
    return clusters;
  }

  private void pass(List<Member> members, Pass pass) {
    BucketPairs pairs = new BucketPairs(members.iterator(), pass, fresh);
    while (pairs.hasNext()) {
      Pair pair = pairs.next();
      if (pair.isSkip()) {
        skipped.add(pair.other());
      } else if (compared.add(new Compared(pair.one(), pair.other()))
          && ShingleSketch.similarity(sketch(pair.one()), sketch(pair.other())) >= threshold) {
        if (size + 2 > edges.length) {
          edges = Arrays.copyOf(edges, 2 * edges.length);
        }
        edges[size++] = pair.oneComponent();
        edges[size++] = pair.otherComponent();
      }
    }
  }

  private byte[] sketch(long row) {
    byte[] sketch = sketches.get(row);
    if (sketch == null) {
      throw new IllegalArgumentException("row " + row + " has no sketch");
    }
    return sketch;
  }

  /** The components that the rows form. */
  public Components components() {
    return Components.of(Arrays.copyOf(edges, size));
  }

  /** Number of pairs that were compared. */
  public long compared() {
    return compared.size();
  }

  /** Number of rows that were not compared with all rows of a bucket. */
  public long skipped() {
    return skipped.size();
  }
}
