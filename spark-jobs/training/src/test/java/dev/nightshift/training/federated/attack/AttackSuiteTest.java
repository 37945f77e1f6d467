package dev.nightshift.training.federated.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.training.federated.Attack;
import dev.nightshift.training.federated.attack.AttackTable.Cell;
import dev.nightshift.training.federated.client.LocalSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttackSuiteTest {

  @TempDir Path folder;

  @Test
  void robustRulesBearWhatTheMeanDoesNot() throws IOException {
    AttackSuite suite =
        new AttackSuite(
            new GaussianClasses(4, 8, 4, .3).program(2, 20, 20, 500),
            20,
            20,
            6,
            LocalSettings.of(2, 20, .5),
            .3,
            20);
    AttackTable table = suite.run(List.of(.1, .3), folder);

    double clean = accuracy(table, "mean", Attack.NONE, 0);
    assertThat(clean).isGreaterThan(.85);
    assertThat(accuracy(table, "mean", Attack.SCALE, .3)).isLessThan(clean - .3);
    for (String rule : List.of("median", "trimmed-mean", "krum", "multi-krum")) {
      assertThat(accuracy(table, rule, Attack.SCALE, .3)).as(rule).isGreaterThan(clean - .2);
    }
    assertThat(accuracy(table, AttackSuite.NORM_BOUND, Attack.SCALE, .1))
        .isGreaterThan(accuracy(table, "mean", Attack.SCALE, .1));
    assertThat(accuracy(table, "bulyan", Attack.SIGN_FLIP, .1)).isGreaterThan(clean - .1);
    Cell bulyan = table.cell("bulyan", Attack.SCALE, .3);
    assertThat(bulyan.accuracy()).isEmpty();
    assertThat(bulyan.obstacle())
        .isEqualTo("bulyan against 6 false clients needs 4f + 3 = 27 clients, and there are 20");

    assertThat(table.cells()).hasSize(7 * 7);
    assertThat(table.markdown())
        .startsWith("| rule | none | label-flip 10 % | label-flip 30 % | sign-flip 10 % |")
        .contains("| not applicable |");
    assertThat(table.cells()).containsAll(suite.run(List.of(.1), folder).cells());
  }

  private static double accuracy(AttackTable table, String rule, Attack attack, double share) {
    return table.cell(rule, attack, share).accuracy().orElseThrow();
  }
}
