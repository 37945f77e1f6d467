package dev.nightshift.training.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectionTest {

  @Test
  void theTrainingEndsWhenPatienceRunsOut() {
    Selection selection = new Selection("loss", true, 2);
    double[] losses = {3.0, 2.0, 2.5, 1.9, 1.9, 2.0};
    boolean[] ended = {false, false, false, false, false, true};
    long[] kept = {-1, 10, 10, 30, 30, 30};
    for (int i = 0; i < losses.length; i++) {
      selection.measured(10L * i, Map.of("loss", losses[i]));
      assertThat(selection.ended()).as("after " + i).isEqualTo(ended[i]);
      assertThat(selection.kept().orElse(-1)).as("after " + i).isEqualTo(kept[i]);
    }
  }

  @Test
  void withoutPatienceItNeverEndsAndWithoutWantingTheBestNothingIsKept() {
    Selection selection = new Selection("loss", false, 0);
    for (int i = 0; i < 50; i++) {
      selection.measured(i, Map.of("loss", 1.0 + i));
    }
    assertThat(selection.ended()).isFalse();
    assertThat(selection.kept()).isEmpty();
  }

  @Test
  void theModelAsItCameIsTheFirstToBeat() {
    Selection selection = new Selection("loss", true, 2);
    selection.measured(0, Map.of("loss", 1.0));
    selection.measured(10, Map.of("loss", 1.5));
    assertThat(selection.ended()).isFalse();
    selection.measured(20, Map.of("loss", 1.4));
    assertThat(selection.ended()).isTrue();
    assertThat(selection.kept()).isEmpty();
  }

  @Test
  void otherValuesSayNothing() {
    Selection selection = new Selection("loss", true, 1);
    selection.measured(10, Map.of("accuracy", .5));
    assertThat(selection.ended()).isFalse();
    assertThat(selection.kept()).isEmpty();
  }
}
