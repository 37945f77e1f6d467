package dev.nightshift.curation.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.curation.dedup.SemanticScan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceEncoderTest {

  /** The cosines that the published inference of this encoder gives for its example. */
  @Test
  void cosinesAreThePublishedOnes() {
    try (SentenceEncoder encoder = SentenceEncoder.load()) {
      float[] person = encoder.encode("That is a happy person");
      assertThat(person).hasSize(SentenceEncoder.WIDTH);
      assertThat(Vectors.dot(person, person)).isCloseTo(1, within(1e-6));
      assertThat(Vectors.dot(person, encoder.encode("That is a happy dog")))
          .isCloseTo(.69458, within(1e-3));
      assertThat(Vectors.dot(person, encoder.encode("That is a very happy person")))
          .isCloseTo(.94292, within(1e-3));
      assertThat(Vectors.dot(person, encoder.encode("Today is a sunny day")))
          .isCloseTo(.25688, within(1e-3));
    }
    assertThat(SentenceEncoder.digest()).hasSize(64).isEqualTo(SentenceEncoder.digest());
  }

  @Test
  void aVectorDependsOnItsTextAloneAndLongTextsAreCut() {
    try (SentenceEncoder one = SentenceEncoder.load();
        SentenceEncoder other = SentenceEncoder.load()) {
      float[] vector = one.encode("A text.");
      other.encode("Something else that is longer.");
      assertThat(other.encode("A text.")).isEqualTo(vector);
      String start = "word and word and ".repeat(200);
      assertThat(one.encode(start + "x".repeat(1_000_000)))
          .isEqualTo(one.encode(start + "another end"));
      assertThat(one.encode("")).hasSize(SentenceEncoder.WIDTH);
      assertThat(one.encode("x".repeat(10_000_000))).hasSize(SentenceEncoder.WIDTH);
    }
  }

  @Test
  void vectorsGoThroughBytes() {
    float[] vector = {1, -2.5f, Float.MIN_VALUE};
    assertThat(Vectors.unpack(Vectors.pack(vector))).isEqualTo(vector);
    assertThat(Vectors.nearest(new float[] {1, 0}, new float[][] {{0, 1}, {1, 0}, {1, 0}}))
        .isEqualTo(1);
  }

  @Test
  void rowsGoThatHaveOneThatStandsForThem() {
    SemanticScan scan = new SemanticScan(.9);
    List<String> told = new ArrayList<>();
    double[] angles = {0, 20, 40, 60, 200};
    for (int i = 0; i < angles.length; i++) {
      double angle = Math.toRadians(angles[i]);
      SemanticScan.Match match =
          scan.next(1, i, new float[] {(float) Math.cos(angle), (float) Math.sin(angle)});
      told.add(match == null ? "stays" : i + " for " + match.row());
    }
    // cos 20° = .94: row 1 goes for row 0. Row 2 is 40° from row 0 and stays; row 3 goes for it.
    assertThat(told).containsExactly("stays", "1 for 0", "stays", "3 for 2", "stays");
    assertThat(scan.next(2, 9, new float[] {1, 0})).isNull();
  }
}
