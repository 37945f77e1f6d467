package dev.nightshift.training.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenBatchTest {

  @TempDir Path folder;

  @Test
  void aPackedRowRestartsPositionsAndNeverPredictsAcrossDocuments() throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("data"))) {
      writer.add(new int[] {11, 12, 13}, 1);
      writer.add(new int[] {21, 22, 23, 24}, 3);
      writer.finish();
    }
    try (SequenceFile file = SequenceFile.open(folder.resolve("data"))) {
      TokenBatch batch =
          TokenBatch.of(file, List.of(List.of(new Piece(0, 0, 3), new Piece(1, 0, 4))), 9);
      assertThat(batch.width()).isEqualTo(8);
      assertThat(batch.ids()).containsExactly(11, 12, 13, 21, 22, 23, 24, 9);
      assertThat(batch.positions()).containsExactly(0, 1, 2, 0, 1, 2, 3, 0);
      assertThat(batch.segments()).containsExactly(0, 0, 0, 1, 1, 1, 1, -1);
      assertThat(batch.predictors()).containsExactly(0, 1, 5);
      assertThat(batch.targets()).containsExactly(12, 13, 24);
      assertThat(batch.owners()).containsExactly(0, 0, 1);
      assertThat(batch.packed()).isTrue();
    }
  }

  /**
   * The second half of a cut sequence keeps its answer's place, and its first token is no target.
   */
  @Test
  void aCutSequenceKeepsItsTargets() throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("data"))) {
      writer.add(new int[] {1, 2, 3, 4, 5, 6}, 4);
      writer.finish();
    }
    try (SequenceFile file = SequenceFile.open(folder.resolve("data"))) {
      TokenBatch batch = TokenBatch.of(file, List.of(List.of(new Piece(0, 3, 3))), 0);
      assertThat(batch.targets()).containsExactly(5, 6);
      assertThat(batch.packed()).isFalse();
    }
  }

  /** Both answers go on behind their prompt; each one's first token is predicted by its end. */
  @Test
  void aForkHoldsThePromptOnceAndItsAnswersBesideOneAnother() throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("data"))) {
      writer.add(new int[] {1, 2, 11, 12}, 2);
      writer.add(new int[] {1, 2, 21, 22, 23}, 2);
      writer.add(new int[] {3, 31}, 1);
      writer.add(new int[] {}, 1);
      writer.add(new int[] {4, 5, 6}, 2);
      writer.finish();
    }
    try (SequenceFile file = SequenceFile.open(folder.resolve("data"))) {
      TokenBatch batch =
          TokenBatch.ofForks(file, List.of(new int[] {0, 1}, new int[] {2, 3}), 9);
      assertThat(batch.width()).isEqualTo(8);
      assertThat(batch.ids()).containsExactly(1, 2, 11, 12, 21, 22, 23, 9, 3, 31, 9, 9, 9, 9, 9, 9);
      assertThat(batch.positions()).containsExactly(0, 1, 2, 3, 2, 3, 4, 0, 0, 1, 0, 0, 0, 0, 0, 0);
      assertThat(batch.segments())
          .containsExactly(0, 0, 1, 1, 2, 2, 2, -1, 0, 0, -1, -1, -1, -1, -1, -1);
      assertThat(batch.trunks())
          .containsExactly(0, 0, 0, 0, 0, 0, 0, -1, 0, 0, -1, -1, -1, -1, -1, -1);
      assertThat(batch.predictors()).containsExactly(1, 2, 1, 4, 5, 8);
      assertThat(batch.targets()).containsExactly(11, 12, 21, 22, 23, 31);
      assertThat(batch.owners()).containsExactly(0, 0, 1, 1, 1, 2);
      assertThat(batch.targetsOfSequences()).containsExactly(2, 3, 1, 0);
      assertThat(batch.forked()).isTrue();
      assertThat(TokenBatch.forkLength(file, new int[] {0, 1})).isEqualTo(7);
      assertThatThrownBy(() -> TokenBatch.ofForks(file, List.of(new int[] {0, 4}), 9))
          .hasMessage("sequence 4 has another prompt");
    }
  }
}
