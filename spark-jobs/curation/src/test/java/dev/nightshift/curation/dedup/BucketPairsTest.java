package dev.nightshift.curation.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.curation.dedup.BucketPairs.Member;
import dev.nightshift.curation.dedup.BucketPairs.Pair;
import dev.nightshift.curation.dedup.BucketPairs.Pass;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BucketPairsTest {

  private static List<String> pairs(List<Member> members, Pass pass, long fresh) {
    List<String> pairs = new ArrayList<>();
    new BucketPairs(members.iterator(), pass, fresh)
        .forEachRemaining(p -> pairs.add(p.one() + "-" + p.other()));
    return pairs;
  }

  @Test
  void bothPassesMeetEveryPairOfOtherComponents() {
    List<Member> members =
        List.of(
            new Member(1, 0, 0),
            new Member(1, 3, 3),
            new Member(1, 5, 0),
            new Member(1, 6, 3),
            new Member(2, 1, 1),
            new Member(2, 6, 3));
    assertThat(pairs(members, Pass.LEADERS, 0)).containsExactly("0-3", "0-5", "0-6", "1-6");
    assertThat(pairs(members, Pass.NEIGHBOURS, 0)).containsExactlyInAnyOrder("3-5", "5-6");
  }

  @Test
  void rowsOfHistoryAreComparedWithFreshRowsOnly() {
    List<Member> members =
        List.of(new Member(1, 0, 0), new Member(1, 3, 3), new Member(1, 5, 5), new Member(1, 6, 6));
    assertThat(pairs(members, Pass.LEADERS, 5)).containsExactly("0-5", "0-6");
    assertThat(pairs(members, Pass.NEIGHBOURS, 5)).containsExactlyInAnyOrder("3-5", "3-6", "5-6");
  }

  @Test
  void comparisonsOfARowAreBoundedAndTheRestIsTold() {
    List<Member> members = new ArrayList<>();
    int rows = 1000;
    for (int i = 0; i < rows; i++) {
      members.add(new Member(7, i, i));
    }
    Set<Long> skipped = new HashSet<>();
    int[] compared = new int[rows];
    BucketPairs pairs = new BucketPairs(members.iterator(), Pass.NEIGHBOURS, 0);
    while (pairs.hasNext()) {
      Pair pair = pairs.next();
      if (pair.isSkip()) {
        skipped.add(pair.other());
      } else {
        compared[(int) pair.other()]++;
        assertThat(pair.other() - pair.one()).isBetween(1L, (long) BucketPairs.WINDOW);
        assertThat(pair.one()).isPositive();
      }
    }
    assertThat(compared[1]).isZero();
    assertThat(compared[2]).isEqualTo(1);
    assertThat(compared[rows - 1]).isEqualTo(BucketPairs.WINDOW);
    // Row 130 is the first with a row before its window that is not its leader.
    assertThat(skipped).hasSize(rows - BucketPairs.WINDOW - 2).doesNotContain(129L).contains(130L);
  }

  @Test
  void aLargeBucketOfOneComponentNeedsNothing() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      members.add(new Member(7, i, 0));
    }
    assertThat(pairs(members, Pass.NEIGHBOURS, 0)).isEmpty();
  }

  @Test
  void bucketsOfOneRowAreLeftOut() {
    List<Member> members =
        List.of(
            new Member(1, 0, 0),
            new Member(2, 0, 0),
            new Member(2, 4, 4),
            new Member(3, 1, 1),
            new Member(4, 1, 1),
            new Member(4, 2, 2),
            new Member(4, 3, 3));
    List<Long> buckets = new ArrayList<>();
    new CrowdedBuckets(members.iterator()).forEachRemaining(m -> buckets.add(m.bucket()));
    assertThat(buckets).containsExactly(2L, 2L, 4L, 4L, 4L);
    assertThat(new CrowdedBuckets(members.subList(0, 1).iterator()).hasNext()).isFalse();
    assertThat(new CrowdedBuckets(List.<Member>of().iterator()).hasNext()).isFalse();
  }

  @Test
  void componentsAreNamedByTheirSmallestNode() {
    Components components = Components.of(new long[] {9, 4, 7, 9, 20, 10, 4, 2, 30, 31});
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      labels.add(components.node(i) + ":" + components.label(i));
    }
    assertThat(labels)
        .containsExactly("2:2", "4:2", "7:2", "9:2", "10:10", "20:10", "30:30", "31:30");
  }
}
