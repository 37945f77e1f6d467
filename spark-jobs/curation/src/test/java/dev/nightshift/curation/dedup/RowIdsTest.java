package dev.nightshift.curation.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.identity.Digest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowIdsTest {

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> Digest.ofText("row " + i)).toList();
  }

  @Test
  void holdsTheIdsItWasGivenAndNoOthers() {
    for (int size : new int[] {0, 1, 2, 3, 31, 32, 33, 1000}) {
      List<String> held = ids(0, size);
      RowIds ids =
          RowIds.of(
              List.of(
                  RowIds.keys(held.subList(0, size / 3).iterator()),
                  RowIds.keys(held.subList(size / 3, size).iterator())));
      assertThat(held).allMatch(ids::contains);
      assertThat(ids(size, 2000)).noneMatch(ids::contains);
    }
  }

  @Test
  void idsThatDifferInOneHalfOfTheirFirstBitsAreTold() {
    String id = Digest.ofText("a row");
    String otherLow = id.substring(0, 31) + (id.charAt(31) == '0' ? '1' : '0') + id.substring(32);
    String otherHigh = (id.charAt(0) == '0' ? '1' : '0') + id.substring(1);
    RowIds ids = RowIds.of(List.of(RowIds.keys(List.of(id).iterator())));
    assertThat(ids.contains(id)).isTrue();
    assertThat(ids.contains(otherLow)).isFalse();
    assertThat(ids.contains(otherHigh)).isFalse();
  }

  @Test
  void anIdThatIsNoDigestIsHeldByItsDigest() {
    RowIds ids = RowIds.of(List.of(RowIds.keys(List.of("r0000001", "").iterator())));
    assertThat(List.of("r0000001", "")).allMatch(ids::contains);
    assertThat(List.of("r0000002", "r000000", "zz")).noneMatch(ids::contains);
  }

  @Test
  void slicesAreAboutEqual() {
    int[] counts = new int[7];
    for (String id : ids(0, 7000)) {
      counts[RowIds.slice(id, 7)]++;
    }
    assertThat(IntStream.of(counts)).allMatch(count -> count > 880 && count < 1120);
  }
}
