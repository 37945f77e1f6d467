package dev.nightshift.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.training.data.RowPlan.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowPlanTest {

  @TempDir Path folder;

  @Test
  void sequencesComeBackAsTheyWereWritten() throws IOException {
    try (SequenceFile file = file(new int[] {3, 0, 2})) {
      assertThat(file.count()).isEqualTo(3);
      assertThat(file.tokens()).isEqualTo(5);
      assertThat(file.ids(0)).containsExactly(0, 1, 2);
      assertThat(file.ids(1)).isEmpty();
      assertThat(file.ids(2)).containsExactly(2000, 2001);
      assertThat(file.ids(0, 1, 2)).containsExactly(1, 2);
    }
  }

  @Test
  void anInterruptedWriterLeavesNothing() throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("data"))) {
      writer.add(new int[] {1, 2}, 1);
    }
    assertThat(SequenceFile.exists(folder.resolve("data"))).isFalse();
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void packedRowsHoldEachTokenOnceAndNeverMoreThanTheirLength() throws IOException {
    int[] lengths = {5, 9, 2, 30, 7, 7, 3, 16, 8, 4};
    try (SequenceFile file = file(lengths)) {
      RowPlan plan = RowPlan.of(file, 1, 0, 16, Layout.PACKED);
      List<Integer> seen = new ArrayList<>();
      for (int row = 0; row < plan.rows(); row++) {
        assertThat(plan.row(row).stream().mapToInt(Piece::length).sum()).isBetween(1, 16);
        for (Piece piece : plan.row(row)) {
          for (int i = 0; i < piece.length(); i++) {
            seen.add(piece.sequence() * 1000 + piece.from() + i);
          }
        }
      }
      List<Integer> all = new ArrayList<>();
      for (int s = 0; s < lengths.length; s++) {
        for (int i = 0; i < lengths[s]; i++) {
          all.add(s * 1000 + i);
        }
      }
      assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
      assertThat(plan.rows()).isLessThanOrEqualTo(lengths.length);
    }
  }

  @Test
  void paddedRowsHoldOneSequenceCutAtTheLength() throws IOException {
    try (SequenceFile file = file(new int[] {5, 30, 7})) {
      RowPlan plan = RowPlan.of(file, 1, 0, 16, Layout.PADDED);
      assertThat(plan.rows()).isEqualTo(3);
      assertThat(List.of(plan.row(0), plan.row(1), plan.row(2)))
          .containsExactlyInAnyOrder(
              List.of(new Piece(0, 0, 5)),
              List.of(new Piece(1, 0, 16)),
              List.of(new Piece(2, 0, 7)));
    }
  }

  @Test
  void theRowsOfALongDocumentAreSpreadOverTheEpoch() throws IOException {
    int[] lengths = new int[101];
    Arrays.fill(lengths, 16);
    lengths[0] = 1600;
    try (SequenceFile file = file(lengths)) {
      RowPlan plan = RowPlan.of(file, 1, 0, 16, Layout.PACKED);
      assertThat(plan.rows()).isEqualTo(200);
      int inFirstHalf = 0;
      for (int row = 0; row < 100; row++) {
        inFirstHalf += plan.row(row).get(0).sequence() == 0 ? 1 : 0;
      }
      assertThat(inFirstHalf).isBetween(35, 65);
      assertThat(plan.row(0)).isNotEqualTo(RowPlan.of(file, 1, 1, 16, Layout.PACKED).row(0));
    }
  }

  @Test
  void anEpochIsAFunctionOfSeedAndNumber() throws IOException {
    assertThat(RowPlan.order(50, 1, 0)).isEqualTo(RowPlan.order(50, 1, 0));
    assertThat(RowPlan.order(50, 1, 0)).isNotEqualTo(RowPlan.order(50, 1, 1));
    assertThat(RowPlan.order(50, 1, 0)).isNotEqualTo(RowPlan.order(50, 2, 0));
    assertThat(RowPlan.order(50, 1, 3)).doesNotHaveDuplicates().hasSize(50);
  }

  @Test
  void theCursorWalksThroughEpochs() throws IOException {
    try (SequenceFile file = file(new int[] {5, 9, 2})) {
      EpochCursor<RowPlan> cursor =
          new EpochCursor<>(e -> RowPlan.of(file, 1, e, 16, Layout.PADDED), RowPlan::rows);
      assertThat(cursor.positions(2)).isEqualTo(6);
      assertThat(cursor.at(7).epoch()).isEqualTo(2);
      assertThat(cursor.at(7).index()).isEqualTo(1);
      assertThat(cursor.at(0).epoch()).isZero();
      assertThat(cursor.at(7).plan().row(1))
          .isEqualTo(RowPlan.of(file, 1, 2, 16, Layout.PADDED).row(1));
    }
  }

  @Test
  void dataWithNothingToLearnIsRefused() throws IOException {
    try (SequenceFile file = file(new int[] {1, 1})) {
      assertThatThrownBy(
              () ->
                  new EpochCursor<>(e -> RowPlan.of(file, 1, e, 16, Layout.PACKED), RowPlan::rows))
          .hasMessage("an epoch needs at least one row to learn from");
    }
  }

  private SequenceFile file(int[] lengths) throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("data"))) {
      for (int s = 0; s < lengths.length; s++) {
        int[] ids = new int[lengths[s]];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = s * 1000 + i;
        }
        writer.add(ids, 1);
      }
      writer.finish();
    }
    return SequenceFile.open(folder.resolve("data"));
  }
}
